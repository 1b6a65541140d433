//! At rest nothing is written: not by applying the same manifest again, not by the operator.

use std::thread;
use std::time::Duration;

use anyhow::Result;
use primero_e2e::tenant::{TEMPLATE, apply, manifest_of};
use serde_json::Value;

use crate::pair;

/// Long enough for several of the operator's own rounds to show.
const REST: Duration = Duration::from_secs(15);

#[test]
fn applying_the_same_manifest_again_changes_nothing() -> Result<()> {
    let _stays = pair::operator_stays();
    let [tenant, _] = pair::tenants()?;
    let before = versions(&tenant)?;
    let same = manifest_of(tenant.name, TEMPLATE, Some(&pair::LANGUAGES[0]));
    apply(tenant.cluster, &same)?.success("applying again")?;
    thread::sleep(REST);
    assert_eq!(versions(&tenant)?, before);
    Ok(())
}

/// The resource version of the instance and of every object that the operator keeps for it; the
/// status of pods, endpoints and leases moves by itself and is not looked at.
fn versions(tenant: &primero_e2e::tenant::Tenant<'_>) -> Result<Vec<(String, Value)>> {
    let instance = tenant.object()?;
    let mut found = vec![(
        "instance".to_owned(),
        instance["metadata"]["resourceVersion"].clone(),
    )];
    for (group, plural) in [
        ("api/v1", "services"),
        ("api/v1", "secrets"),
        ("api/v1", "configmaps"),
        ("api/v1", "serviceaccounts"),
        ("apis/apps/v1", "deployments"),
        ("apis/networking.k8s.io/v1", "networkpolicies"),
        ("apis/networking.k8s.io/v1", "ingresses"),
    ] {
        let path = format!("/{group}/namespaces/{}/{plural}", tenant.namespace());
        for object in tenant.cluster.list(&path)? {
            let name = object["metadata"]["name"].as_str().unwrap_or_default();
            let version = object["metadata"]["resourceVersion"].clone();
            found.push((format!("{plural}/{name}"), version));
        }
    }
    Ok(found)
}
