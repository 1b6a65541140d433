//! Places, organisations and people, and the synthetic records of a demonstration.

use primero_forms::{LocalizedText, RecordType};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The stable code, a P-code where there is one.
    pub code: String,
    /// The kind of place, for example `district`.
    #[serde(rename = "type")]
    pub location_type: String,
    /// Its name, without those of the places around it.
    pub placename: LocalizedText,
    /// The code of the place that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_code: Option<String>,
    /// How deep it lies; derived from the parents.
    #[serde(default)]
    pub admin_level: u8,
    /// No longer offered.
    #[serde(default)]
    pub disabled: bool,
}

/// An organisation that users work for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub struct Agency {
    /// The stable id.
    pub unique_id: String,
    /// A short code, part of record ids.
    pub agency_code: String,
    /// What a person reads.
    pub name: LocalizedText,
    /// What the agency does.
    #[serde(default)]
    pub description: LocalizedText,
    /// A telephone number.
    #[serde(default)]
    pub telephone: String,
    /// The services that it offers, options of `lookup-service-type`.
    #[serde(default)]
    pub services: Vec<String>,
    /// Position in lists.
    #[serde(default)]
    pub order: i32,
    /// No longer offered.
    #[serde(default)]
    pub disabled: bool,
    /// Its logo is shown beside others.
    #[serde(default, skip_serializing_if = "is_no")]
    pub logo_enabled: bool,
    /// Its logo may be put on printed records.
    #[serde(default, skip_serializing_if = "is_no")]
    pub pdf_logo_option: bool,
    /// Its users have to agree to its terms.
    #[serde(default, skip_serializing_if = "is_no")]
    pub terms_of_use_enabled: bool,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// Whom to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    /// Whom to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<String>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// What is not said is not stored, so that a release that does not know the key can read the rest.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

/// Users who share records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserGroup {
    /// The stable id, `usergroup-...`.
    pub unique_id: String,
    /// What a person reads.
    pub name: String,
    /// What the group is for.
    #[serde(default)]
    pub description: String,
    /// The agencies whose users it is meant for.
    #[serde(default)]
    pub agency_unique_ids: Vec<String>,
    /// No longer offered.
    #[serde(default)]
    pub disabled: bool,
}

/// An invented user. It has no password: sign-in is by link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleUser {
    /// The name to sign in with, lower case.
    pub user_name: String,
    /// What others read.
    pub full_name: String,
    /// A short code.
    #[serde(default)]
    pub code: String,
    /// An address under `.example`.
    pub email: String,
    /// What the user does.
    #[serde(default)]
    pub position: String,
    /// The user's one role.
    pub role_unique_id: String,
    /// The user's agency.
    pub agency_unique_id: String,
    /// The user's groups.
    #[serde(default)]
    pub user_group_unique_ids: Vec<String>,
    /// Where the user works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The user's language; none is the tenant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The services that the user offers.
    #[serde(default)]
    pub services: Vec<String>,
}

/// An invented record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleRecord {
    /// Its type.
    pub record_type: RecordType,
    /// The module that it belongs to.
    pub module_id: String,
    /// The sample user who owns it.
    pub owned_by: String,
    /// The answers, checked like any other.
    pub data: Map<String, Value>,
}

/// Everything under `samples`. All of it is invented.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Samples {
    /// Places, parents before their children.
    pub locations: Vec<Location>,
    /// Organisations.
    pub agencies: Vec<Agency>,
    /// User groups.
    pub user_groups: Vec<UserGroup>,
    /// Users, at least one for each role.
    pub users: Vec<SampleUser>,
    /// Records, in the order in which they are created.
    pub records: Vec<SampleRecord>,
}
