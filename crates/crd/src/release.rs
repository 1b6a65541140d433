//! `CoreRelease`: one release of the case service.

use kube::{CustomResource, KubeSchema};
use serde::{Deserialize, Serialize};

/// One release of the case service: its image, the contract it speaks with the operator, and the
/// database schemas that it can read. Immutable: a change is a new release.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "primero.org",
    version = "v1alpha1",
    kind = "CoreRelease",
    plural = "corereleases",
    shortname = "pcr",
    category = "primero",
    derive = "PartialEq",
    doc = "One release of the case service that every tenant runs.",
    validation = Rule::new("self.metadata.name == self.spec.version")
        .message("metadata.name must equal `spec.version`"),
    printcolumn(name = "Version", type_ = "string", json_path = ".spec.version"),
    printcolumn(name = "Contract", type_ = "integer", json_path = ".spec.contract"),
    printcolumn(name = "Schema", type_ = "integer", json_path = ".spec.schema.head"),
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.image", priority = 1),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("self == oldSelf")
    .message("spec is immutable: publish a new release instead"))]
pub struct CoreReleaseSpec {
    /// Semantic version, without build metadata.
    #[schemars(
        length(min = 5, max = 64),
        regex(pattern = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9a-z.-]+)?$")
    )]
    pub version: String,
    /// The image of the case service.
    #[schemars(length(min = 1, max = 512), regex(pattern = r"^[^\s]+$"))]
    pub image: String,
    /// Version of the contract between operator and case service.
    #[schemars(range(min = 1, max = 1000))]
    pub contract: i32,
    /// The database schemas that this release knows.
    pub schema: SchemaRange,
}

/// Versions of the database schema, as numbers of migrations.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("self.minReadable <= self.head && self.head <= self.maxReadable")
    .message("schema: `minReadable` must not exceed `head`, nor `head` exceed `maxReadable`"))]
pub struct SchemaRange {
    /// The version that this release migrates to.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub head: i64,
    /// The oldest version that it can read and write.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub min_readable: i64,
    /// The newest version that it can read and write.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_i64))]
    pub max_readable: i64,
}
