//! Turns a manifest and what it refers to into a [`ValidInstance`]; the only place that rejects one.
//!
//! The API server has checked formats and unions already. What is checked here passes the schema
//! and cannot work: it refers to something that does not exist, or asks for what another has. All
//! problems are reported at once, each with the field and the remedy.

use std::fmt;

use kube::ResourceExt as _;
use primero_crd::condition::reasons;
use primero_crd::instance::configuration::Parameter;
use primero_crd::instance::database::DatabaseMode;
use primero_crd::instance::edge::TlsMode;
use primero_crd::instance::operations::PowerState;
use primero_crd::instance::people::Administrator;
use primero_crd::plan::{DatabaseLimits, SizeResources};
use primero_crd::{
    ConfigurationTemplate, CoreRelease, DatabaseServerSpec, InstancePlan, PrimeroInstance,
};
use primero_database_admin::TenantDatabase;
use uuid::Uuid;

use super::observe::{Observed, release_version, template_version};
use crate::catalog;
use crate::hostnames;
use crate::platform::Platform;

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

/// Something in a manifest that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A word of [`reasons`].
    pub reason: &'static str,
    /// Path of the field.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.field, self.problem, self.remedy)
    }
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(
        &mut self,
        reason: &'static str,
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Problem {
            reason,
            field: field.into(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }
}

/// Checks a manifest against what it refers to.
pub fn validate(
    instance: &PrimeroInstance,
    observed: &Observed,
    platform: &Platform,
) -> Result<ValidInstance, Vec<Problem>> {
    let mut problems = Problems::default();
    let name = valid_name(instance, &mut problems);
    let hostnames = valid_hostnames(instance, observed, platform, &mut problems);
    let release = valid_release(instance, observed, &mut problems);
    let template = valid_template(instance, observed, &mut problems);
    let overlays = valid_overlays(instance, observed, &mut problems);
    valid_languages(instance, &mut problems);
    valid_time_zone(instance, &mut problems);
    let plan = valid_plan(instance, observed, &mut problems);
    let database = valid_database(instance, observed, &mut problems);
    let (
        Some((name, uid)),
        Some(release),
        Some(template),
        Some((resources, database_limits)),
        Some((server_name, server)),
    ) = (name, release, template, plan, database)
    else {
        return Err(problems.0);
    };
    if !problems.0.is_empty() {
        return Err(problems.0);
    }
    let spec = &instance.spec;
    Ok(ValidInstance {
        namespace: namespace_of(&name),
        name,
        uid,
        generation: instance.metadata.generation.unwrap_or(0),
        display_name: spec.display_name.clone(),
        hostnames,
        tls: valid_tls(instance, platform),
        release,
        template,
        languages: spec.configuration.languages.clone(),
        overlays,
        parameters: spec.configuration.parameters.clone(),
        time_zone: spec.maintenance.time_zone.clone(),
        administrator: spec.administrator.clone(),
        replicas: if spec.power_state == PowerState::Running {
            spec.workload.replicas
        } else {
            0
        },
        power_state: spec.power_state,
        resources,
        database_limits,
        database: ValidDatabase {
            server_name,
            server,
            name: TenantDatabase::of(uid),
        },
    })
}

/// The name becomes part of a namespace's name: never trust that the schema was installed.
fn valid_name(instance: &PrimeroInstance, problems: &mut Problems) -> Option<(String, Uuid)> {
    let name = instance.name_any();
    let letters = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let ends = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('-');
    if !(letters && ends && (3..=30).contains(&name.len()) && name != "system") {
        problems.add(
            reasons::INVALID_SPEC,
            "metadata.name",
            format!("{name:?} is not a name for an instance"),
            "use 3 to 30 lower-case letters, digits and `-`, but not \"system\"",
        );
        return None;
    }
    let uid = instance
        .metadata
        .uid
        .as_deref()
        .and_then(|uid| uid.parse().ok());
    if uid.is_none() {
        problems.add(
            reasons::INVALID_SPEC,
            "metadata.uid",
            "is not a UUID",
            "create the object through the Kubernetes API",
        );
    }
    Some((name, uid?))
}

fn valid_hostnames(
    instance: &PrimeroInstance,
    observed: &Observed,
    platform: &Platform,
    problems: &mut Problems,
) -> Vec<String> {
    let hostnames = hostnames::of(instance, &platform.base_domain);
    for (index, hostname) in hostnames.iter().enumerate() {
        if let Some(holder) = observed.taken.get(hostname) {
            let field = if index == 0 {
                "spec.edge.hostname"
            } else {
                "spec.edge.aliases"
            };
            problems.add(
                reasons::HOSTNAME_CONFLICT,
                field,
                format!("{hostname:?} belongs to the instance {holder:?}"),
                "choose another host name, or remove it there first",
            );
        }
    }
    hostnames
}

fn valid_release(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<ValidRelease> {
    let Some(version) = release_version(instance, observed.channel.as_deref()) else {
        let channel = catalog::channel_of(instance).unwrap_or(catalog::DEFAULT_CHANNEL);
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.release.channel",
            format!("there is no ReleaseChannel {channel:?}"),
            "create it, or name another channel or a version",
        );
        return None;
    };
    let Some(CoreRelease { spec: release, .. }) = observed.release.as_deref() else {
        let field = match &instance.spec.release {
            Some(release) if release.version.is_some() => "spec.release.version",
            _ => "spec.release.channel",
        };
        problems.add(
            reasons::DEPENDENCY_MISSING,
            field,
            format!("there is no CoreRelease {version:?}"),
            "publish that release, or choose another",
        );
        return None;
    };
    let ours = primero_tenant_contract::VERSION;
    if !(ours - 1..=ours).contains(&release.contract) {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.release",
            format!(
                "release {version} speaks contract {}, this operator {ours}",
                release.contract
            ),
            "choose another release, or upgrade the platform first",
        );
        return None;
    }
    Some(ValidRelease {
        version: release.version.clone(),
        image: release.image.clone(),
        contract: release.contract,
    })
}

fn valid_template(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<ValidTemplate> {
    let wanted = &instance.spec.configuration.template;
    let versions = &observed.template_versions;
    if versions.is_empty() {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template.name",
            format!("there is no ConfigurationTemplate of {:?}", wanted.name),
            "publish it, or choose one that `kubectl get configurationtemplates` lists",
        );
        return None;
    }
    let existing = versions.join(", ");
    let Some(version) = template_version(instance, observed.channel.as_deref()) else {
        if catalog::channel_of(instance).is_some() && observed.channel.is_none() {
            // Of a channel that does not exist, one problem is enough.
            return None;
        }
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template.version",
            "is not specified, and the release channel gives no version of this template",
            format!("specify one of: {existing}"),
        );
        return None;
    };
    let Some(ConfigurationTemplate { spec: template, .. }) = observed.template.as_deref() else {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template.version",
            format!(
                "there is no version {version} of the template {:?}",
                wanted.name
            ),
            format!("publish it, or choose one of: {existing}"),
        );
        return None;
    };
    let bundle = &template.bundle;
    let config_maps: Vec<String> = bundle
        .config_map_refs
        .iter()
        .map(|reference| reference.name.clone())
        .collect();
    for name in config_maps.iter().filter(|name| missing(observed, name)) {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template",
            format!("the ConfigMap {name:?} of its bundle does not exist"),
            "publish the template again",
        );
    }
    for parameter in &instance.spec.configuration.parameters {
        if !template.parameters.contains(&parameter.name) {
            problems.add(
                reasons::INVALID_SPEC,
                format!("spec.configuration.parameters[{}]", parameter.name),
                format!(
                    "the template {} {version} has no such parameter",
                    wanted.name
                ),
                known_words("use one of", &template.parameters),
            );
        }
    }
    Some(ValidTemplate {
        name: template.template_name.clone(),
        version: template.version.clone(),
        digest: bundle.digest.clone(),
        config_maps,
    })
}

fn known_words(text: &str, words: &[String]) -> String {
    if words.is_empty() {
        "remove it: the template has none".to_owned()
    } else {
        format!("{text}: {}", words.join(", "))
    }
}

fn missing(observed: &Observed, config_map: &str) -> bool {
    observed
        .config_maps
        .get(config_map)
        .is_none_or(Option::is_none)
}

fn valid_overlays(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Vec<(String, String)> {
    let mut overlays = Vec::new();
    for overlay in &instance.spec.configuration.overlays {
        match observed.config_maps.get(&overlay.name).cloned().flatten() {
            Some(version) => overlays.push((overlay.name.clone(), version)),
            None => problems.add(
                reasons::DEPENDENCY_MISSING,
                format!("spec.configuration.overlays[{}]", overlay.name),
                "there is no ConfigMap of this name in the platform's namespace",
                "create it, or remove the overlay",
            ),
        }
    }
    overlays
}

fn valid_languages(instance: &PrimeroInstance, problems: &mut Problems) {
    for language in &instance.spec.configuration.languages {
        let known =
            language_tags::LanguageTag::parse(language).is_ok_and(|tag| tag.validate().is_ok());
        if !known {
            problems.add(
                reasons::INVALID_SPEC,
                "spec.configuration.languages",
                format!("{language:?} is not a language of the IANA registry"),
                "use a BCP 47 tag such as \"en\", \"fr\" or \"pt-BR\"",
            );
        }
    }
}

fn valid_time_zone(instance: &PrimeroInstance, problems: &mut Problems) {
    let zone = &instance.spec.maintenance.time_zone;
    if jiff::tz::TimeZone::get(zone).is_err() {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.maintenance.timeZone",
            format!("{zone:?} is not a time zone of the IANA database"),
            "use a name such as \"Africa/Nairobi\" or \"UTC\"",
        );
    }
}

fn valid_plan(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<(SizeResources, DatabaseLimits)> {
    let spec = &instance.spec;
    let Some(InstancePlan { spec: plan, .. }) = observed.plan.as_deref() else {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.planRef.name",
            format!("there is no InstancePlan {:?}", spec.plan_ref.name),
            "create it, or choose another",
        );
        return None;
    };
    if spec.workload.replicas > plan.max_replicas {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.workload.replicas",
            format!(
                "must not be more than {}, which the plan allows",
                plan.max_replicas
            ),
            "ask for fewer replicas, or choose another plan",
        );
    }
    let Some(size) = plan
        .sizes
        .iter()
        .find(|size| size.name == spec.workload.size)
    else {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.workload.size",
            format!(
                "the plan {:?} has no size {:?}",
                spec.plan_ref.name, spec.workload.size
            ),
            "choose another size or another plan",
        );
        return None;
    };
    Some((size.clone(), plan.database.clone()))
}

fn valid_database(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<(String, DatabaseServerSpec)> {
    let mode = instance.spec.database.mode;
    if mode != DatabaseMode::Shared {
        problems.add(
            reasons::NOT_AVAILABLE_YET,
            "spec.database.mode",
            format!("\"{mode:?}\" is not available in this release of the platform"),
            "delete the instance and create it with \"Shared\"",
        );
        return None;
    }
    let server_name = catalog::server_of(instance);
    let Some(server) = observed.server.as_deref() else {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.database.serverRef.name",
            format!("there is no DatabaseServer {server_name:?}"),
            "create it, or create the instance on another",
        );
        return None;
    };
    Some((server_name.to_owned(), server.spec.clone()))
}

fn valid_tls(instance: &PrimeroInstance, platform: &Platform) -> ValidTls {
    let tls = &instance.spec.edge.tls;
    match (tls.mode, &tls.secret_ref) {
        (TlsMode::None, _) => ValidTls::None,
        (TlsMode::SecretRef, Some(secret)) => ValidTls::Secret(secret.name.clone()),
        (TlsMode::Auto | TlsMode::SecretRef, _) if platform.cluster_issuer.is_empty() => {
            ValidTls::OwnAuthority
        }
        (TlsMode::Auto | TlsMode::SecretRef, _) => {
            ValidTls::CertManager(platform.cluster_issuer.clone())
        }
    }
}
