//! People named in a manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A person or a desk that the platform's operators talk to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// What they answer for.
    pub role: ContactRole,
    /// Where they are reached.
    #[schemars(length(min = 3, max = 254), regex(pattern = r"^[^@\s]+@[^@\s]+$"))]
    pub email: String,
}

/// What a contact answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ContactRole {
    /// The programme.
    ProgrammeOwner,
    /// The protection of personal data.
    DataProtectionOfficer,
    /// The technical side in the country.
    TechnicalOwner,
}

/// The first administrator of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Administrator {
    /// The name to sign in with.
    #[serde(default = "default_user_name")]
    #[schemars(
        length(min = 1, max = 64),
        regex(pattern = r"^[a-z0-9][a-z0-9._@+-]*$")
    )]
    pub user_name: String,
    /// Where the administrator is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 3, max = 254), regex(pattern = r"^[^@\s]+@[^@\s]+$"))]
    pub email: Option<String>,
}

impl Default for Administrator {
    fn default() -> Self {
        Self {
            user_name: default_user_name(),
            email: None,
        }
    }
}

fn default_user_name() -> String {
    "admin".to_owned()
}
