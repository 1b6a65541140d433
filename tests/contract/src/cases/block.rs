//! Reads a block: its own exchange, and the steps before and after it.

use serde_json::Value;

use super::fields::{Fields, Rule};
use super::step::{exchange, identity, step};
use super::{Case, Step};

/// The case of a block.
pub(super) fn case(block: &Value) -> Result<Case, Rule> {
    let mut fields = Fields::of(block, "the block")?;
    fields.require("id")?;
    // Where the expectation comes from is for readers.
    fields.take("src");
    let identity = identity(fields.require("as")?)?;
    let given = fields.take("given");
    let then = fields.take("then");
    let own = exchange(&mut fields)?;
    fields.end()?;
    let mut steps = list(given, "given")?;
    steps.push(("req".to_owned(), Step::Exchange(Box::new(own))));
    steps.extend(list(then, "then")?);
    Ok(Case { identity, steps })
}

/// The steps of `given` or `then`, counted from 1.
fn list(steps: Option<&Value>, key: &str) -> Result<Vec<(String, Step)>, Rule> {
    let Some(steps) = steps else {
        return Ok(Vec::new());
    };
    let steps = steps
        .as_array()
        .ok_or_else(|| format!("{key:?} is not a list of steps"))?;
    let numbered = steps.iter().zip(1..);
    numbered
        .map(|(value, number)| {
            let name = format!("{key} {number}");
            let step = step(value).map_err(|rule| format!("{name}: {rule}"))?;
            Ok((name, step))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(block: &Value) -> String {
        case(block).unwrap_err()
    }

    #[test]
    fn what_a_block_must_say_is_named() {
        let mut block = json!({"id": "A"});
        assert_eq!(rule(&block), "\"as\" is missing");
        block["as"] = "anon".into();
        assert_eq!(rule(&block), "\"req\" is missing");
        block["req"] = json!(["GET", "/health"]);
        assert_eq!(rule(&block), "\"status\" is missing");
        block["status"] = 204.into();
        assert_eq!(case(&block).unwrap().steps.len(), 1);
    }

    #[test]
    fn an_unknown_key_is_an_error_wherever_it_stands() {
        let mut block = json!({"id": "A", "as": "anon", "req": ["GET", "/"], "status": 200});
        block["expect"] = json!({});
        assert_eq!(rule(&block), "unknown key \"expect\"");
        block.as_object_mut().unwrap().remove("expect");
        block["then"] = json!([{"req": ["GET", "/"], "status": 200, "jsn": {}}]);
        assert_eq!(rule(&block), "then 1: unknown key \"jsn\"");
        block["then"] = json!([]);
        block["given"] = json!([{"database": "slow"}]);
        assert_eq!(rule(&block), "given 1: \"database\" can be down only");
    }

    #[test]
    fn steps_stand_before_and_after_the_request() {
        let block = json!({
            "id": "A", "src": "code", "as": "session:full",
            "given": [
                {"setting": {"webpush": false}},
                {"set": {"record": "case1", "data": {"age": 3}}},
                {"grant": {"user": "reader", "case": ["flag"]}},
                {"database": "down"},
            ],
            "req": ["GET", "/health"], "status": 503,
            "then": [{"clock": "+61s", "as": "anon", "req": ["GET", "/health"], "status": 503}],
        });
        let case = case(&block).unwrap();
        let names: Vec<&str> = case.steps.iter().map(|(name, _)| name.as_str()).collect();
        let expected = ["given 1", "given 2", "given 3", "given 4", "req", "then 1"];
        assert_eq!(names, expected);
    }
}
