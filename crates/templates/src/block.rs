//! Shared blocks: documents that several templates use, inlined when a template is packed.
//!
//! A document with `block: forms/services` starts as the block of that name and lays its own keys
//! over it. In its `fields`, a plain string takes one field of the block as it is, and an object
//! with the name of a block's field changes it; without `fields` all of them are taken.

use serde_json::{Map, Value};

use crate::{
    Bundle, Problem, Rule, document,
    merge::{identity, merge},
};

/// The template with every block inlined. `blocks` holds the shared documents by path, for example
/// `forms/services.yaml`.
pub fn inline_blocks(template: &Bundle, blocks: &Bundle) -> Result<Bundle, Vec<Problem>> {
    let mut inlined = Bundle::default();
    let mut problems = Vec::new();
    for (path, bytes) in &template.0 {
        if document::is_prose(path) {
            continue;
        }
        match inline_file(bytes, blocks) {
            Ok(bytes) => {
                inlined.0.insert(path.clone(), bytes);
            }
            Err((place, reason)) => {
                problems.push(Problem::new(path, place, reason).against(Rule::Blocks));
            }
        }
    }
    if problems.is_empty() {
        Ok(inlined)
    } else {
        Err(problems)
    }
}

type Mistake = (&'static str, String);

fn inline_file(bytes: &[u8], blocks: &Bundle) -> Result<Vec<u8>, Mistake> {
    // A file that is no YAML is left as it is: reading the bundle reports it.
    let Ok(Value::Object(mut own)) = document::parse(bytes) else {
        return Ok(bytes.to_vec());
    };
    let name = match own.remove("block") {
        None => return Ok(bytes.to_vec()),
        Some(Value::String(name)) => name,
        Some(_) => return Err(("block", "expected the name of a block".to_owned())),
    };
    let block = blocks
        .0
        .get(&format!("{name}.yaml"))
        .ok_or_else(|| ("block", format!("there is no block {name:?}")))?;
    let block = document::parse(block)
        .map_err(|reason| ("block", format!("block {name:?} cannot be read: {reason}")))?;
    let inlined = adapt(block, own).map_err(|reason| ("fields", reason))?;
    serde_json::to_vec_pretty(&inlined).map_err(|error| ("", error.to_string()))
}

fn adapt(mut block: Value, mut own: Map<String, Value>) -> Result<Value, String> {
    let chosen = match own.remove("fields") {
        Some(Value::Array(chosen)) => chosen,
        Some(_) => return Err("expected a list".to_owned()),
        None => return Ok(merge(block, &Value::Object(own))),
    };
    let offered = match block.get_mut("fields").map(Value::take) {
        Some(Value::Array(offered)) => offered,
        _ => Vec::new(),
    };
    let find = |name: &str| offered.iter().find(|field| identity(field) == Some(name));
    let mut fields = Vec::new();
    for choice in chosen {
        let field = if let Some(name) = choice.as_str() {
            let taken = find(name).cloned();
            taken.ok_or_else(|| format!("the block has no field {name:?}"))?
        } else if let Some(base) = identity(&choice).and_then(find) {
            merge(base.clone(), &choice)
        } else {
            choice
        };
        fields.push(field);
    }
    own.insert("fields".to_owned(), Value::Array(fields));
    if let Some(object) = block.as_object_mut() {
        object.remove("fields");
    }
    Ok(merge(block, &Value::Object(own)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bundle(path: &str, text: &str) -> Bundle {
        Bundle([(path.to_owned(), text.as_bytes().to_vec())].into())
    }

    const BLOCK: &str =
        "unique_id: services\norder: 1\nfields: [{name: a, type: x}, {name: b, type: y}]";

    #[test]
    fn a_template_takes_changes_and_adds_fields_of_a_block() {
        let template = bundle(
            "forms/services.yaml",
            "block: forms/services\norder: 60\nfields: [b, {name: a, required: true}, {name: c}]",
        );
        let inlined = inline_blocks(&template, &bundle("forms/services.yaml", BLOCK));
        let file = inlined
            .expect("the block is there")
            .0
            .remove("forms/services.yaml");
        assert_eq!(
            serde_json::from_slice::<Value>(&file.expect("the file")).expect("JSON"),
            json!({"unique_id": "services", "order": 60, "fields": [
                {"name": "b", "type": "y"}, {"name": "a", "type": "x", "required": true}, {"name": "c"},
            ]})
        );
    }

    #[test]
    fn a_missing_block_and_a_missing_field_are_named() {
        let blocks = bundle("forms/services.yaml", BLOCK);
        let template = bundle("forms/a.yaml", "block: forms/nope");
        let problems = inline_blocks(&template, &blocks).expect_err("no such block");
        assert_eq!(
            problems[0].to_string(),
            "forms/a.yaml: block: there is no block \"forms/nope\""
        );
        let template = bundle("forms/a.yaml", "block: forms/services\nfields: [z]");
        let problems = inline_blocks(&template, &blocks).expect_err("no such field");
        assert_eq!(
            problems[0].to_string(),
            "forms/a.yaml: fields: the block has no field \"z\""
        );
    }
}
