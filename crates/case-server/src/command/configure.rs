//! `configure`: applies template, languages, overlays and parameters.

use std::collections::BTreeMap;

use primero_case_db::configuration::Applied;
use primero_case_db::users::UserAttributes;
use primero_case_db::{Db, Tx};
use primero_case_model::Digest;
use primero_kernel::{Clock, SystemClock};
use primero_templates::{Bundle, Configuration, Overlay, Problem, compile};
use primero_tenant_contract::result::{ConfigurationResult, JobResult};
use primero_tenant_contract::settings::{Administrator, InstanceSettings};
use serde_json::{Map, json};

use super::new_configuration::new_configuration;
use super::patience::await_database;
use super::{Failed, Outcome, samples};
use crate::config::Mounts;

/// The role of the first administrator; every template has it.
const ADMINISTRATORS: &str = "instance-admin";
/// How many mistakes of a template a Job's message names.
const NAMED_PROBLEMS: usize = 10;

/// Runs the subcommand.
pub(crate) async fn run(mounts: &Mounts) -> Outcome {
    let mut result = JobResult::new();
    let steps = from_mounts(mounts, &mut result).await;
    Outcome::of(result, steps)
}

/// Applies what is mounted.
pub(crate) async fn from_mounts(mounts: &Mounts, result: &mut JobResult) -> Result<(), Failed> {
    let instance = mounts.instance()?;
    let bundle = Bundle::unpack(&mounts.bundle()?);
    let bundle = bundle.map_err(|error| Failed::invalid("BundleInvalid", error.to_string()))?;
    let mut overlays = Vec::new();
    for name in &instance.overlays {
        overlays.push(Overlay::from_flat_files(name, mounts.overlay(name)?));
    }
    let database = mounts.database()?;
    await_database(&database).await?;
    let db = Db::connect(&database)?;
    let applied = configure(&db, &SystemClock, &instance, &bundle, &overlays).await;
    db.close().await;
    result.configuration = Some(applied?);
    Ok(())
}

/// Applies a bundle for an instance, with its administrator and, where wanted, its samples. Doing it
/// again with the same input changes nothing.
pub async fn configure(
    db: &Db,
    clock: &dyn Clock,
    instance: &InstanceSettings,
    bundle: &Bundle,
    overlays: &[Overlay],
) -> Result<ConfigurationResult, Failed> {
    let parameters: BTreeMap<String, String> = instance
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), parameter.value.clone()))
        .collect();
    let configuration = compile(bundle, overlays, &instance.languages, &parameters)
        .map_err(|problems| Failed::invalid("TemplateInvalid", listed(&problems)))?;
    let digest = input_digest(instance, bundle, overlays, &parameters)?;
    let new = new_configuration(&configuration, digest.clone(), instance.samples)?;
    let mut tx = db.begin().await?;
    let applied = tx.configuration().apply(&new, clock.now()).await?;
    add_administrator(&mut tx, clock, &instance.administrator, &configuration).await?;
    if instance.samples {
        samples::add(&mut tx, clock, instance, &configuration).await?;
    }
    tx.commit().await?;
    log(&applied);
    Ok(ConfigurationResult {
        digest,
        language_completeness: completeness(&configuration),
        conflicts: u32::try_from(applied.kept.len()).unwrap_or(u32::MAX),
    })
}

/// Makes the first administrator, who sets a password when he first comes by a link. An account of
/// that name stays as it is.
async fn add_administrator(
    tx: &mut Tx,
    clock: &dyn Clock,
    administrator: &Administrator,
    configuration: &Configuration,
) -> Result<(), Failed> {
    let invalid = |error: primero_kernel::InvalidName| {
        Failed::invalid("AdministratorInvalid", error.to_string())
    };
    let user_name = administrator.user_name.parse().map_err(invalid)?;
    if tx.users().find_by_name(&user_name).await?.is_some() {
        return Ok(());
    }
    let role = configuration
        .roles
        .iter()
        .find(|role| role.unique_id.ends_with(ADMINISTRATORS));
    let role = role.ok_or_else(|| {
        let message = format!("the template has no role {ADMINISTRATORS:?}");
        Failed::invalid("TemplateInvalid", message)
    })?;
    let attributes = UserAttributes {
        user_name,
        full_name: None,
        email: administrator.email.clone(),
        role: role.unique_id.parse().map_err(invalid)?,
        agency: None,
        groups: Vec::new(),
        locale: None,
        location: None,
        disabled: false,
        unverified: false,
        profile: Map::new(),
    };
    tx.users().insert(&attributes, None, clock.now()).await?;
    Ok(())
}

/// What tells one configuration from another: everything that goes in.
fn input_digest(
    instance: &InstanceSettings,
    bundle: &Bundle,
    overlays: &[Overlay],
    parameters: &BTreeMap<String, String>,
) -> Result<String, Failed> {
    let digest = |bundle: &Bundle| {
        bundle
            .digest()
            .map_err(|error| Failed::invalid("BundleInvalid", error.to_string()))
    };
    let mut layers = Vec::new();
    for overlay in overlays {
        layers.push(json!({"name": overlay.name, "digest": digest(&overlay.files)?}));
    }
    let input = json!({
        "bundle": digest(bundle)?,
        "overlays": layers,
        "languages": instance.languages,
        "parameters": parameters,
        "samples": instance.samples,
    });
    Ok(format!(
        "sha256:{}",
        Digest::of(input.to_string().as_bytes())
    ))
}

fn completeness(configuration: &Configuration) -> BTreeMap<String, u8> {
    let coverage = configuration.language_coverage.iter();
    coverage
        .map(|(language, coverage)| {
            let percent = (u64::from(coverage.translated) * 100)
                .checked_div(u64::from(coverage.total))
                .unwrap_or(100);
            (language.clone(), u8::try_from(percent).unwrap_or(100))
        })
        .collect()
}

/// The mistakes, one a line.
pub(crate) fn listed(problems: &[Problem]) -> String {
    let mut lines: Vec<String> = problems
        .iter()
        .take(NAMED_PROBLEMS)
        .map(ToString::to_string)
        .collect();
    if problems.len() > NAMED_PROBLEMS {
        lines.push(format!("and {} more", problems.len() - NAMED_PROBLEMS));
    }
    lines.join("\n")
}

fn log(applied: &Applied) {
    if applied.was_applied_before {
        tracing::info!(
            revision = applied.revision,
            "this configuration was applied before"
        );
    } else {
        tracing::info!(
            revision = applied.revision,
            added = applied.added,
            updated = applied.updated,
            kept = applied.kept.len(),
            "the configuration is applied"
        );
    }
}
