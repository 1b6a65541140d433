//! Digests of what the operator means to write.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Half of a SHA-256 over canonical JSON, as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct IntentHash(u128);

impl IntentHash {
    /// The digest of `value`: independent of the order of keys.
    pub fn of(value: &Value) -> Self {
        let mut digest = Sha256::new();
        feed(value, &mut digest);
        let bytes = digest.finalize();
        Self(
            bytes
                .iter()
                .take(16)
                .fold(0, |sum, byte| sum << 8 | u128::from(*byte)),
        )
    }

    /// Reads what [`std::fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        u128::from_str_radix(text, 16).ok().map(Self)
    }

    /// The last 32 bits.
    pub const fn word(self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "the rest is not wanted")]
        let word = self.0 as u32;
        word
    }

    /// Ten digits, for names.
    pub fn short(self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }
}

impl std::fmt::Display for IntentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Canonical JSON: keys sorted, no blanks.
fn feed(value: &Value, digest: &mut Sha256) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| key.as_str());
            digest.update(b"{");
            for (key, value) in entries {
                digest.update(Value::from(key.as_str()).to_string());
                digest.update(b":");
                feed(value, digest);
                digest.update(b",");
            }
            digest.update(b"}");
        }
        Value::Array(items) => {
            digest.update(b"[");
            for item in items {
                feed(item, digest);
                digest.update(b",");
            }
            digest.update(b"]");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            digest.update(value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter_and_that_of_items_does() {
        let hash = IntentHash::of(&json!({"a": 1, "b": {"c": [1, 2], "d": null}}));
        let reordered: Value = serde_json::from_str(r#"{"b":{"d":null,"c":[1,2]},"a":1}"#).unwrap();
        assert_eq!(hash, IntentHash::of(&reordered));
        assert_ne!(
            hash,
            IntentHash::of(&json!({"a": 1, "b": {"c": [2, 1], "d": null}}))
        );
    }

    #[test]
    fn values_that_read_alike_differ() {
        assert_ne!(
            IntentHash::of(&json!({"a": "1"})),
            IntentHash::of(&json!({"a": 1}))
        );
        assert_ne!(
            IntentHash::of(&json!(["a", "b"])),
            IntentHash::of(&json!(["a\",\"b"]))
        );
    }

    #[test]
    fn a_hash_reads_back() {
        let hash = IntentHash::of(&json!(7));
        assert_eq!(IntentHash::parse(&hash.to_string()), Some(hash));
        assert_eq!(hash.to_string().len(), 32);
    }
}
