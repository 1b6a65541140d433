//! Where the fields of a record are found, and the values they are compared with.

use jiff::Timestamp;
use jiff::civil::Date;
use primero_case_model::event::timestamp_text;

/// A value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// An instant.
    Time(Timestamp),
}

/// Where a field is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'f> {
    Text(&'static str),
    Texts(&'static str),
    Integer(&'static str),
    Boolean(&'static str),
    Date(&'static str),
    Time(&'static str),
    Data(&'f str),
}

impl<'f> Place<'f> {
    pub(super) fn of(field: &'f str) -> Self {
        match field {
            "short_id" => Self::Text("short_id"),
            "case_id_display" | "incident_code" | "registry_id_display" | "family_id_display" => {
                Self::Text("display_id")
            }
            "sex" => Self::Text("sex"),
            "status" => Self::Text("status"),
            "workflow" => Self::Text("workflow"),
            "risk_level" => Self::Text("risk_level"),
            "module_id" => Self::Text("module_id"),
            "owned_by" => Self::Text("owned_by"),
            "owned_by_agency_id" => Self::Text("owned_by_agency_id"),
            "owned_by_location" => Self::Text("owned_by_location"),
            "identified_by" => Self::Text("identified_by"),
            "location_current" => Self::Text("location_current"),
            "created_by" => Self::Text("created_by"),
            "last_updated_by" => Self::Text("last_updated_by"),
            "owned_by_groups" => Self::Texts("owned_by_groups"),
            "assigned_user_names" => Self::Texts("assigned_user_names"),
            "associated_user_names" => Self::Texts("associated_user_names"),
            "associated_user_groups" => Self::Texts("associated_user_groups"),
            "associated_user_agencies" => Self::Texts("associated_user_agencies"),
            "current_alert_types" => Self::Texts("alert_types"),
            "age" => Self::Integer("age"),
            "record_state" => Self::Boolean("record_state"),
            "not_edited_by_owner" => Self::Boolean("not_edited_by_owner"),
            "flagged" => Self::Boolean("flagged"),
            "has_photo" => Self::Boolean("has_photo"),
            "registration_date" => Self::Date("registration_date"),
            "created_at" => Self::Time("created_at"),
            "last_updated_at" => Self::Time("last_updated_at"),
            other => Self::Data(other),
        }
    }
}

impl Scalar {
    pub(super) fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(truth) => truth.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(at) => timestamp_text(*at),
        }
    }

    pub(super) const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Text(_) | Self::Boolean(_) | Self::Date(_) | Self::Time(_) => None,
        }
    }

    pub(super) const fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(truth) => Some(*truth),
            Self::Text(_) | Self::Integer(_) | Self::Date(_) | Self::Time(_) => None,
        }
    }
}
