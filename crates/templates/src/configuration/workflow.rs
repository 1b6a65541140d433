//! Stages of a record and the tasks that they bring, as data.

use primero_forms::{LocalizedText, RecordType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A stage. Its label is the option of the same id in the workflow's lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkflowState {
    /// The id that the record's `workflow` field holds.
    pub id: String,
    /// Work on the record has ended.
    #[serde(default)]
    pub end: bool,
}

/// A way from one stage to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The stage that is left; `*` is every stage that is not an end.
    pub from: String,
    /// The stage that is entered.
    pub to: String,
    /// The rule by which the record moves by itself; without it a person moves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Value>,
    /// The roles whose users may move it; empty is every role that may write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// The fields that must be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
}

/// How long after its basis a task is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueIn {
    /// The date field that the time counts from; none is the moment the task appears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The time.
    pub hours: u32,
}

/// Something that has to be done about a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The stable id.
    pub id: String,
    /// What a person reads.
    pub label: LocalizedText,
    /// The rule by which the task is there.
    pub when: Value,
    /// The rule by which it is done.
    pub done: Value,
    /// When it is due.
    pub due: DueIn,
}

/// The stages and tasks of one record type in one module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    /// The stable id.
    pub unique_id: String,
    /// The record type.
    pub record_type: RecordType,
    /// The module.
    pub module_id: String,
    /// The lookup that labels the stages.
    pub lookup: String,
    /// The stage of a new record.
    pub initial: String,
    /// The stages.
    pub states: Vec<WorkflowState>,
    /// The ways between them.
    pub transitions: Vec<Transition>,
    /// The tasks.
    #[serde(default)]
    pub tasks: Vec<Task>,
}
