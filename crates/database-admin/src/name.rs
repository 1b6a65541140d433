//! The names of a tenant's role and database.

use std::fmt;

use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// The name that a tenant's role and its database share: `t_` and the UID of its instance.
///
/// A UID is never used twice, so a new instance that takes an old name cannot reach old data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TenantDatabase(Uuid);

impl TenantDatabase {
    /// The name for the instance with this UID.
    pub const fn of(uid: Uuid) -> Self {
        Self(uid)
    }

    /// The name that role and database get when the instance is deleted and its data kept.
    pub fn retained_name(self) -> String {
        format!("r_{}", self.0.simple())
    }

    /// The statement `template` with `{name}` and `{retained}` replaced by quoted identifiers.
    ///
    /// Safe by construction: both consist of a letter, `_` and hexadecimal digits.
    pub(crate) fn statement(self, template: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(
            template
                .replace("{name}", &format!("\"{self}\""))
                .replace("{retained}", &format!("\"{}\"", self.retained_name())),
        )
    }
}

impl fmt::Display for TenantDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t_{}", self.0.simple())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_letter_and_the_uid_without_dashes() {
        let uid: Uuid = "0d9f6f0e-3a7a-4f3e-9d0a-5f6b7c8d9e0f".parse().unwrap();
        let name = TenantDatabase::of(uid);
        assert_eq!(name.to_string(), "t_0d9f6f0e3a7a4f3e9d0a5f6b7c8d9e0f");
        assert_eq!(name.retained_name(), "r_0d9f6f0e3a7a4f3e9d0a5f6b7c8d9e0f");
        assert_eq!(
            name.statement("alter role {name} rename to {retained}").0,
            "alter role \"t_0d9f6f0e3a7a4f3e9d0a5f6b7c8d9e0f\" \
             rename to \"r_0d9f6f0e3a7a4f3e9d0a5f6b7c8d9e0f\""
        );
    }
}
