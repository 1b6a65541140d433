//! Where a tenant's data lives.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reference::NameRef;

/// Where a tenant's data lives. Nothing here may change later: moving data is a restore.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(
    validation = Rule::new("(self.mode == 'External') == has(self.secretRef)")
        .message("database.secretRef must be specified when `mode` is \"External\", and may not be specified otherwise")
        .field_path(".secretRef"),
    validation = Rule::new("self.mode == 'Shared' || !has(self.serverRef)")
        .message("database.serverRef may not be specified unless `mode` is \"Shared\"")
        .field_path(".serverRef"),
    validation = Rule::new("(has(self.serverRef) ? self.serverRef.name : 'default') == (has(oldSelf.serverRef) ? oldSelf.serverRef.name : 'default')")
        .message("database.serverRef is immutable: moving a database to another server is a restore")
        .field_path(".serverRef")
)]
pub struct Database {
    /// Who runs the server.
    #[serde(default)]
    #[x_kube(validation = Rule::new("self == oldSelf")
        .message("database.mode is immutable: moving a database is a restore"))]
    pub mode: DatabaseMode,
    /// For `Shared`: the `DatabaseServer`; without it, the one called `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_ref: Option<NameRef>,
    /// For `External`: a Secret in `primero-system` with the connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_ref: Option<NameRef>,
}

/// Who runs the database server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DatabaseMode {
    /// A role and a database of its own on a server that tenants share.
    #[default]
    Shared,
    /// A server of its own, run by the platform.
    Dedicated,
    /// A server of its own, run by somebody else.
    External,
}
