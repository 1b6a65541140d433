//! Operators, which stand where a value could stand.

use serde_json::{Map, Value};

/// What is expected at a path.
#[derive(Debug)]
pub(super) enum Expectation<'a> {
    /// This value.
    Is(&'a Value),
    /// All of these.
    All(Vec<Operator<'a>>),
}

/// One operator with its operand.
#[derive(Debug)]
pub(super) enum Operator<'a> {
    /// So many elements, members or characters.
    Length(u64),
    /// Whether anything is there.
    Has(bool),
    /// Text that a regular expression finds something in.
    Matches(Box<fancy_regex::Regex>),
    /// These elements in any order.
    Set(&'a [Value]),
    /// Text, an element, or members.
    Contains(&'a Value),
    /// Anything but this.
    Differs(&'a Value),
    /// A type of JSON.
    Type(Type),
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    String,
    Integer,
    Number,
    Array,
    Object,
    Boolean,
}

const NAMES: [&str; 7] = ["len", "has", "re", "set", "contains", "ne", "type"];

impl<'a> Expectation<'a> {
    /// Reads what is expected: a mapping whose keys are all operators is no value.
    pub(super) fn of(expected: &'a Value) -> Result<Self, String> {
        let operators = expected.as_object().filter(|map| are_operators(map));
        match operators {
            Some(operators) => {
                let all = operators.iter().map(|(name, operand)| read(name, operand));
                Ok(Self::All(all.collect::<Result<_, _>>()?))
            }
            None => Ok(Self::Is(expected)),
        }
    }
}

fn are_operators(map: &Map<String, Value>) -> bool {
    !map.is_empty() && map.keys().all(|key| NAMES.contains(&key.as_str()))
}

fn read<'a>(name: &str, operand: &'a Value) -> Result<Operator<'a>, String> {
    let wrong = |what: &str| format!("{{{name}: {operand}}}: the operand is not {what}");
    Ok(match name {
        "len" => Operator::Length(operand.as_u64().ok_or_else(|| wrong("a number"))?),
        "has" => Operator::Has(operand.as_bool().ok_or_else(|| wrong("true or false"))?),
        "re" => {
            let text = operand.as_str().ok_or_else(|| wrong("text"))?;
            // A variable is put in before the expression is used.
            let readable = text.replace("{{", "").replace("}}", "");
            fancy_regex::Regex::new(&readable).map_err(|_| wrong("a regular expression"))?;
            let regex =
                fancy_regex::Regex::new(text).or_else(|_| fancy_regex::Regex::new(&readable));
            Operator::Matches(Box::new(regex.map_err(|_| wrong("a regular expression"))?))
        }
        "set" => Operator::Set(operand.as_array().ok_or_else(|| wrong("a list"))?),
        "contains" => Operator::Contains(operand),
        "ne" => Operator::Differs(operand),
        _ => Operator::Type(type_of(operand).ok_or_else(|| wrong("a type"))?),
    })
}

fn type_of(operand: &Value) -> Option<Type> {
    Some(match operand.as_str()? {
        "string" => Type::String,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "array" => Type::Array,
        "object" => Type::Object,
        "boolean" => Type::Boolean,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mapping_of_operators_is_no_value_and_any_other_is() {
        let is_value = |value: Value| matches!(Expectation::of(&value), Ok(Expectation::Is(_)));
        assert!(is_value(json!({})));
        assert!(is_value(json!({"total": 6, "per": 20})));
        assert!(is_value(json!({"type": "x", "id": 1})));
        assert!(!is_value(json!({"len": 3})));
        assert!(!is_value(json!({"type": "array", "len": 3})));
    }

    #[test]
    fn operands_that_make_no_sense_are_refused() {
        for wrong in [
            json!({"len": "3"}),
            json!({"has": 1}),
            json!({"re": "("}),
            json!({"set": "a"}),
            json!({"type": "text"}),
        ] {
            assert!(Expectation::of(&wrong).is_err(), "{wrong}");
        }
        assert!(Expectation::of(&json!({"re": "^/cases/{{case2}}/\\d+$"})).is_ok());
    }
}
