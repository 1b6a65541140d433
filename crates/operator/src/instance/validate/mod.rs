//! Turns a manifest and what it refers to into a [`ValidInstance`]; the only place that rejects one.
//!
//! The API server has checked formats and unions already. What is checked here passes the schema
//! and cannot work: it refers to something that does not exist, or asks for what another has. All
//! problems are reported at once, each with the field and the remedy.

mod configuration;
mod operations;
mod problem;
mod valid;

use std::net::IpAddr;

use kube::ResourceExt as _;
use primero_crd::PrimeroInstance;
use primero_crd::condition::reasons;
use primero_crd::instance::edge::TlsMode;
use primero_crd::instance::operations::PowerState;
use primero_database_admin::TenantDatabase;
use uuid::Uuid;

use super::observe::Observed;
use crate::hostnames;
use crate::platform::Platform;
use configuration::{valid_languages, valid_overlays, valid_template};
use operations::{valid_database, valid_plan, valid_release, valid_time_zone};
pub use problem::Problem;
use problem::Problems;
pub use valid::{
    ValidDatabase, ValidInstance, ValidRelease, ValidTemplate, ValidTls, namespace_of,
};

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
        let field = if index == 0 {
            "spec.edge.hostname"
        } else {
            "spec.edge.aliases"
        };
        if hostname.parse::<IpAddr>().is_ok() {
            problems.add(
                reasons::INVALID_SPEC,
                field,
                format!("{hostname:?} is an address"),
                "use a name: people, certificates and the edge tell tenants apart by it",
            );
        }
        if let Some(holder) = observed.taken.get(hostname) {
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
