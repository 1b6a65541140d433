//! What a tenant's forms, roles and workflows are.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::NameRef;

/// The tenant's configuration: a template, and what the country changes about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    /// The template it starts from.
    pub template: TemplateSelection,
    /// BCP 47 tags; the first is the tenant's default. Empty means the template's own.
    #[serde(default)]
    #[schemars(
        length(max = 10),
        inner(length(min = 2, max = 35), regex(pattern = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")),
        extend("x-kubernetes-list-type" = "set")
    )]
    pub languages: Vec<String>,
    /// `ConfigMap`s in `primero-system` with local changes, applied in order.
    #[serde(default)]
    #[schemars(
        length(max = 8),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub overlays: Vec<NameRef>,
    /// Values for the template's parameters.
    #[serde(default)]
    #[schemars(
        length(max = 64),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub parameters: Vec<Parameter>,
}

/// A template by name and, unless the channel chooses, version.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateSelection {
    /// The template's name.
    #[schemars(
        length(min = 1, max = 40),
        regex(pattern = r"^[a-z]([a-z0-9-]*[a-z0-9])?$")
    )]
    #[x_kube(validation = Rule::new("self == oldSelf")
        .message("configuration.template.name is immutable: records belong to the forms they were written with"))]
    pub name: String,
    /// Its version; without it, what the channel gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        length(min = 5, max = 64),
        regex(pattern = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9a-z.-]+)?$")
    )]
    pub version: Option<String>,
}

/// A value for one of the template's parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// The parameter's name.
    #[schemars(length(min = 1, max = 63), regex(pattern = r"^[a-z][A-Za-z0-9]*$"))]
    pub name: String,
    /// Its value, as text. Never a secret.
    #[schemars(length(max = 1024))]
    pub value: String,
}
