//! Conditions: the type, and every condition type and reason that the operator uses.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One observation about an object, with the fields of `metav1.Condition`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// What is observed, one of [`types`].
    #[serde(rename = "type")]
    #[schemars(length(min = 1, max = 64), regex(pattern = r"^[A-Z][A-Za-z]*$"))]
    pub type_: String,
    /// Whether it holds.
    pub status: ConditionStatus,
    /// The generation of the spec that was looked at.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub observed_generation: i64,
    /// When `status` last changed.
    #[schemars(schema_with = "crate::schema::time")]
    pub last_transition_time: Timestamp,
    /// Why, as one word of [`reasons`].
    #[schemars(length(min = 1, max = 64), regex(pattern = r"^[A-Z][A-Za-z]*$"))]
    pub reason: String,
    /// Why, and what to do, for a person.
    #[schemars(length(max = 2048))]
    pub message: String,
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ConditionStatus {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// Not looked at yet, or not knowable now.
    Unknown,
}

/// Condition types of a `PrimeroInstance`.
pub mod types {
    /// The tenant answers at `status.url` with what this generation asks for.
    pub const READY: &str = "Ready";
    /// Namespace, quota and network policies are in place.
    pub const ISOLATION_READY: &str = "IsolationReady";
    /// Role, database and credentials exist.
    pub const DATABASE_READY: &str = "DatabaseReady";
    /// The database has the schema that the release needs.
    pub const SCHEMA_READY: &str = "SchemaReady";
    /// The template and its parameters are applied.
    pub const CONFIGURED: &str = "Configured";
    /// The case service runs as asked.
    pub const WORKLOAD_READY: &str = "WorkloadReady";
    /// The hostnames lead to the case service.
    pub const EDGE_READY: &str = "EdgeReady";
    /// A recent backup exists and was verified.
    pub const BACKUP_HEALTHY: &str = "BackupHealthy";
    /// Moving from one release to another. True is normal while it lasts.
    pub const UPGRADING: &str = "Upgrading";
    /// The operator was told not to act.
    pub const PAUSED: &str = "Paused";
    /// The instance is being deleted.
    pub const DELETING: &str = "Deleting";
    /// Work is under way. False when at rest.
    pub const RECONCILING: &str = "Reconciling";
    /// Nothing further will happen until a person acts. False when well.
    pub const STALLED: &str = "Stalled";

    /// All of them, in the order in which status lists them.
    pub const ALL: [&str; 13] = [
        READY,
        ISOLATION_READY,
        DATABASE_READY,
        SCHEMA_READY,
        CONFIGURED,
        WORKLOAD_READY,
        EDGE_READY,
        BACKUP_HEALTHY,
        UPGRADING,
        PAUSED,
        DELETING,
        RECONCILING,
        STALLED,
    ];
}

/// Reasons of conditions and events.
pub mod reasons {
    /// Not looked at yet.
    pub const RECONCILE_PENDING: &str = "ReconcilePending";
    /// Serving.
    pub const AVAILABLE: &str = "Available";
    /// On the way to the first Ready.
    pub const PROVISIONING: &str = "Provisioning";
    /// Was ready, and does not answer now.
    pub const NOT_SERVING: &str = "NotServing";
    /// Scaled to nothing on request; data kept.
    pub const HIBERNATED: &str = "Hibernated";
    /// Taken out of service on request; data kept.
    pub const SUSPENDED: &str = "Suspended";
    /// Being deleted.
    pub const DELETING: &str = "Deleting";
    /// Policies, quota and namespace are as built.
    pub const ENFORCED: &str = "Enforced";
    /// The namespace exists and belongs to something else.
    pub const NAMESPACE_NOT_OWNED: &str = "NamespaceNotOwned";
    /// Role and database exist.
    pub const PROVISIONED: &str = "Provisioned";
    /// Being made.
    pub const CREATING: &str = "Creating";
    /// The database server does not answer.
    pub const SERVER_UNREACHABLE: &str = "ServerUnreachable";
    /// The database server has no room for another tenant.
    pub const CAPACITY_EXHAUSTED: &str = "CapacityExhausted";
    /// The database server refused the credentials.
    pub const CREDENTIALS_INVALID: &str = "CredentialsInvalid";
    /// The database refused a statement.
    pub const DATABASE_FAILED: &str = "DatabaseFailed";
    /// The data key is gone, and data sealed with it may exist.
    pub const DATA_KEY_LOST: &str = "DataKeyLost";
    /// The schema is the one that the release needs.
    pub const UP_TO_DATE: &str = "UpToDate";
    /// The Job that migrates and configures is running.
    pub const PREPARING: &str = "Preparing";
    /// The Job that migrates and configures failed.
    pub const PREPARE_FAILED: &str = "PrepareFailed";
    /// The Job refused its input.
    pub const INPUT_REFUSED: &str = "InputRefused";
    /// The configuration is applied.
    pub const APPLIED: &str = "Applied";
    /// All replicas of this generation are available.
    pub const REPLICAS_AVAILABLE: &str = "ReplicasAvailable";
    /// Replicas are starting.
    pub const ROLLING_OUT: &str = "RollingOut";
    /// Replicas cannot start.
    pub const REPLICAS_FAILING: &str = "ReplicasFailing";
    /// The hostname answers through the edge.
    pub const ANSWERING: &str = "Answering";
    /// The hostname does not answer through the edge yet.
    pub const NOT_ANSWERING: &str = "NotAnswering";
    /// The certificate is not there yet.
    pub const CERTIFICATE_PENDING: &str = "CertificatePending";
    /// The hostname belongs to another instance.
    pub const HOSTNAME_CONFLICT: &str = "HostnameConflict";
    /// The feature comes with a later release of the platform.
    pub const NOT_AVAILABLE_YET: &str = "NotAvailableYet";
    /// Nothing to do.
    pub const IDLE: &str = "Idle";
    /// The step before this one has not finished.
    pub const WAITING: &str = "Waiting";
    /// A release is being rolled out.
    pub const UPGRADING: &str = "Upgrading";
    /// The operator acts.
    pub const ACTIVE: &str = "Active";
    /// `reconcileMode` is `Paused`.
    pub const PAUSED: &str = "Paused";
    /// `reconcileMode` is `DryRun`.
    pub const DRY_RUN: &str = "DryRun";
    /// Not being deleted.
    pub const NOT_REQUESTED: &str = "NotRequested";
    /// Deletion waits for `deletionConfirmation`.
    pub const AWAITING_CONFIRMATION: &str = "AwaitingConfirmation";
    /// The database is being dropped.
    pub const DROPPING_DATABASE: &str = "DroppingDatabase";
    /// Database, attachments and key are being set aside.
    pub const RETAINING: &str = "Retaining";
    /// The namespace is being removed.
    pub const RELEASING_NAMESPACE: &str = "ReleasingNamespace";
    /// Everything asked for is in place.
    pub const COMPLETE: &str = "Complete";
    /// The spec passes the schema and cannot work.
    pub const INVALID_SPEC: &str = "InvalidSpec";
    /// Something that the spec refers to does not exist.
    pub const DEPENDENCY_MISSING: &str = "DependencyMissing";
    /// A call to the API server or the database failed; it is tried again.
    pub const RETRYING: &str = "Retrying";
    /// No obstacle.
    pub const PROGRESSING: &str = "Progressing";
}
