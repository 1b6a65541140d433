//! `InstancePlan`: what a tenant may use.

use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a tenant may use of the cluster and of its database server. Every field has a default.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "primero.org",
    version = "v1alpha1",
    kind = "InstancePlan",
    plural = "instanceplans",
    shortname = "pip",
    category = "primero",
    derive = "PartialEq",
    doc = "What a tenant may use of the cluster and of its database server.",
    printcolumn(
        name = "Max replicas",
        type_ = "integer",
        json_path = ".spec.maxReplicas"
    ),
    printcolumn(
        name = "Connections",
        type_ = "integer",
        json_path = ".spec.database.maxConnections"
    ),
    printcolumn(
        name = "Age",
        type_ = "date",
        json_path = ".metadata.creationTimestamp"
    )
)]
#[serde(rename_all = "camelCase")]
pub struct InstancePlanSpec {
    /// What one pod gets for each size of `spec.workload.size`.
    #[serde(default = "default_sizes")]
    #[schemars(
        length(min = 1, max = 3),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub sizes: Vec<SizeResources>,
    /// The most replicas that an instance on this plan may ask for.
    #[serde(default = "default_max_replicas")]
    #[schemars(range(min = 1, max = 20))]
    pub max_replicas: i32,
    /// Limits of the tenant's role on the database server.
    #[serde(default)]
    pub database: DatabaseLimits,
}

impl Default for InstancePlanSpec {
    fn default() -> Self {
        Self {
            sizes: default_sizes(),
            max_replicas: default_max_replicas(),
            database: DatabaseLimits::default(),
        }
    }
}

/// The sizes of a workload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum WorkloadSize {
    /// Up to some dozens of people at once.
    #[default]
    Small,
    /// Up to some hundreds of people at once.
    Medium,
    /// A national system.
    Large,
}

/// What one pod of a size gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SizeResources {
    /// The size.
    pub name: WorkloadSize,
    /// What is set aside for it.
    pub requests: Resources,
    /// What it may take at most.
    pub limits: Resources,
}

/// Processor and memory, as Kubernetes quantities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Resources {
    /// Processor time, for example `10m`.
    #[schemars(length(min = 1, max = 16), regex(pattern = r"^[0-9]+(\.[0-9]+)?m?$"))]
    pub cpu: String,
    /// Memory, for example `32Mi`.
    #[schemars(
        length(min = 1, max = 16),
        regex(pattern = r"^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|k|M|G)?$")
    )]
    pub memory: String,
}

/// Limits of the tenant's role on the database server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseLimits {
    /// Connections of the role at any time.
    #[serde(default = "default_max_connections")]
    #[schemars(range(min = 2, max = 500))]
    pub max_connections: i32,
    /// The longest that a statement may run.
    #[serde(default = "default_statement_timeout")]
    #[schemars(range(min = 1, max = 3600))]
    pub statement_timeout_seconds: i32,
    /// The longest that a transaction may stay open without a statement.
    #[serde(default = "default_idle_transaction_timeout")]
    #[schemars(range(min = 1, max = 3600))]
    pub idle_transaction_timeout_seconds: i32,
}

impl Default for DatabaseLimits {
    fn default() -> Self {
        Self {
            max_connections: default_max_connections(),
            statement_timeout_seconds: default_statement_timeout(),
            idle_transaction_timeout_seconds: default_idle_transaction_timeout(),
        }
    }
}

fn default_sizes() -> Vec<SizeResources> {
    let size = |name, cpu: &str, memory: &str, cpu_limit: &str, memory_limit: &str| SizeResources {
        name,
        requests: Resources {
            cpu: cpu.to_owned(),
            memory: memory.to_owned(),
        },
        limits: Resources {
            cpu: cpu_limit.to_owned(),
            memory: memory_limit.to_owned(),
        },
    };
    vec![
        size(WorkloadSize::Small, "10m", "32Mi", "1", "256Mi"),
        size(WorkloadSize::Medium, "250m", "128Mi", "2", "512Mi"),
        size(WorkloadSize::Large, "1", "512Mi", "4", "2Gi"),
    ]
}

fn default_max_replicas() -> i32 {
    3
}

fn default_max_connections() -> i32 {
    12
}

fn default_statement_timeout() -> i32 {
    30
}

fn default_idle_transaction_timeout() -> i32 {
    60
}
