//! How a tenant is run: release, maintenance, workload, backup, power and deletion.

use jiff::Timestamp;
use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::WorkloadSize;

/// Which release a tenant runs: exactly one of a channel and a version.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("has(self.channel) != has(self.version)")
    .message("release: exactly one of `channel` and `version` must be specified"))]
pub struct ReleaseSelection {
    /// The `ReleaseChannel` to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        length(min = 1, max = 63),
        regex(pattern = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")
    )]
    pub channel: Option<String>,
    /// The `spec.version` of a `CoreRelease` to stay on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        length(min = 5, max = 64),
        regex(pattern = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9a-z.-]+)?$")
    )]
    pub version: Option<String>,
    /// Keeps the release as it is for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
}

/// Keeps the release as it is for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// When the hold ends.
    #[schemars(schema_with = "crate::schema::time")]
    pub until_time: Timestamp,
    /// Why.
    #[schemars(length(min = 1, max = 200))]
    pub reason: String,
}

/// When disruptive work may happen, and the tenant's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Maintenance {
    /// IANA name of the time zone that "today", ages and date rules use.
    #[serde(default = "default_time_zone")]
    #[schemars(
        length(min = 1, max = 64),
        regex(pattern = r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$")
    )]
    pub time_zone: String,
    /// When disruptive work may happen; empty means any time.
    #[serde(default)]
    #[schemars(length(max = 14), extend("x-kubernetes-list-type" = "atomic"))]
    pub windows: Vec<MaintenanceWindow>,
}

impl Default for Maintenance {
    fn default() -> Self {
        Self {
            time_zone: default_time_zone(),
            windows: Vec::new(),
        }
    }
}

/// A weekly window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MaintenanceWindow {
    /// The days on which it opens.
    #[schemars(length(min = 1, max = 7), extend("x-kubernetes-list-type" = "set"))]
    pub days: Vec<Weekday>,
    /// When it opens, `HH:MM` in the tenant's time zone.
    #[schemars(
        length(min = 5, max = 5),
        regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    )]
    pub start: String,
    /// How long it stays open.
    #[schemars(range(min = 15, max = 1440))]
    pub duration_minutes: i32,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names of the days say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// How much of the case service runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Workload {
    /// How many pods serve.
    #[serde(default = "default_replicas")]
    #[schemars(range(min = 1, max = 20))]
    pub replicas: i32,
    /// What each of them gets, as the plan says.
    #[serde(default)]
    pub size: WorkloadSize,
}

impl Default for Workload {
    fn default() -> Self {
        Self {
            replicas: default_replicas(),
            size: WorkloadSize::default(),
        }
    }
}

/// How backups are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Backup {
    /// How many are kept.
    #[serde(default)]
    pub retention: BackupRetention,
}

/// How many backups are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BackupRetention {
    /// Of the last days.
    #[serde(default = "default_daily")]
    #[schemars(range(min = 1, max = 90))]
    pub daily: i32,
    /// Of the last weeks.
    #[serde(default = "default_weekly")]
    #[schemars(range(min = 0, max = 104))]
    pub weekly: i32,
    /// Of the last months.
    #[serde(default = "default_monthly")]
    #[schemars(range(min = 0, max = 120))]
    pub monthly: i32,
}

impl Default for BackupRetention {
    fn default() -> Self {
        Self {
            daily: default_daily(),
            weekly: default_weekly(),
            monthly: default_monthly(),
        }
    }
}

/// Whether a tenant serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PowerState {
    /// It serves.
    #[default]
    Running,
    /// It is scaled to nothing, to save resources; its data is kept.
    Hibernated,
    /// It is taken out of service; its data is kept.
    Suspended,
}

/// Whether the operator acts on an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ReconcileMode {
    /// It acts.
    #[default]
    Active,
    /// It leaves everything as it is.
    Paused,
    /// It checks the manifest and reports, and changes nothing.
    DryRun,
}

/// What happens to the data of a deleted instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DeletionPolicy {
    /// A last backup is taken, then everything is deleted.
    #[default]
    SnapshotThenDelete,
    /// Database, attachments and key are kept, out of service.
    Retain,
    /// Everything is deleted.
    Delete,
}

fn default_time_zone() -> String {
    "UTC".to_owned()
}

fn default_replicas() -> i32 {
    1
}

fn default_daily() -> i32 {
    7
}

fn default_weekly() -> i32 {
    4
}

fn default_monthly() -> i32 {
    12
}
