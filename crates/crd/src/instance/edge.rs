//! How people reach a tenant.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::NameRef;

/// How people reach a tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Edge {
    /// The host name; without it `<name>.<base domain of the platform>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(
        length(min = 1, max = 254),
        regex(
            pattern = r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$"
        )
    )]
    pub hostname: Option<String>,
    /// Further host names for the same tenant.
    #[serde(default)]
    #[schemars(
        length(max = 10),
        inner(
            length(min = 1, max = 254),
            regex(pattern = r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$")
        ),
        extend("x-kubernetes-list-type" = "set")
    )]
    pub aliases: Vec<String>,
    /// How the connection is protected.
    #[serde(default)]
    pub tls: Tls,
}

/// How the connection to the edge is protected.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("(self.mode == 'SecretRef') == has(self.secretRef)")
    .message("edge.tls.secretRef must be specified when `mode` is \"SecretRef\", and may not be specified otherwise")
    .field_path(".secretRef"))]
pub struct Tls {
    /// Where the certificate comes from.
    #[serde(default)]
    pub mode: TlsMode,
    /// For `SecretRef`: a Secret of type `kubernetes.io/tls` in `primero-system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_ref: Option<NameRef>,
}

/// Where the certificate comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TlsMode {
    /// From cert-manager where it is installed, else from the platform's own authority.
    #[default]
    Auto,
    /// From a Secret.
    SecretRef,
    /// Plain HTTP; only for names that browsers trust without, such as `*.localhost`.
    None,
}
