//! Laying one document over another: how blocks are adapted and overlays applied.
//!
//! Objects merge key by key, and `null` removes a key. Lists whose elements have an identity (`name`,
//! `unique_id`, `id`, `code`, `user_name`) merge by it: a known element merges, a new one is
//! appended, and `{id: x, remove: true}` removes one. Everything else is replaced.

use serde_json::{Map, Value};

const IDENTITIES: [&str; 5] = ["unique_id", "name", "id", "code", "user_name"];

/// The element's identity, when it has one.
pub(crate) fn identity(element: &Value) -> Option<&str> {
    let object = element.as_object()?;
    IDENTITIES
        .iter()
        .find_map(|key| object.get(*key).and_then(Value::as_str))
}

/// `base` with `over` laid on it.
pub(crate) fn merge(base: Value, over: &Value) -> Value {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => Value::Object(merge_objects(base, over)),
        (Value::Array(base), Value::Array(over)) if mergeable(&base) && mergeable(over) => {
            Value::Array(merge_lists(base, over))
        }
        (_, over) => over.clone(),
    }
}

fn merge_objects(mut base: Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    for (key, value) in over {
        if value.is_null() {
            base.remove(key);
            continue;
        }
        let merged = match base.remove(key) {
            Some(old) => merge(old, value),
            None => value.clone(),
        };
        base.insert(key.clone(), merged);
    }
    base
}

fn merge_lists(mut base: Vec<Value>, over: &[Value]) -> Vec<Value> {
    for element in over {
        let position = base
            .iter()
            .position(|old| identity(old).is_some() && identity(old) == identity(element));
        let removes = element.get("remove") == Some(&Value::Bool(true));
        match position {
            Some(position) if removes => {
                base.remove(position);
            }
            Some(position) => {
                if let Some(old) = base.get_mut(position) {
                    *old = merge(old.take(), element);
                }
            }
            None if removes => {}
            None => base.push(element.clone()),
        }
    }
    base
}

fn mergeable(elements: &[Value]) -> bool {
    elements.iter().all(|element| identity(element).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_with_an_identity_merge_and_keep_their_order() {
        let base = json!({"fields": [{"name": "sex", "required": true, "order": 1}, {"name": "age"}], "order": 3});
        let over = json!({"fields": [{"name": "sex", "order": null, "required": false}, {"name": "x"}, {"name": "age", "remove": true}]});
        assert_eq!(
            merge(base, &over),
            json!({"fields": [{"name": "sex", "required": false}, {"name": "x"}], "order": 3})
        );
    }

    #[test]
    fn lists_of_plain_values_are_replaced() {
        assert_eq!(merge(json!(["a", "b"]), &json!(["c"])), json!(["c"]));
    }
}
