//! What somebody deletes by hand comes back.

use std::time::Duration;

use anyhow::{Context as _, Result};
use primero_e2e::edge;
use primero_e2e::tenant::{Deletion, Tenant};
use primero_e2e::wait;

use crate::pair;

/// A repair is a watch away, and nothing but a busy machine delays it.
const REPAIRED: Duration = Duration::from_secs(30);

#[test]
fn deleted_objects_come_back() -> Result<()> {
    let _stays = pair::operator_stays();
    let cluster = pair::cluster()?;
    let tenant = Tenant::create(cluster, "t-repair")?;
    tenant.wait_ready()?;

    let policies = format!(
        "/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies",
        tenant.namespace()
    );
    let names: Vec<String> = cluster
        .list(&policies)?
        .iter()
        .filter_map(|policy| policy["metadata"]["name"].as_str().map(str::to_owned))
        .collect();
    assert!(!names.is_empty(), "a tenant without a network policy");
    for name in &names {
        deleted_comes_back(&tenant, &format!("{policies}/{name}"))?;
    }
    deleted_comes_back(&tenant, &tenant.child("api/v1", "services", "core"))?;
    deleted_comes_back(
        &tenant,
        &tenant.child("apis/networking.k8s.io/v1", "ingresses", "core"),
    )?;
    deleted_comes_back(
        &tenant,
        &tenant.child("apis/apps/v1", "deployments", "core"),
    )?;
    wait::until_true("the tenant answers again", REPAIRED, || {
        Ok(edge::get(&tenant.host(), "/")?.status == 200)
    })?;
    tenant.remove(Deletion::Delete)
}

fn deleted_comes_back(tenant: &Tenant<'_>, path: &str) -> Result<()> {
    let uid = |object: &serde_json::Value| object["metadata"]["uid"].clone();
    let spec = tenant.cluster.get(path)?["spec"].clone();
    let before = uid(&tenant.cluster.get(path)?);
    assert!(tenant.cluster.delete(path)?, "{path} was there");
    let restored = wait::until(&format!("{path} is back"), REPAIRED, || {
        Ok(tenant
            .cluster
            .find(path)?
            .filter(|object| uid(object) != before))
    })
    .with_context(|| tenant.describe())?;
    if path.contains("networkpolicies") {
        assert_eq!(restored["spec"], spec, "{path} came back as another policy");
    }
    Ok(())
}
