//! `ConfigurationTemplate`: one published version of a configuration.

use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::NameRef;

/// One published version of a template: what it is called, which languages it carries, and where
/// its bundle lies. Immutable: a change is a new version.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "primero.org",
    version = "v1alpha1",
    kind = "ConfigurationTemplate",
    plural = "configurationtemplates",
    shortname = "pct",
    category = "primero",
    derive = "PartialEq",
    doc = "One published version of a configuration: forms, lookups, roles and workflows.",
    validation = Rule::new("self.metadata.name == self.spec.templateName + '-' + self.spec.version")
        .message("metadata.name must be `<spec.templateName>-<spec.version>`"),
    printcolumn(name = "Template", type_ = "string", json_path = ".spec.templateName"),
    printcolumn(name = "Version", type_ = "string", json_path = ".spec.version"),
    printcolumn(name = "Languages", type_ = "string", json_path = ".spec.languages"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("self == oldSelf")
    .message("spec is immutable: publish a new version of the template instead"))]
pub struct ConfigurationTemplateSpec {
    /// The name that instances refer to.
    #[schemars(
        length(min = 1, max = 40),
        regex(pattern = r"^[a-z]([a-z0-9-]*[a-z0-9])?$")
    )]
    pub template_name: String,
    /// Semantic version, without build metadata.
    #[schemars(
        length(min = 5, max = 64),
        regex(pattern = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9a-z.-]+)?$")
    )]
    pub version: String,
    /// What people see in a list of templates.
    #[schemars(length(min = 1, max = 120))]
    pub display_name: String,
    /// BCP 47 tags of the languages that the bundle carries; the first is its default.
    #[schemars(
        length(min = 1, max = 40),
        inner(length(min = 2, max = 35), regex(pattern = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")),
        extend("x-kubernetes-list-type" = "set")
    )]
    pub languages: Vec<String>,
    /// Names of the parameters that an instance may set.
    #[serde(default)]
    #[schemars(
        length(max = 64),
        inner(length(min = 1, max = 63), regex(pattern = r"^[a-z][A-Za-z0-9]*$")),
        extend("x-kubernetes-list-type" = "set")
    )]
    pub parameters: Vec<String>,
    /// Where the bundle lies.
    pub bundle: BundleSource,
}

/// The bundle: immutable `ConfigMap`s in `primero-system` whose binary data, concatenated in order of
/// file name, is `bundle.json.gz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BundleSource {
    /// The `ConfigMap`s, in order.
    #[schemars(
        length(min = 1, max = 8),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub config_map_refs: Vec<NameRef>,
    /// `sha256:<hex>` over the uncompressed canonical bundle.
    #[schemars(length(min = 71, max = 71), regex(pattern = r"^sha256:[0-9a-f]{64}$"))]
    pub digest: String,
}
