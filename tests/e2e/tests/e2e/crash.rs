//! The operator dies at any point of provisioning, and the end is the same.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use primero_e2e::edge;
use primero_e2e::operator;
use primero_e2e::tenant::{Deletion, Tenant};
use primero_kernel::{Clock as _, SystemClock};
use serde_json::Value;

use crate::pair;

/// How many times it is killed, each time in another provisioning; more in a long run.
fn points() -> u32 {
    if std::env::var_os("PRIMERO_TEST_LONG").is_some() {
        25
    } else {
        5
    }
}

#[test]
fn an_operator_killed_at_random_points_of_provisioning_ends_in_the_same_state() -> Result<()> {
    let _dies = pair::operator_dies();
    let cluster = pair::cluster()?;
    let began = Instant::now();
    let undisturbed = Tenant::create(cluster, "t-calm")?;
    undisturbed.wait_ready()?;
    let usual = began.elapsed();
    let expected = end_state(&undisturbed)?;

    for point in 0..points() {
        let name = format!("t-crash-{point}");
        let after = random_point(usual, point);
        let tenant = Tenant::create(cluster, &name)?;
        thread::sleep(after);
        operator::kill(cluster)?;
        operator::wait_ready(cluster)?;
        let context = || format!("killed {} ms after the manifest", after.as_millis());
        tenant.wait_ready().with_context(context)?;
        assert_eq!(edge::get(&tenant.host(), "/")?.status, 200, "{}", context());
        let state = end_state(&tenant).with_context(context)?;
        for (what, wanted) in &expected {
            assert_eq!(state.get(what), Some(wanted), "{what}, {}", context());
        }
        assert_eq!(
            state.len(),
            expected.len(),
            "{}: {:?}",
            context(),
            state.keys()
        );
        tenant.remove(Deletion::Delete)?;
    }
    undisturbed.remove(Deletion::Delete)
}

/// A random moment within the given part of the usual time, so that early and late steps are both
/// met in every run.
fn random_point(usual: Duration, point: u32) -> Duration {
    let random = u32::from(SystemClock.new_random_uuid().as_bytes()[0]);
    let part = usual / points();
    part * point + part * random / 255
}

/// What the operator keeps for a tenant, without what differs between any two tenants.
fn end_state(tenant: &Tenant<'_>) -> Result<BTreeMap<String, Value>> {
    let object = tenant.object()?;
    let own: Vec<(String, &str)> = vec![
        (tenant.uid()?, "<uid>"),
        (tenant.uid()?.replace('-', ""), "<uid>"),
        (tenant.name.to_owned(), "<name>"),
    ];
    let plain = |value: &Value| -> Result<Value> {
        let text = own
            .iter()
            .fold(value.to_string(), |text, (from, to)| text.replace(from, to));
        Ok(serde_json::from_str(&text)?)
    };
    let mut state = BTreeMap::new();
    let conditions = object["status"]["conditions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for condition in conditions {
        let name = condition["type"].as_str().unwrap_or_default();
        state.insert(format!("condition {name}"), condition["status"].clone());
    }
    for (group, plural) in [
        ("api/v1", "services"),
        ("api/v1", "serviceaccounts"),
        ("api/v1", "resourcequotas"),
        ("api/v1", "limitranges"),
        ("api/v1", "configmaps"),
        ("apis/apps/v1", "deployments"),
        ("apis/networking.k8s.io/v1", "networkpolicies"),
        ("apis/networking.k8s.io/v1", "ingresses"),
    ] {
        let path = format!("/{group}/namespaces/{}/{plural}", tenant.namespace());
        for item in tenant.cluster.list(&path)? {
            let name = item["metadata"]["name"]
                .as_str()
                .context("an object has a name")?;
            state.insert(format!("{plural}/{name}"), plain(&content(&item))?);
        }
    }
    let secrets = format!("/api/v1/namespaces/{}/secrets", tenant.namespace());
    for secret in tenant.cluster.list(&secrets)? {
        let keys: Vec<&String> = secret["data"]
            .as_object()
            .map(|data| data.keys().collect())
            .unwrap_or_default();
        let name = secret["metadata"]["name"]
            .as_str()
            .context("an object has a name")?;
        state.insert(format!("secrets/{name}"), serde_json::to_value(keys)?);
    }
    Ok(state)
}

/// Spec and data of an object, without what the API server allocates.
fn content(item: &Value) -> Value {
    let mut spec = item["spec"].clone();
    if let Some(fields) = spec.as_object_mut() {
        fields.remove("clusterIP");
        fields.remove("clusterIPs");
    }
    // Values that are derived from the UID, such as a digest of the settings, differ by design.
    if let Some(annotations) = spec
        .pointer_mut("/template/metadata")
        .and_then(Value::as_object_mut)
    {
        annotations.remove("annotations");
    }
    serde_json::json!({
        "spec": spec,
        "data": item["data"],
        "binaryData": item["binaryData"],
        "immutable": item["immutable"],
    })
}
