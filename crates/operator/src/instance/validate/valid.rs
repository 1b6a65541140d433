//! What a manifest is after validation.

use primero_crd::DatabaseServerSpec;
use primero_crd::instance::configuration::Parameter;
use primero_crd::instance::operations::PowerState;
use primero_crd::instance::people::Administrator;
use primero_crd::plan::{DatabaseLimits, SizeResources};
use primero_database_admin::TenantDatabase;
use uuid::Uuid;

/// A manifest that can work. The builders after it cannot fail.
#[derive(Clone, Debug)]
pub struct ValidInstance {
    /// The instance's name.
    pub name: String,
    /// Its UID.
    pub uid: Uuid,
    /// The generation of its spec.
    pub generation: i64,
    /// The tenant's namespace.
    pub namespace: String,
    /// The tenant's name as people read it.
    pub display_name: String,
    /// Host names, the main one first, in lower case without trailing dot.
    pub hostnames: Vec<String>,
    /// How the edge is protected.
    pub tls: ValidTls,
    /// The release to run.
    pub release: ValidRelease,
    /// The template to apply.
    pub template: ValidTemplate,
    /// Languages, the default first; empty means the template's own.
    pub languages: Vec<String>,
    /// Overlays by name, with the version of their `ConfigMap`.
    pub overlays: Vec<(String, String)>,
    /// Values for the template's parameters.
    pub parameters: Vec<Parameter>,
    /// IANA name of the tenant's time zone.
    pub time_zone: String,
    /// The first administrator.
    pub administrator: Administrator,
    /// Pods that serve; none while the instance is not running.
    pub replicas: i32,
    /// Whether it should serve.
    pub power_state: PowerState,
    /// What a pod gets.
    pub resources: SizeResources,
    /// Limits of the database role.
    pub database_limits: DatabaseLimits,
    /// The database.
    pub database: ValidDatabase,
}

/// How the edge is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidTls {
    /// Plain HTTP.
    None,
    /// A certificate of the operator's own authority.
    OwnAuthority,
    /// A certificate from cert-manager, by this `ClusterIssuer`.
    CertManager(String),
    /// A certificate from this Secret of the operator's namespace.
    Secret(String),
}

/// The release to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidRelease {
    /// Its version.
    pub version: String,
    /// Its image.
    pub image: String,
    /// The contract that it speaks.
    pub contract: i32,
}

/// The template to apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidTemplate {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Digest of its bundle.
    pub digest: String,
    /// The `ConfigMap`s of its bundle, in order.
    pub config_maps: Vec<String>,
}

/// The database.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidDatabase {
    /// The `DatabaseServer`.
    pub server_name: String,
    /// Its spec.
    pub server: DatabaseServerSpec,
    /// The name of role and database.
    pub name: TenantDatabase,
}

impl ValidInstance {
    /// Where people reach the tenant.
    pub fn url(&self) -> String {
        let scheme = if self.tls == ValidTls::None {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{}", self.main_hostname())
    }

    /// The host name in the tenant's URL.
    pub fn main_hostname(&self) -> &str {
        self.hostnames.first().map_or("", String::as_str)
    }
}

/// The namespace of the instance called `name`.
pub fn namespace_of(name: &str) -> String {
    format!("primero-{name}")
}
