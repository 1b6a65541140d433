//! System settings and the contact of a tenant.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The columns of API v2's settings row, by their names there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SystemSettings(pub Map<String, Value>);

/// Whom users turn to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactInformation {
    /// The person or desk.
    pub name: String,
    /// Their organisation.
    pub organization: String,
    /// Their telephone number.
    pub phone: String,
    /// Their e-mail address.
    pub email: String,
    /// Where they are.
    pub location: String,
    /// Their position.
    pub position: String,
    /// Anything else that helps.
    pub other_information: String,
    /// Where users help each other.
    pub support_forum: String,
}
