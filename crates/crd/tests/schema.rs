//! What every schema keeps to, and the files generated from it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use primero_crd::render::{definitions, files};
use serde_json::{Value, json};

/// Calls `visit` with the path and the schema of every field.
fn walk(schema: &Value, path: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(path, schema);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        walk(property, &format!("{path}.{name}"), visit);
    }
    if schema["items"].is_object() {
        walk(&schema["items"], &format!("{path}[]"), visit);
    }
}

fn each_field(mut visit: impl FnMut(&str, &Value)) {
    for crd in definitions() {
        let kind = crd["spec"]["names"]["kind"].as_str().unwrap();
        let root = &crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
        for part in ["spec", "status"] {
            let schema = &root["properties"][part];
            if schema.is_object() {
                walk(schema, &format!("{kind}.{part}"), &mut visit);
            }
        }
    }
}

fn violations(rule: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    each_field(|path, schema| {
        if !rule(schema) {
            found.push(path.to_owned());
        }
    });
    found
}

#[test]
fn every_string_is_bounded() {
    let bounded = |schema: &Value| {
        schema["type"] != "string" || schema["maxLength"].is_u64() || schema["enum"].is_array()
    };
    assert_eq!(violations(bounded), Vec::<String>::new());
}

#[test]
fn every_list_is_bounded_and_says_how_it_merges() {
    let bounded = |schema: &Value| {
        schema["type"] != "array"
            || schema["maxItems"].is_u64() && schema["x-kubernetes-list-type"].is_string()
    };
    assert_eq!(violations(bounded), Vec::<String>::new());
}

#[test]
fn every_number_is_a_bounded_integer() {
    let bounded = |schema: &Value| {
        schema["type"] != "number"
            && (schema["type"] != "integer"
                || schema["minimum"].is_i64() && schema["maximum"].is_i64())
    };
    assert_eq!(violations(bounded), Vec::<String>::new());
}

#[test]
fn every_field_has_a_type_and_no_loophole() {
    let strict = |schema: &Value| {
        schema["type"].is_string()
            && schema["nullable"].is_null()
            && schema["x-kubernetes-preserve-unknown-fields"].is_null()
            && schema["additionalProperties"].is_null()
            && schema["anyOf"].is_null()
            && schema["oneOf"].is_null()
    };
    assert_eq!(violations(strict), Vec::<String>::new());
}

#[test]
fn enums_are_upper_camel_case() {
    let camel = |schema: &Value| {
        schema["enum"].as_array().into_iter().flatten().all(|word| {
            word.as_str()
                .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
        })
    };
    assert_eq!(violations(camel), Vec::<String>::new());
}

#[test]
fn every_field_is_described() {
    let mut bare = Vec::new();
    each_field(|path, schema| {
        if schema["description"].is_null() && !path.ends_with("[]") {
            bare.push(path.to_owned());
        }
    });
    assert_eq!(bare, Vec::<String>::new());
}

#[test]
fn an_instance_needs_only_a_display_name_and_a_template() {
    let instance = &definitions()[0]["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    let spec = &instance["properties"]["spec"];
    assert_eq!(spec["required"], json!(["configuration", "displayName"]));
    let configuration = &spec["properties"]["configuration"];
    assert_eq!(configuration["required"], json!(["template"]));
    let template = &configuration["properties"]["template"];
    assert_eq!(template["required"], json!(["name"]));
}

#[test]
fn defaults_are_written_out() {
    let instance = &definitions()[0]["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    let defaults: serde_json::Map<String, Value> = instance["properties"]["spec"]["properties"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, schema)| !schema["default"].is_null())
        .map(|(name, schema)| (name.clone(), schema["default"].clone()))
        .collect();
    insta::assert_json_snapshot!(defaults);
}

#[test]
fn every_rule_has_a_message_that_names_its_field() {
    let mut rules = Vec::new();
    for crd in definitions() {
        let kind = crd["spec"]["names"]["kind"].as_str().unwrap().to_owned();
        let root = &crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
        walk(root, &kind, &mut |path, schema| {
            for rule in schema["x-kubernetes-validations"]
                .as_array()
                .into_iter()
                .flatten()
            {
                rules.push(format!("{path}: {}", rule["message"].as_str().unwrap()));
            }
        });
    }
    insta::assert_json_snapshot!(rules);
}

#[test]
fn a_definition_is_smaller_than_100_kib() {
    for file in files() {
        assert!(
            file.yaml.len() < 100 * 1024,
            "{}: {}",
            file.name,
            file.yaml.len()
        );
    }
}

#[test]
fn the_yaml_says_what_the_definition_says() {
    for (file, definition) in files().into_iter().zip(definitions()) {
        let read: Value = serde_saphyr::from_str(&file.yaml).unwrap();
        assert_eq!(read, definition, "{}", file.name);
    }
}

#[test]
fn the_generated_files_are_up_to_date() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crds");
    for file in files() {
        let written = std::fs::read_to_string(directory.join(&file.name)).unwrap_or_default();
        assert!(
            written == file.yaml,
            "crds/{} is stale: run `cargo xtask gen`",
            file.name
        );
    }
    let count = std::fs::read_dir(&directory).unwrap().count();
    assert_eq!(
        count,
        files().len(),
        "crds/ holds a file that no kind generates"
    );
}
