//! Manifests that are wrong: by form, refused at once with the field; by content, Stalled with what
//! to do, while others go on.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use primero_e2e::tenant::{self, Deletion, TEMPLATE, Tenant, manifest};
use primero_e2e::wait;
use serde_json::{Value, json};

use crate::pair;

/// The promise: a person is told within this time.
const TOLD: Duration = Duration::from_secs(10);

#[test]
fn a_malformed_manifest_is_refused_with_the_name_of_the_field() -> Result<()> {
    let cluster = pair::cluster()?;
    for (bad, field) in malformed() {
        let answer = cluster.create(tenant::INSTANCES, &bad)?;
        assert!(
            (400..500).contains(&answer.status),
            "{field}: answered with {}: {bad}",
            answer.status
        );
        let message = answer.json()?["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(message.contains(field), "{field} is not in: {message}");
    }
    Ok(())
}

#[test]
fn an_immutable_field_cannot_be_changed_later() -> Result<()> {
    let [amber, _] = pair::tenants()?;
    let change = json!({"spec": {"configuration": {"template": {"name": "another"}}}});
    let answer = amber.cluster.patch(&amber.path(), &change)?;
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert!(
        answer.text.contains("spec.configuration.template.name"),
        "{}",
        answer.text
    );
    Ok(())
}

#[test]
fn a_manifest_that_cannot_work_is_stalled_in_time_and_others_go_on() -> Result<()> {
    let _stays = pair::operator_stays();
    let cluster = pair::cluster()?;
    let [taken, _] = pair::tenants()?;
    let cases = impossible(&taken.host());
    let began = Instant::now();
    for (name, change, _) in &cases {
        Tenant::create_from(cluster, name, &with_spec(name, change))?;
    }
    let good = Tenant::create(cluster, "t-goes-on")?;
    for (name, _, field) in &cases {
        let tenant = Tenant { cluster, name };
        let left = TOLD.saturating_sub(began.elapsed());
        let stalled = wait::until(&format!("{name} is Stalled"), left, || {
            Ok(tenant
                .condition("Stalled")?
                .filter(|stalled| stalled.status == "True"))
        })
        .with_context(|| tenant.describe())?;
        assert!(
            stalled.message.contains(field),
            "{name}: {}",
            stalled.message
        );
        let ready = tenant.condition("Ready")?.map(|ready| ready.status);
        assert_eq!(ready.as_deref(), Some("False"), "{name}");
    }
    good.wait_ready()?;
    for (name, _, _) in &cases {
        (Tenant { cluster, name }).remove(Deletion::Delete)?;
    }
    good.remove(Deletion::Delete)?;
    assert_eq!(
        taken
            .condition("Ready")?
            .map(|ready| ready.status)
            .as_deref(),
        Some("True")
    );
    Ok(())
}

#[test]
fn a_stalled_instance_goes_on_once_its_manifest_is_corrected() -> Result<()> {
    let _stays = pair::operator_stays();
    let cluster = pair::cluster()?;
    let name = "t-corrected";
    let bad = with_spec(
        name,
        &json!({"maintenance": {"timeZone": "Africa/Atlantis"}}),
    );
    let tenant = Tenant::create_from(cluster, name, &bad)?;
    wait::until_true("it is Stalled", TOLD, || {
        Ok(tenant
            .condition("Stalled")?
            .is_some_and(|stalled| stalled.status == "True"))
    })?;
    let good = with_spec(
        name,
        &json!({"maintenance": {"timeZone": "Africa/Nairobi"}}),
    );
    tenant::apply(cluster, &good)?.success("correcting the manifest")?;
    tenant.wait_ready()?;
    let stalled = tenant.condition("Stalled")?.map(|stalled| stalled.status);
    assert_eq!(stalled.as_deref(), Some("False"));
    tenant.remove(Deletion::Delete)
}

/// The least manifest with some fields of its spec replaced.
fn with_spec(name: &str, change: &Value) -> Value {
    let mut changed = manifest(name);
    for (field, value) in change.as_object().cloned().unwrap_or_default() {
        changed["spec"][field] = value;
    }
    changed
}

/// What the API server must refuse, and the field that its message must name.
fn malformed() -> Vec<(Value, &'static str)> {
    let spec = |change: Value| with_spec("t-refused", &change);
    vec![
        (spec(json!({"displayName": ""})), "spec.displayName"),
        (
            spec(json!({"displayName": "x".repeat(121)})),
            "spec.displayName",
        ),
        (spec(json!({"displayName": null})), "spec.displayName"),
        (
            spec(json!({"configuration": {}})),
            "spec.configuration.template",
        ),
        (
            spec(json!({"deletionPolicy": "Keep"})),
            "spec.deletionPolicy",
        ),
        (
            spec(json!({"workload": {"replicas": -1}})),
            "spec.workload.replicas",
        ),
        (spec(json!({"powerState": "Off"})), "spec.powerState"),
        (
            spec(json!({"edge": {"tls": {"mode": "Maybe"}}})),
            "spec.edge.tls.mode",
        ),
        (
            spec(json!({"deletionConfirmation": "another"})),
            "spec.deletionConfirmation",
        ),
        (spec(json!({"colour": "blue"})), "spec.colour"),
        (manifest("system"), "metadata.name"),
        (manifest("t2"), "metadata.name"),
        (
            manifest("t-1234567890123456789012345678901"),
            "metadata.name",
        ),
    ]
}

/// What has the right form and cannot work, and the field that the condition must name.
fn impossible(taken_host: &str) -> Vec<(&'static str, Value, &'static str)> {
    let template = |template: Value| json!({"configuration": {"template": template}});
    vec![
        (
            "t-template",
            template(json!({"name": "no-such-template"})),
            "spec.configuration.template",
        ),
        (
            "t-version",
            template(json!({"name": TEMPLATE, "version": "99.0.0"})),
            "spec.configuration.template.version",
        ),
        (
            "t-language",
            json!({"configuration": {"template": {"name": TEMPLATE}, "languages": ["xx-invalid-zz9"]}}),
            "spec.configuration.languages",
        ),
        (
            "t-zone",
            json!({"maintenance": {"timeZone": "Africa/Atlantis"}}),
            "spec.maintenance.timeZone",
        ),
        (
            "t-plan",
            json!({"planRef": {"name": "no-such-plan"}}),
            "spec.planRef",
        ),
        (
            "t-server",
            json!({"database": {"serverRef": {"name": "no-such-server"}}}),
            "spec.database.serverRef",
        ),
        (
            "t-release",
            json!({"release": {"version": "99.0.0"}}),
            "spec.release.version",
        ),
        (
            "t-host",
            json!({"edge": {"hostname": taken_host, "tls": {"mode": "None"}}}),
            "spec.edge.hostname",
        ),
    ]
}
