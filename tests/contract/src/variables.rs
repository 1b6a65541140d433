//! `{{x}}`: the values that a case knows by name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Values by name: those of the fixtures, and what the steps saved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables(BTreeMap<String, Value>);

impl Variables {
    /// Gives a value a name.
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// The value of a name.
    pub(crate) fn get(&self, name: &str) -> Result<&Value, String> {
        let value = self.0.get(name);
        value.ok_or_else(|| format!("there is no variable {{{{{name}}}}}"))
    }

    /// The text with every variable put in.
    pub(crate) fn text(&self, text: &str) -> Result<String, String> {
        let mut whole = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = next(rest) {
            whole.push_str(before);
            whole.push_str(&plain(self.get(name)?));
            rest = after;
        }
        whole.push_str(rest);
        Ok(whole)
    }

    /// The value with every variable put in, in keys too. A text that is one variable and nothing
    /// else becomes the variable's value, a number for a number.
    pub(crate) fn value(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match next(text) {
                Some(("", name, "")) => self.get(name)?.clone(),
                _ => self.text(text)?.into(),
            },
            Value::Array(list) => {
                let list = list.iter().map(|value| self.value(value));
                Value::Array(list.collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Value::Object(self.map(map)?),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }

    /// The same for a mapping.
    pub(crate) fn map(&self, map: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        map.iter()
            .map(|(key, value)| Ok((self.text(key)?, self.value(value)?)))
            .collect()
    }
}

/// A text as it is, anything else as JSON.
pub(crate) fn plain(value: &Value) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| value.to_string())
}

/// The text before the first variable, its name, and the text after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variables() -> Variables {
        let mut variables = Variables::default();
        variables.set("case1", "0f0f");
        variables.set("flag", 7);
        variables
    }

    #[test]
    fn variables_are_put_in_everywhere() {
        let value = json!({"{{case1}}": ["/cases/{{case1}}/flags/{{ flag }}", {"id": "{{flag}}"}]});
        let expected = json!({"0f0f": ["/cases/0f0f/flags/7", {"id": 7}]});
        assert_eq!(variables().value(&value), Ok(expected));
    }

    #[test]
    fn an_unknown_variable_is_named() {
        let error = variables().text("/x/{{nothing}}").unwrap_err();
        assert_eq!(error, "there is no variable {{nothing}}");
    }

    #[test]
    fn braces_that_are_no_variable_stay() {
        assert_eq!(variables().text("a{2} {{ b").unwrap(), "a{2} {{ b");
    }
}
