//! Report definitions, as data.

use primero_forms::{LocalizedText, RecordType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One dimension of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportField {
    /// The field.
    pub name: String,
    /// Down the side, or across the top.
    #[serde(default)]
    pub column: bool,
    /// The level to which locations are rolled up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_level: Option<u8>,
}

/// A count of records by the answers to some fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The stable id, `report-...`.
    pub unique_id: String,
    /// The title.
    pub name: LocalizedText,
    /// What it answers.
    #[serde(default)]
    pub description: LocalizedText,
    /// The records that are counted.
    pub record_type: RecordType,
    /// The module.
    pub module_id: String,
    /// The dimensions, in order.
    pub fields: Vec<ReportField>,
    /// The rule by which a record is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Value>,
    /// Ages are counted by the tenant's primary age ranges.
    #[serde(default)]
    pub group_ages: bool,
    /// Dates are counted by day, week, month or year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_dates_by: Option<String>,
    /// Shown as a graph.
    #[serde(default)]
    pub graph: bool,
}
