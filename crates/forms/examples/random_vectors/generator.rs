//! Random rules and answers, right ones and wrong ones, with what the evaluator makes of them.

use std::fmt::Write as _;

use jiff::civil::{self, date};
use primero_forms::{Answers, Expression};
use serde_json::{Map, Value, json};

const LEVELS: u32 = 4;
const FIELDS: [&str; 6] = ["a", "b", "c", "d", "rows", "more"];
const TODAYS: [civil::Date; 3] = [date(2026, 11, 24), date(2024, 2, 29), date(2026, 12, 31)];

/// A vector file, one case a line; the same arguments give the same file.
pub(crate) fn file(cases: u64, seed: u64) -> String {
    let mut random = Random(seed);
    let mut text =
        "{\n  \"about\": \"random rules over random answers\",\n  \"cases\": [\n".to_owned();
    for number in 0..cases {
        let comma = if number + 1 == cases { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {}{comma}", case(number, &mut random));
    }
    text + "  ]\n}\n"
}

fn case(number: u64, random: &mut Random) -> Value {
    let rule = random.operand(LEVELS);
    let name = format!("random rule {number}");
    let expression = match Expression::parse(&rule) {
        Ok(expression) => expression,
        Err(error) => return json!({"name": name, "rule": rule, "refused_at": error.pointer}),
    };
    let (answers, today) = (random.answers(), random.one_of(&TODAYS));
    let result = expression.evaluate(&answers, today);
    json!({"name": name, "rule": rule, "answers": answers, "today": today.to_string(), "result": result})
}

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or_default()
    }

    fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        let index = self.below(from.len());
        from[index].clone()
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn field(&mut self) -> Value {
        self.one_of(&FIELDS).into()
    }

    fn several(&mut self, one: impl Fn(&mut Self) -> Value) -> Value {
        let count = self.below(4);
        (0..count).map(|_| one(self)).collect()
    }

    fn scalar(&mut self) -> Value {
        let known = [
            json!(null),
            json!(true),
            json!(false),
            json!("true"),
            json!("false"),
            json!(""),
            json!(" \t"),
            json!("\u{200b}\u{feff}"),
            json!("\u{85}"),
            json!("x"),
            json!("é"),
            json!("7"),
            json!(0),
            json!(-3),
            json!(5),
            json!(5.0),
            json!(2.5),
            json!(-2.5),
            json!(1.005),
            json!(0.000_000_1),
            json!(1e21),
            json!(-1e308),
            json!(1.7e308),
            json!(9_007_199_254_740_993_i64),
            json!("2026-11-24"),
            json!("2024-02-29"),
            json!("2025-02-29"),
            json!("0001-01-01"),
            json!("9999-12-31"),
            json!("2026-11-24T10:30Z"),
            json!("2026-11-24T10:30:00.0004+03:00"),
            json!("2026-11-24T10:30:00.0005+03:00"),
            json!("9999-12-31T23:59:59-23:59"),
            json!("2026-11-24T24:00:00Z"),
            json!("2026-11-24T10:30:00"),
        ];
        self.one_of(&known)
    }

    fn answer(&mut self) -> Value {
        match self.below(8) {
            0 => self.several(Self::scalar),
            1 => self.several(|random| Value::Object(random.row())),
            2 => Value::Object(self.row()),
            _ => self.scalar(),
        }
    }

    fn row(&mut self) -> Answers {
        let mut row = Map::new();
        for name in ["a", "b", "c"] {
            if !self.one_in(3) {
                row.insert(name.to_owned(), self.scalar());
            }
        }
        row
    }

    fn answers(&mut self) -> Answers {
        let mut answers = self.row();
        for name in FIELDS {
            if self.one_in(2) {
                answers.insert(name.to_owned(), self.answer());
            }
        }
        let rows = self.several(|random| Value::Object(random.row()));
        answers.insert("rows".to_owned(), rows);
        answers
    }

    /// An operand; now and then something that is none.
    fn operand(&mut self, levels: u32) -> Value {
        if self.one_in(60) {
            return self.mistake();
        }
        if levels == 0 || self.one_in(5) {
            return match self.below(4) {
                0 => self.one_of(&[
                    json!(5),
                    json!(-2.5),
                    json!(null),
                    json!(true),
                    json!(1e308),
                ]),
                1 => json!({"value": self.answer()}),
                _ => self.field(),
            };
        }
        if self.one_in(2) {
            return self.rule(levels);
        }
        let nested = |random: &mut Self| random.operand(levels - 1);
        match self.below(8) {
            0 => json!({"if": [self.rule(levels - 1), nested(self), nested(self)]}),
            1 => json!({self.one_of(&["sum", "avg", "concat"]): self.several(nested)}),
            2 => {
                let places = self.below(10);
                json!({self.one_of(&["sum", "avg"]): {"data": self.several(nested), "extra": {"decimalPlaces": places}}})
            }
            3 => json!({"concat": {"data": self.several(nested), "extra": {"separator": "-"}}}),
            4 => json!({"count": self.field()}),
            5 => json!({"count": {"rows": self.rule(levels - 1)}}),
            6 => json!({self.one_of(&["add_days", "diff_days"]): [nested(self), nested(self)]}),
            _ => self.one_of(&[json!({"today": []}), json!({"end_of_quarter": "a"})]),
        }
    }

    fn rule(&mut self, levels: u32) -> Value {
        if levels == 0 || self.one_in(4) {
            let field = self.one_of(&FIELDS);
            return match self.below(4) {
                0 => json!({"exists": field}),
                1 => json!({"in": {field: self.several(Self::scalar)}}),
                2 => json!({"field": field}),
                _ => json!({self.comparison(): {field: self.right()}}),
            };
        }
        let nested = |random: &mut Self| random.rule(levels - 1);
        match self.below(6) {
            0 => json!({self.one_of(&["and", "or"]): self.several(nested)}),
            1 => json!({"not": nested(self)}),
            2 => json!({self.one_of(&["any", "all"]): {"rows": nested(self)}}),
            3 => json!({"in": [self.operand(levels - 1), self.several(Self::scalar)]}),
            4 => json!({"if": [nested(self), self.operand(levels - 1)]}),
            _ => {
                let sides = [self.operand(levels - 1), self.operand(levels - 1)];
                json!({self.comparison(): sides})
            }
        }
    }

    fn comparison(&mut self) -> &'static str {
        self.one_of(&["eq", "ne", "gt", "ge", "lt", "le"])
    }

    /// What stands on the right of a comparison with a field.
    fn right(&mut self) -> Value {
        match self.below(4) {
            0 => self.several(Self::scalar),
            1 => json!({"field": self.field()}),
            2 => json!({"today": []}),
            _ => self.scalar(),
        }
    }

    fn mistake(&mut self) -> Value {
        let mistakes = [
            json!({"nope": 1}),
            json!({}),
            json!([1]),
            json!("no field"),
            json!({"eq": 1, "ne": 2}),
            json!({"eq": {"a": {"nope": 1}}}),
            json!({"eq": ["a"]}),
            json!({"eq": {"a b": 1}}),
            json!({"in": {"a": ["x", []]}}),
            json!({"and": ["a"]}),
            json!({"and": [{"value": true}]}),
            json!({"not": {"sum": [{"nope": 1}]}}),
            json!({"any": {"rows": {"count": "a"}}}),
            json!({"sum": {"extra": {}}}),
            json!({"avg": {"data": ["a"], "extra": null}}),
            json!({"concat": {"data": ["a"], "extra": {"separator": 1}}}),
            json!({"today": ["a"]}),
            json!({"add_days": ["a", 1, 2]}),
            json!({"if": [5, 1]}),
        ];
        self.one_of(&mistakes)
    }
}
