//! Parameters: `{parameter: name}` stands for a value that an instance may set.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Problem,
    document::Documents,
    manifest::{ParameterDefinition, ParameterType},
};

/// The value of every parameter: what the instance sets, else the default.
pub(crate) fn values(
    definitions: &[ParameterDefinition],
    given: &BTreeMap<String, String>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Value> {
    for name in given.keys() {
        if !definitions
            .iter()
            .any(|definition| definition.name == *name)
        {
            let known: Vec<&str> = definitions
                .iter()
                .map(|known| known.name.as_str())
                .collect();
            let reason = format!(
                "the template has no parameter {name:?}; it has: {}",
                known.join(", ")
            );
            problems.push(Problem::new("", "", reason));
        }
    }
    let mut values = BTreeMap::new();
    for definition in definitions {
        let value = match given.get(&definition.name) {
            None => definition.default.clone(),
            Some(text) => match read(definition, text) {
                Ok(value) => value,
                Err(reason) => {
                    let reason = format!("parameter {:?}: {reason}", definition.name);
                    problems.push(Problem::new("", "", reason));
                    // Go on with the default: what else is wrong is to be said as well.
                    definition.default.clone()
                }
            },
        };
        values.insert(definition.name.clone(), value);
    }
    values
}

fn read(definition: &ParameterDefinition, text: &str) -> Result<Value, String> {
    match definition.parameter_type {
        ParameterType::Text => Ok(text.into()),
        ParameterType::Boolean => text
            .parse::<bool>()
            .map(Value::from)
            .map_err(|_| format!("expected true or false, found {text:?}")),
        ParameterType::Integer => {
            let number: i64 = text
                .parse()
                .map_err(|_| format!("expected a whole number, found {text:?}"))?;
            let (least, greatest) = (
                definition.minimum.unwrap_or(i64::MIN),
                definition.maximum.unwrap_or(i64::MAX),
            );
            if (least..=greatest).contains(&number) {
                Ok(number.into())
            } else {
                Err(format!("expected {least} to {greatest}, found {number}"))
            }
        }
    }
}

/// Puts the values in the place of every `{parameter: name}`.
pub(crate) fn substitute(
    documents: &mut Documents,
    values: &BTreeMap<String, Value>,
    problems: &mut Vec<Problem>,
) {
    for (path, document) in &mut documents.0 {
        let mut unknown = Vec::new();
        replace(document, values, &mut unknown);
        for name in unknown {
            let reason = format!("template.yaml declares no parameter {name:?}");
            problems.push(Problem::new(path, "", reason));
        }
    }
}

fn replace(value: &mut Value, values: &BTreeMap<String, Value>, unknown: &mut Vec<String>) {
    if let Some(name) = reference(value) {
        match values.get(name) {
            Some(set) => *value = set.clone(),
            None => unknown.push(name.to_owned()),
        }
        return;
    }
    match value {
        Value::Array(elements) => {
            for element in elements {
                replace(element, values, unknown);
            }
        }
        Value::Object(object) => {
            for element in object.values_mut() {
                replace(element, values, unknown);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn reference(value: &Value) -> Option<&str> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    object.get("parameter")?.as_str()
}
