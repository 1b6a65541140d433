//! `PrimeroInstance`: one manifest, one running tenant.
//!
//! The spec is in this file and, section by section, in the modules below; [`status`] is what the
//! operator reports. Required are only `displayName` and `configuration.template.name`.

pub mod configuration;
pub mod database;
pub mod edge;
pub mod operations;
pub mod people;
pub mod status;

use kube::{CustomResource, KubeSchema};
use serde::{Deserialize, Serialize};

use crate::reference::NameRef;
use configuration::Configuration;
use database::Database;
use edge::Edge;
use operations::{
    Backup, DeletionPolicy, Maintenance, PowerState, ReconcileMode, ReleaseSelection, Workload,
};
use people::{Administrator, Contact};
use status::PrimeroInstanceStatus;

/// What a tenant should be. The operator never changes it.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "primero.org",
    version = "v1alpha1",
    kind = "PrimeroInstance",
    plural = "primeroinstances",
    shortname = "pi",
    category = "primero",
    status = "PrimeroInstanceStatus",
    derive = "PartialEq",
    doc = "One tenant of Primero Platform: an isolated case management system with its own URL.",
    selectable = ".spec.configuration.template.name",
    validation = Rule::new("size(self.metadata.name) >= 3 && size(self.metadata.name) <= 30")
        .message("metadata.name must be 3 to 30 characters long"),
    validation = Rule::new("self.metadata.name.matches('^[a-z]([a-z0-9-]*[a-z0-9])?$')")
        .message("metadata.name must be lower-case letters, digits and `-`, must start with a letter and must not end with `-`"),
    validation = Rule::new("self.metadata.name != 'system'")
        .message("metadata.name must not be \"system\": the namespace `primero-system` is the platform's own"),
    validation = Rule::new("self.spec.deletionConfirmation in ['', self.metadata.name]")
        .message("spec.deletionConfirmation must be empty or equal to `metadata.name`"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.conditions[?(@.type==\"Ready\")].status"),
    printcolumn(name = "Reason", type_ = "string", json_path = ".status.conditions[?(@.type==\"Ready\")].reason"),
    printcolumn(name = "Release", type_ = "string", json_path = ".status.release.current"),
    printcolumn(name = "URL", type_ = "string", json_path = ".status.url"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp"),
    printcolumn(name = "Target", type_ = "string", json_path = ".status.release.target", priority = 1),
    printcolumn(name = "Template", type_ = "string", json_path = ".spec.configuration.template.name", priority = 1),
    printcolumn(name = "Plan", type_ = "string", json_path = ".spec.planRef.name", priority = 1)
)]
#[serde(rename_all = "camelCase")]
pub struct PrimeroInstanceSpec {
    /// The tenant's name as people read it, in any script.
    #[schemars(length(min = 1, max = 120))]
    pub display_name: String,
    /// Whom the platform's operators talk to.
    #[serde(default)]
    #[schemars(
        length(max = 10),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["role", "email"])
    )]
    pub contacts: Vec<Contact>,
    /// The first administrator, who signs in with a single-use link.
    #[serde(default)]
    pub administrator: Administrator,
    /// The `InstancePlan` that says what the tenant may use.
    #[serde(default = "default_name_ref")]
    pub plan_ref: NameRef,
    /// What the tenant's forms, roles and workflows are.
    pub configuration: Configuration,
    /// Which release it runs; without it, what the channel `stable` gives.
    // No default in the schema: a stored `channel` would collide with a `version` applied later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(merge_strategy = MapMerge::Atomic)]
    pub release: Option<ReleaseSelection>,
    /// When disruptive work may happen, and the tenant's time zone.
    #[serde(default)]
    pub maintenance: Maintenance,
    /// Where its data lives.
    #[serde(default)]
    pub database: Database,
    /// How people reach it.
    #[serde(default)]
    pub edge: Edge,
    /// How much of the case service runs.
    #[serde(default)]
    pub workload: Workload,
    /// How its backups are kept.
    #[serde(default)]
    pub backup: Backup,
    /// Whether it serves.
    #[serde(default)]
    pub power_state: PowerState,
    /// Whether the operator acts on it.
    #[serde(default)]
    pub reconcile_mode: ReconcileMode,
    /// What happens to its data when it is deleted.
    #[serde(default)]
    pub deletion_policy: DeletionPolicy,
    /// Must equal the name before a deletion with `SnapshotThenDelete` or `Delete` goes ahead.
    #[serde(default)]
    #[schemars(length(max = 30))]
    pub deletion_confirmation: String,
}

fn default_name_ref() -> NameRef {
    NameRef::new("default")
}
