//! Validated names: the stable keys of configuration objects, and sign-in names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that cannot be the name it was meant to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a {kind}: {rule}")]
pub struct InvalidName {
    /// The text that was refused.
    pub text: String,
    /// What it should have been.
    pub kind: &'static str,
    /// The rule it breaks.
    pub rule: &'static str,
}

macro_rules! validated_name {
    ($(#[$meta:meta])* $name:ident, $kind:literal, $rule:literal, $parse:path) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $parse(text).map(Self).ok_or_else(|| InvalidName {
                    text: text.chars().take(64).collect(),
                    kind: $kind,
                    rule: $rule,
                })
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

validated_name! {
    /// The stable key of a configuration object: `role-cp-worker`, `basic_identity`, `AG1`.
    UniqueId, "unique id", "1 to 255 printable characters, none of them blank", parse_unique_id
}

validated_name! {
    /// The name a person signs in with. Parsing folds it to lower case, since names that differ
    /// only in case are one name.
    UserName, "user name", "1 to 255 printable characters, none of them blank", parse_user_name
}

fn parse_unique_id(text: &str) -> Option<String> {
    let fits = (1..=255).contains(&text.chars().count());
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    (fits && plain).then(|| text.to_owned())
}

fn parse_user_name(text: &str) -> Option<String> {
    parse_unique_id(text.trim()).map(|name| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_folded_to_lower_case() {
        let name: UserName = " Worker1 ".parse().unwrap();
        assert_eq!(name.as_str(), "worker1");
    }

    #[test]
    fn names_with_blanks_are_refused() {
        let refused = "two words".parse::<UniqueId>().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "\"two words\" is not a unique id: 1 to 255 printable characters, none of them blank"
        );
        assert!("".parse::<UserName>().is_err());
        assert!("a\u{0}b".parse::<UserName>().is_err());
    }
}
