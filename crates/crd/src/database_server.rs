//! `DatabaseServer`: a PostgreSQL server that tenants share.

use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::NameRef;

/// A PostgreSQL server on which the operator makes a role and a database for each tenant.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "primero.org",
    version = "v1alpha1",
    kind = "DatabaseServer",
    plural = "databaseservers",
    shortname = "pds",
    category = "primero",
    derive = "PartialEq",
    doc = "A PostgreSQL server that tenants share, each with a role and a database of its own.",
    printcolumn(name = "Host", type_ = "string", json_path = ".spec.host"),
    printcolumn(name = "Port", type_ = "integer", json_path = ".spec.port"),
    printcolumn(name = "TLS", type_ = "string", json_path = ".spec.tlsMode"),
    printcolumn(
        name = "Age",
        type_ = "date",
        json_path = ".metadata.creationTimestamp"
    )
)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseServerSpec {
    /// Name or address that operator and tenants connect to.
    #[schemars(
        length(min = 1, max = 253),
        regex(pattern = r"^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$")
    )]
    pub host: String,
    /// Port that operator and tenants connect to.
    #[serde(default = "default_port")]
    #[schemars(range(min = 1, max = 65535))]
    pub port: i32,
    /// How the connection is protected.
    #[serde(default)]
    pub tls_mode: DatabaseTlsMode,
    /// Secret in `primero-system` with the keys `username`, `password` and, for `VerifyFull`,
    /// `ca.crt`. The role needs `createrole` and `createdb`.
    pub admin_secret_ref: NameRef,
    /// The most databases of tenants on this server.
    #[serde(default = "default_max_databases")]
    #[schemars(range(min = 1, max = 10000))]
    pub max_databases: i32,
    /// What tenants' network policies open towards this server.
    pub network: DatabaseNetwork,
}

/// How a connection to a database server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DatabaseTlsMode {
    /// No TLS; only for a server inside the cluster.
    Disable,
    /// TLS without checking the server's name.
    Require,
    /// TLS with the certificate checked against `ca.crt` and the host name.
    #[default]
    VerifyFull,
}

/// Where the server is, as network policies see it.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("has(self.pods) != (has(self.cidrs) && size(self.cidrs) > 0)")
    .message("network: exactly one of `pods` and `cidrs` must be set"))]
pub struct DatabaseNetwork {
    /// The port that the server listens on, after any translation by a Service.
    #[serde(default = "default_port")]
    #[schemars(range(min = 1, max = 65535))]
    pub port: i32,
    /// For a server inside the cluster: its pods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<DatabasePods>,
    /// For a server outside the cluster: its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(
        length(max = 16),
        inner(length(min = 3, max = 43), regex(pattern = r"^[0-9a-fA-F.:]+/[0-9]{1,3}$")),
        extend("x-kubernetes-list-type" = "set")
    )]
    pub cidrs: Vec<String>,
}

/// The pods of a database server inside the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DatabasePods {
    /// Their namespace.
    #[schemars(
        length(min = 1, max = 63),
        regex(pattern = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")
    )]
    pub namespace: String,
    /// Labels that they carry.
    #[schemars(
        length(min = 1, max = 8),
        extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"])
    )]
    pub labels: Vec<PodLabel>,
}

/// A label of a pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PodLabel {
    /// Its key.
    #[schemars(
        length(min = 1, max = 317),
        regex(pattern = r"^([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$")
    )]
    pub name: String,
    /// Its value.
    #[schemars(
        length(max = 63),
        regex(pattern = r"^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$")
    )]
    pub value: String,
}

fn default_port() -> i32 {
    5432
}

fn default_max_databases() -> i32 {
    500
}
