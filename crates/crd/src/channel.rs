//! `ReleaseChannel`: which release and which template versions its followers get.

use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What instances that follow this channel get: one release, and a version for each template.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "primero.org",
    version = "v1alpha1",
    kind = "ReleaseChannel",
    plural = "releasechannels",
    shortname = "prc",
    category = "primero",
    derive = "PartialEq",
    doc = "The release and the template versions that instances on this channel get.",
    printcolumn(name = "Release", type_ = "string", json_path = ".spec.release"),
    printcolumn(
        name = "Age",
        type_ = "date",
        json_path = ".metadata.creationTimestamp"
    )
)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseChannelSpec {
    /// The `spec.version` of a `CoreRelease`.
    #[schemars(
        length(min = 5, max = 64),
        regex(pattern = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9a-z.-]+)?$")
    )]
    pub release: String,
    /// The version of each template for instances that name none.
    #[serde(default)]
    #[schemars(
        length(max = 100),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub templates: Vec<ChannelTemplate>,
}

/// A template and the version of it that the channel gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelTemplate {
    /// The template's name.
    #[schemars(
        length(min = 1, max = 40),
        regex(pattern = r"^[a-z]([a-z0-9-]*[a-z0-9])?$")
    )]
    pub name: String,
    /// The version of it.
    #[schemars(
        length(min = 5, max = 64),
        regex(pattern = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9a-z.-]+)?$")
    )]
    pub version: String,
}
