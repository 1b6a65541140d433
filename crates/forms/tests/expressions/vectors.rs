//! Every file of `tests/fixtures/expressions`, the random one included.

use std::{collections::BTreeSet, fs, path::PathBuf};

use jiff::civil::{self, date};
use primero_forms::Expression;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::generator;

const TODAY: civil::Date = date(2026, 11, 24);
/// What the committed file of random rules was made with.
const RANDOM: (u64, u64) = (300, 20_261_124);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VectorFile {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    rule: Value,
    #[serde(default)]
    answers: Map<String, Value>,
    today: Option<civil::Date>,
    // `Some(Null)` is a result, absence is not.
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    refused_at: Option<String>,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/expressions")
}

/// Every vector file by name; none can be forgotten, as the directory is read.
fn files() -> Vec<(String, VectorFile)> {
    let mut files: Vec<(String, VectorFile)> = fs::read_dir(directory())
        .expect("the directory of the vectors")
        .map(|entry| entry.expect("a readable entry").path())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("a readable file");
            let file = serde_json::from_str(&text);
            let file = file.unwrap_or_else(|error| unreachable!("{name}: {error}"));
            (name, file)
        })
        .collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

#[test]
fn every_vector_of_every_file_passes() {
    for (file, vectors) in files() {
        assert!(!vectors.cases.is_empty(), "{file} holds no case");
        for case in vectors.cases {
            check(&file, &case);
        }
    }
}

fn check(file: &str, case: &Case) {
    let at = format!("{file}: {}", case.name);
    match (
        Expression::parse(&case.rule),
        &case.result,
        &case.refused_at,
    ) {
        (Ok(expression), Some(result), None) => {
            let today = case.today.unwrap_or(TODAY);
            let given = expression.evaluate(&case.answers, today);
            assert_eq!(canonical(&given), canonical(result), "{at}");
            assert_eq!(
                expression.holds(&case.answers, today),
                [Value::from(true), Value::from("true")].contains(&given),
                "{at}"
            );
        }
        (Err(error), None, Some(pointer)) => assert_eq!(error.pointer, *pointer, "{at}: {error}"),
        (Err(error), Some(_), None) => {
            unreachable!("{at}: refused at {:?}: {error}", error.pointer)
        }
        (Ok(_), None, Some(pointer)) => unreachable!("{at}: not refused at {pointer:?}"),
        _ => unreachable!("{at}: needs either a result or refused_at"),
    }
}

/// 5 and 5.0 are the same number.
fn canonical(value: &Value) -> Value {
    value.as_f64().map_or_else(|| value.clone(), Value::from)
}

#[test]
fn the_names_of_the_vectors_of_a_file_differ() {
    for (file, vectors) in files() {
        let names: BTreeSet<&str> = vectors
            .cases
            .iter()
            .map(|case| case.name.as_str())
            .collect();
        assert_eq!(
            names.len(),
            vectors.cases.len(),
            "{file} names two cases alike"
        );
    }
}

#[test]
fn every_operator_meets_null_a_missing_answer_and_an_answer_of_the_wrong_type() {
    let vectors = files();
    for operator in OPERATORS {
        let about = |case: &&Case| case.rule.get(operator).is_some() && case.refused_at.is_none();
        let cases = vectors
            .iter()
            .filter(|(file, _)| file == "edges.json")
            .flat_map(|(_, file)| file.cases.iter().filter(about));
        let names: Vec<&str> = cases.map(|case| case.name.as_str()).collect();
        for edge in ["null", "missing", "wrong type"] {
            assert!(
                names.iter().any(|name| name.contains(edge)),
                "edges.json has no case of {operator} with {edge}"
            );
        }
    }
}

/// The operators that read an answer.
const OPERATORS: [&str; 22] = [
    "and",
    "or",
    "not",
    "exists",
    "any",
    "all",
    "eq",
    "ne",
    "gt",
    "ge",
    "lt",
    "le",
    "in",
    "if",
    "sum",
    "avg",
    "concat",
    "count",
    "add_days",
    "diff_days",
    "end_of_quarter",
    "field",
];

/// When the language changes on purpose, make the file anew with the example `random_vectors`.
#[test]
fn the_committed_random_rules_are_those_of_the_generator() {
    let committed = fs::read_to_string(directory().join("random.json")).expect("the random file");
    assert!(
        committed == generator::file(RANDOM.0, RANDOM.1),
        "cargo run -p primero-forms --example random_vectors -- {} {} > tests/fixtures/expressions/random.json",
        RANDOM.0,
        RANDOM.1
    );
}
