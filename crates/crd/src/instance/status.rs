//! What the operator reports about an instance.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::condition::Condition;

/// What the operator observed and allocated. Nobody else writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PrimeroInstanceStatus {
    /// The generation of the spec that this status is about.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub observed_generation: i64,
    /// What holds and what does not.
    #[schemars(
        length(max = 32),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"])
    )]
    pub conditions: Vec<Condition>,
    /// Where people reach the tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 300))]
    pub url: Option<String>,
    /// The tenant's namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<AllocatedNamespace>,
    /// The tenant's database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<AllocatedDatabase>,
    /// Names the tenant's data key without revealing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub data_key_id: Option<String>,
    /// Version of the contract between operator and case service that is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub contract: Option<i32>,
    /// The release that runs, and the one that should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseStatus>,
    /// The database schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaStatus>,
    /// The configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<ConfigurationStatus>,
    /// The steps of the current or last piece of work, in order.
    #[schemars(
        length(max = 16),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub steps: Vec<Step>,
    /// The objects that the operator keeps in the tenant's namespace.
    #[schemars(length(max = 40), extend("x-kubernetes-list-type" = "atomic"))]
    pub inventory: Vec<InventoryItem>,
}

/// The tenant's namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocatedNamespace {
    /// Its name.
    #[schemars(length(max = 63))]
    pub name: String,
    /// Its UID.
    #[schemars(length(max = 64))]
    pub uid: String,
}

/// The tenant's database, named from the UID of the instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocatedDatabase {
    /// The `DatabaseServer` that holds it.
    #[schemars(length(max = 253))]
    pub server: String,
    /// The name of the database and of its role.
    #[schemars(length(max = 63))]
    pub name: String,
    /// Version of the Secret whose password the role has.
    #[schemars(length(max = 64))]
    pub credentials_version: String,
}

/// The release that runs, and the one that should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseStatus {
    /// The version that serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub current: Option<String>,
    /// The version that should serve.
    #[schemars(length(max = 64))]
    pub target: String,
}

/// The database schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SchemaStatus {
    /// The version that the database has.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub version: i64,
}

/// The configuration that is in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationStatus {
    /// The template.
    #[schemars(length(max = 40))]
    pub template: String,
    /// Its version.
    #[schemars(length(max = 64))]
    pub version: String,
    /// Digest of what was applied, as the case service computed it.
    #[schemars(length(max = 80))]
    pub digest: String,
    /// Digest of the Job's input: another one means that a Job has to run.
    #[schemars(length(max = 80))]
    pub input_hash: String,
    /// Local changes that the template also changed.
    #[schemars(range(min = 0, max = 2_147_483_647))]
    pub conflicts: i32,
    /// How complete each language is.
    #[serde(default)]
    #[schemars(
        length(max = 40),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["language"])
    )]
    pub languages: Vec<LanguageStatus>,
}

/// How complete a language is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LanguageStatus {
    /// BCP 47 tag.
    #[schemars(length(max = 35))]
    pub language: String,
    /// Percentage of the template's texts that it has.
    #[schemars(range(min = 0, max = 100))]
    pub percent_complete: i32,
}

/// A step from manifest to tenant; what progress bars show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Which step.
    pub name: StepName,
    /// How far it is.
    pub state: StepState,
    /// When it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::schema::time")]
    pub start_time: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::schema::time")]
    pub end_time: Option<Timestamp>,
    /// Why it waits or failed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 1024))]
    pub message: String,
}

/// The steps, in order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum StepName {
    /// The manifest and what it refers to.
    Validate,
    /// Namespace, quota and network policies.
    Isolation,
    /// Credentials and keys.
    Credentials,
    /// Role and database.
    Database,
    /// The database schema.
    Schema,
    /// The configuration.
    Configuration,
    /// The case service.
    Workload,
    /// Service, Ingress and certificate.
    Edge,
    /// One request through the edge.
    SmokeTest,
}

impl StepName {
    /// All steps, in order.
    pub const ALL: [Self; 9] = [
        Self::Validate,
        Self::Isolation,
        Self::Credentials,
        Self::Database,
        Self::Schema,
        Self::Configuration,
        Self::Workload,
        Self::Edge,
        Self::SmokeTest,
    ];
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum StepState {
    /// Not begun.
    Pending,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Failed; the message says why.
    Failed,
}

/// An object that the operator keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InventoryItem {
    /// Its kind.
    #[schemars(length(max = 63))]
    pub kind: String,
    /// Its name.
    #[schemars(length(max = 253))]
    pub name: String,
    /// Digest of the fields that the operator owns.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub fields: String,
}
