//! JSON paths: `$`, members, indices, `[*]` and `[?(@.id=='x')]`.

use serde_json::Value;

use crate::variables::plain;

/// A way into a JSON document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path(Vec<Segment>);

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    Member(String),
    /// Counted from the end when negative.
    Index(i64),
    All,
    Where(Filter),
}

/// `@.a.b == literal`.
#[derive(Debug, PartialEq, Eq)]
struct Filter {
    members: Vec<String>,
    equals: bool,
    literal: Value,
}

impl Path {
    /// Whether the path yields a list rather than one value.
    pub(super) fn is_list(&self) -> bool {
        self.0
            .iter()
            .any(|segment| matches!(segment, Segment::All | Segment::Where(_)))
    }

    /// The values that the path leads to.
    pub(super) fn values<'v>(&self, root: &'v Value) -> Vec<&'v Value> {
        self.0.iter().fold(vec![root], |values, segment| {
            values
                .into_iter()
                .flat_map(|value| segment.of(value))
                .collect()
        })
    }
}

impl Segment {
    fn of<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match self {
            Self::Member(name) => value.get(name).into_iter().collect(),
            Self::Index(index) => element(value, *index).into_iter().collect(),
            Self::All => children(value),
            Self::Where(filter) => {
                let mut found = children(value);
                found.retain(|child| filter.accepts(child));
                found
            }
        }
    }
}

fn element(value: &Value, index: i64) -> Option<&Value> {
    let list = value.as_array()?;
    let from_end = || list.len().checked_sub(usize::try_from(-index).ok()?);
    let index = usize::try_from(index).ok().or_else(from_end)?;
    list.get(index)
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Object(map) => map.values().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

impl Filter {
    fn accepts(&self, value: &Value) -> bool {
        let found = self
            .members
            .iter()
            .try_fold(value, |value, name| value.get(name));
        found.is_some_and(|found| is_same(found, &self.literal)) == self.equals
    }
}

/// A variable put between quotes may be a number: '7' is the same as 7.
fn is_same(found: &Value, literal: &Value) -> bool {
    found == literal || (literal.is_string() && plain(found) == plain(literal))
}

/// Reads a path.
pub(super) fn parse(text: &str) -> Result<Path, String> {
    let wrong = |problem: &str| format!("{text:?} is not a JSON path: {problem}");
    let mut rest = text.strip_prefix('$').ok_or_else(|| wrong("no $"))?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let (segment, after) = if let Some(member) = rest.strip_prefix('.') {
            named(member).ok_or_else(|| wrong("no name after a dot"))?
        } else if let Some(inside) = rest.strip_prefix('[') {
            bracketed(inside).ok_or_else(|| wrong("the bracket is not understood"))?
        } else {
            return Err(wrong("neither a dot nor a bracket"));
        };
        segments.push(segment);
        rest = after;
    }
    Ok(Path(segments))
}

fn named(text: &str) -> Option<(Segment, &str)> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    match name {
        "" => None,
        "*" => Some((Segment::All, rest)),
        name => Some((Segment::Member(name.to_owned()), rest)),
    }
}

fn bracketed(text: &str) -> Option<(Segment, &str)> {
    if let Some(condition) = text.strip_prefix("?(") {
        let (condition, rest) = condition.split_once(")]")?;
        return Some((Segment::Where(filter(condition)?), rest));
    }
    let (inside, rest) = text.split_once(']')?;
    let segment = match inside {
        "*" => Segment::All,
        inside => match quoted(inside) {
            Some(name) => Segment::Member(name.to_owned()),
            None => Segment::Index(inside.parse().ok()?),
        },
    };
    Some((segment, rest))
}

fn filter(text: &str) -> Option<Filter> {
    let equals = !text.contains("!=");
    let (members, literal) = text.split_once(if equals { "==" } else { "!=" })?;
    let members = members.trim().strip_prefix("@.")?.split('.');
    let literal = literal.trim();
    Some(Filter {
        members: members.map(str::to_owned).collect(),
        equals,
        literal: match quoted(literal) {
            Some(text) => text.into(),
            None => serde_json::from_str(literal).ok()?,
        },
    })
}

fn quoted(text: &str) -> Option<&str> {
    ['\'', '"']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(path: &str) -> Vec<Value> {
        let document = json!({
            "data": [
                {"id": "a", "n": 1, "rows": [{"k": 1}, {"k": 2}]},
                {"id": "b", "n": 2, "rows": []},
                {"id": "c"},
            ],
            "a.b": {"c-d": 5},
        });
        let parsed = parse(path).unwrap();
        parsed.values(&document).into_iter().cloned().collect()
    }

    #[test]
    fn members_and_indices_lead_to_one_value() {
        assert_eq!(values("$.data[1].id"), [json!("b")]);
        assert_eq!(values("$.data[-1].id"), [json!("c")]);
        assert_eq!(values("$['a.b'].c-d"), [json!(5)]);
        assert_eq!(values("$.data[7].id"), [] as [Value; 0]);
        assert!(!parse("$.data[0].id").unwrap().is_list());
    }

    #[test]
    fn filters_and_stars_lead_to_lists_of_what_is_there() {
        assert_eq!(values("$.data[*].n"), [json!(1), json!(2)]);
        assert_eq!(values("$.data[?(@.id=='b')].n"), [json!(2)]);
        assert_eq!(
            values("$.data[?(@.n == 1)].rows[*].k"),
            [json!(1), json!(2)]
        );
        assert_eq!(values("$.data[?(@.n=='2')].id"), [json!("b")]);
        assert_eq!(values("$.data[?(@.id!='a')].id"), [json!("b"), json!("c")]);
        assert_eq!(values("$.data[?(@.id=='x')].n"), [] as [Value; 0]);
        assert!(parse("$.data[?(@.id=='b')].n").unwrap().is_list());
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in [
            "data",
            "$data",
            "$.",
            "$.a[",
            "$.a[x]",
            "$.a[?(x==1)]",
            "$..a",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
