//! Where a choice field takes its options from (`option_strings_source`).

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The source of a field's options. Its text form is API v2's, for example `lookup lookup-gender`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum OptionSource {
    /// The values of one lookup.
    Lookup(String),
    /// The tenant's locations.
    Location,
    /// The locations of the reporting level.
    ReportingLocation,
    /// The tenant's agencies.
    Agency,
    /// The tenant's users.
    User,
    /// The tenant's user groups.
    UserGroup,
    /// Any other source of API v2, for example `FormGroupLookup`: offered by clients, not enumerated.
    Other(String),
}

impl OptionSource {
    /// The id of the lookup, when the source is one.
    pub fn lookup_id(&self) -> Option<&str> {
        match self {
            Self::Lookup(id) => Some(id),
            Self::Location
            | Self::ReportingLocation
            | Self::Agency
            | Self::User
            | Self::UserGroup
            | Self::Other(_) => None,
        }
    }
}

impl FromStr for OptionSource {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text.trim() {
            "Location" => Self::Location,
            "ReportingLocation" => Self::ReportingLocation,
            "Agency" => Self::Agency,
            "User" => Self::User,
            "UserGroup" => Self::UserGroup,
            other => match other.strip_prefix("lookup ") {
                Some(id) => Self::Lookup(id.trim().to_owned()),
                None => Self::Other(other.to_owned()),
            },
        })
    }
}

impl From<String> for OptionSource {
    fn from(text: String) -> Self {
        match text.parse() {
            Ok(source) => source,
            Err(never) => match never {},
        }
    }
}

impl From<OptionSource> for String {
    fn from(source: OptionSource) -> Self {
        source.to_string()
    }
}

impl fmt::Display for OptionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup(id) => write!(f, "lookup {id}"),
            Self::Location => f.write_str("Location"),
            Self::ReportingLocation => f.write_str("ReportingLocation"),
            Self::Agency => f.write_str("Agency"),
            Self::User => f.write_str("User"),
            Self::UserGroup => f.write_str("UserGroup"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_keeps_its_text_form() {
        for text in [
            "lookup lookup-gender",
            "Location",
            "ReportingLocation",
            "Agency",
            "User",
            "UserGroup",
            "FormGroupLookup",
        ] {
            assert_eq!(OptionSource::from(text.to_owned()).to_string(), text);
        }
    }
}
