//! Takes the keys of a block one by one, so that a key that nobody takes is an error.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The rule of the format that a block breaks.
pub(super) type Rule = String;

/// The keys of a block or step that are not read yet.
pub(super) struct Fields<'a>(BTreeMap<&'a str, &'a Value>);

impl<'a> Fields<'a> {
    /// The keys of a mapping; `what` names it in the error when it is none.
    pub(super) fn of(value: &'a Value, what: &str) -> Result<Self, Rule> {
        let keys = mapping(value, what)?.iter();
        Ok(Self(
            keys.map(|(key, value)| (key.as_str(), value)).collect(),
        ))
    }

    /// Reads a key.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Value> {
        self.0.remove(key)
    }

    /// Reads a key that must be there.
    pub(super) fn require(&mut self, key: &str) -> Result<&'a Value, Rule> {
        self.take(key).ok_or_else(|| format!("{key:?} is missing"))
    }

    /// Reads a mapping; a key that is not there is an empty one.
    pub(super) fn mapping(&mut self, key: &str) -> Result<Map<String, Value>, Rule> {
        match self.take(key) {
            Some(value) => mapping(value, key).cloned(),
            None => Ok(Map::new()),
        }
    }

    /// Every key has been read.
    pub(super) fn end(self) -> Result<(), Rule> {
        match self.0.into_keys().next() {
            Some(key) => Err(format!("unknown key {key:?}")),
            None => Ok(()),
        }
    }
}

/// A value as a mapping.
pub(super) fn mapping<'a>(value: &'a Value, what: &str) -> Result<&'a Map<String, Value>, Rule> {
    value
        .as_object()
        .ok_or_else(|| format!("{what:?} is not a mapping"))
}

/// A value as text.
pub(super) fn text(value: &Value, what: &str) -> Result<String, Rule> {
    let text = value.as_str().map(str::to_owned);
    text.ok_or_else(|| format!("{what:?} is not text"))
}
