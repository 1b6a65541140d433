//! Modules: which record types and sections belong together.

use std::collections::BTreeMap;

use primero_forms::{LocalizedText, RecordType};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The switches of a module, by the names of API v2, beside the lists that we read ourselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModuleOptions {
    /// By plural record type, the ids of the list's filters, in order.
    #[serde(default)]
    pub list_filters: BTreeMap<String, Vec<String>>,
    /// By plural record type, the ids of the list's columns, in order.
    #[serde(default)]
    pub list_headers: BTreeMap<String, Vec<String>>,
    /// The lookup that labels the workflow stages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_lookup: Option<String>,
    /// The section that records consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_form: Option<String>,
    /// The section that records services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services_form: Option<String>,
    /// Show the workflow stages on the case.
    #[serde(default)]
    pub workflow_status_indicator: bool,
    /// The fields of the quick register, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quick_register: Vec<String>,
    /// The dashboards of the module, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dashboards: Vec<String>,
    /// All other switches, handed to clients as they are.
    #[serde(flatten)]
    pub switches: Map<String, Value>,
}

/// A module, for example child protection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The stable id, for example `primeromodule-cp`.
    pub unique_id: String,
    /// Its short name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// The record types that it uses.
    pub associated_record_types: Vec<RecordType>,
    /// The sections that belong to it; derived from the sections' own `module_ids`.
    #[serde(default)]
    pub form_section_unique_ids: Vec<String>,
    /// Which answers a case hands to an incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_map: Option<Value>,
    /// Which answers a search or a referral hands to a new case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_field_map: Option<Value>,
    /// The switches.
    #[serde(default)]
    pub module_options: ModuleOptions,
    /// Labels of the approvals.
    #[serde(default)]
    pub approvals_labels: BTreeMap<String, LocalizedText>,
    /// Texts of the client that the module words differently.
    #[serde(default)]
    pub field_labels: BTreeMap<String, LocalizedText>,
}
