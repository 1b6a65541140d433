//! Reads a step: an exchange, or a change of what the service stands on.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::Value;

use super::fields::{Fields, Rule, mapping, text};
use super::{Exchange, Expected, Identity, Step};
use crate::expectation;

/// The most repetitions of a request: enough for every throttle, and an end.
const MOST_REPETITIONS: u64 = 1000;

/// A step of `given` or `then`.
pub(super) fn step(value: &Value) -> Result<Step, Rule> {
    let mut fields = Fields::of(value, "the step")?;
    let step = if let Some(settings) = fields.take("setting") {
        Step::Settings(mapping(settings, "setting")?.clone())
    } else if let Some(write) = fields.take("set") {
        write_step(write)?
    } else if let Some(grant) = fields.take("grant") {
        grant_step(grant)?
    } else if let Some(database) = fields.take("database") {
        if database.as_str() != Some("down") {
            return Err("\"database\" can be down only".to_owned());
        }
        Step::DatabaseDown
    } else {
        Step::Exchange(Box::new(exchange(&mut fields)?))
    };
    fields.end()?;
    Ok(step)
}

fn write_step(value: &Value) -> Result<Step, Rule> {
    let mut fields = Fields::of(value, "set")?;
    let record = text(fields.require("record")?, "record")?;
    let data = fields.require("data")?;
    mapping(data, "data")?;
    fields.end()?;
    Ok(Step::Write {
        record,
        data: data.clone(),
    })
}

fn grant_step(value: &Value) -> Result<Step, Rule> {
    let mut user = None;
    let mut actions = BTreeMap::new();
    for (key, value) in mapping(value, "grant")? {
        if key == "user" {
            user = Some(text(value, "user")?);
            continue;
        }
        let list = value
            .as_array()
            .ok_or_else(|| format!("the actions of {key:?} are not a list"))?;
        let names = list.iter().map(|action| text(action, key));
        actions.insert(key.clone(), names.collect::<Result<_, _>>()?);
    }
    Ok(Step::Grant {
        user: user.ok_or("\"user\" is missing")?,
        actions,
    })
}

/// The exchange that the keys describe.
pub(super) fn exchange(fields: &mut Fields<'_>) -> Result<Exchange, Rule> {
    let (method, target) = request(fields.require("req")?)?;
    let exchange = Exchange {
        identity: fields.take("as").map(identity).transpose()?,
        clock: fields.take("clock").map(duration).transpose()?,
        method,
        target,
        headers: headers(fields)?,
        body: body(fields),
        repeat: fields.take("repeat").map_or(Ok(1), repetitions)?,
        expected: Expected {
            status: status(fields.require("status")?)?,
            json: fields.mapping("json")?,
            headers: fields.mapping("header")?,
            is_empty: flag(fields, "empty")?,
        },
        save: save(fields)?,
    };
    for (path, expected) in &exchange.expected.json {
        expectation::check_format(path, expected)?;
    }
    for expected in exchange.expected.headers.values() {
        expectation::check_format("$", expected)?;
    }
    for path in exchange.save.values() {
        expectation::check_format(path, &Value::Null)?;
    }
    Ok(exchange)
}

/// Who sends: `anon`, `session:<user>`, or a user.
pub(super) fn identity(value: &Value) -> Result<Identity, Rule> {
    let text = text(value, "as")?;
    Ok(match text.strip_prefix("session:") {
        Some("") => return Err("\"as\" names no user".to_owned()),
        Some(user) => Identity::Session(user.to_owned()),
        None if text == "anon" => Identity::Anonymous,
        None => Identity::Basic(text),
    })
}

fn request(value: &Value) -> Result<(String, String), Rule> {
    match value.as_array().map(Vec::as_slice) {
        Some([Value::String(method), Value::String(target)]) if target.starts_with('/') => {
            Ok((method.clone(), target.clone()))
        }
        _ => Err("\"req\" is not [METHOD, /path]".to_owned()),
    }
}

fn headers(fields: &mut Fields<'_>) -> Result<BTreeMap<String, Option<Value>>, Rule> {
    let headers = fields.mapping("headers")?.into_iter();
    headers
        .map(|(name, value)| match value {
            Value::Null => Ok((name, None)),
            Value::Object(_) | Value::Array(_) => Err(format!("the header {name:?} is not text")),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok((name, Some(value))),
        })
        .collect()
}

/// A body that is left out or null is none.
fn body(fields: &mut Fields<'_>) -> Option<Value> {
    fields.take("body").filter(|body| !body.is_null()).cloned()
}

fn repetitions(value: &Value) -> Result<u32, Rule> {
    let count = value
        .as_u64()
        .filter(|n| (1..=MOST_REPETITIONS).contains(n));
    let count = count.and_then(|n| u32::try_from(n).ok());
    count.ok_or_else(|| format!("\"repeat\" is not a number from 1 to {MOST_REPETITIONS}"))
}

fn status(value: &Value) -> Result<u16, Rule> {
    let status = value.as_u64().filter(|n| (100..600).contains(n));
    let status = status.and_then(|n| u16::try_from(n).ok());
    status.ok_or_else(|| "\"status\" is not an HTTP status".to_owned())
}

fn flag(fields: &mut Fields<'_>, key: &str) -> Result<bool, Rule> {
    match fields.take(key) {
        None => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(format!("{key:?} is not true or false")),
    }
}

fn save(fields: &mut Fields<'_>) -> Result<BTreeMap<String, String>, Rule> {
    let save = fields.mapping("save")?.into_iter();
    save.map(|(name, path)| Ok((name, text(&path, "save")?)))
        .collect()
}

/// `+61s`, `+31m`, `+2h`, `+1d`.
fn duration(value: &Value) -> Result<SignedDuration, Rule> {
    let rule = || "\"clock\" is not like +61s or +31m".to_owned();
    let text = value.as_str().ok_or_else(rule)?;
    let text = text.strip_prefix('+').ok_or_else(rule)?;
    let unit = text.chars().next_back().ok_or_else(rule)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(rule()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| rule())?;
    Ok(SignedDuration::from_secs(i64::from(count) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everybody_who_can_send_is_understood() {
        assert_eq!(identity(&json!("anon")), Ok(Identity::Anonymous));
        assert_eq!(identity(&json!("full")), Ok(Identity::Basic("full".into())));
        let session = Identity::Session("full".into());
        assert_eq!(identity(&json!("session:full")), Ok(session));
        assert!(identity(&json!("session:")).is_err());
    }

    #[test]
    fn the_clock_moves_by_seconds_minutes_hours_and_days() {
        assert_eq!(duration(&json!("+61s")), Ok(SignedDuration::from_secs(61)));
        assert_eq!(duration(&json!("+31m")), Ok(SignedDuration::from_mins(31)));
        assert_eq!(duration(&json!("+2d")), Ok(SignedDuration::from_hours(48)));
        for wrong in [
            json!("61s"),
            json!("+61"),
            json!("+x"),
            json!("+é"),
            json!(5),
        ] {
            assert!(duration(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_header_without_a_value_is_left_out() {
        let value = json!({
            "req": ["POST", "/x"], "status": 403,
            "headers": {"X-CSRF-Token": null, "Origin": "http://elsewhere.example"},
        });
        let mut fields = Fields::of(&value, "step").unwrap();
        let exchange = exchange(&mut fields).unwrap();
        assert_eq!(exchange.headers["X-CSRF-Token"], None);
        assert_eq!(
            exchange.headers["Origin"],
            Some(json!("http://elsewhere.example"))
        );
        assert_eq!(exchange.repeat, 1);
    }

    #[test]
    fn grants_name_a_user_and_actions() {
        let value =
            json!({"grant": {"user": "reader", "case": ["flag"], "dashboard": ["dash_flags"]}});
        let Step::Grant { user, actions } = step(&value).unwrap() else {
            unreachable!("a grant is a grant");
        };
        assert_eq!(user, "reader");
        assert_eq!(actions["case"], ["flag"]);
        assert_eq!(actions.len(), 2);
        assert!(step(&json!({"grant": {"case": ["flag"]}})).is_err());
        assert!(step(&json!({"grant": {"user": "reader", "case": "flag"}})).is_err());
    }
}
