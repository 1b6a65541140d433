//! Two tenants that several tests look at and none changes: `t-amber` of the one template of the
//! library, `t-birch` of the other, each in three languages.

use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use anyhow::Result;
use primero_e2e::cluster::Cluster;
use primero_e2e::edge;
use primero_e2e::tenant::{OTHER_TEMPLATE, TEMPLATE, Tenant, condition, manifest_of};

static CLUSTER: OnceLock<Result<Cluster>> = OnceLock::new();
static OPERATOR: RwLock<()> = RwLock::new(());

/// Held by tests that promise a time, so that nobody kills the operator under them.
pub(crate) fn operator_stays() -> RwLockReadGuard<'static, ()> {
    OPERATOR.read().unwrap_or_else(PoisonError::into_inner)
}

/// Held by the tests that kill the operator.
pub(crate) fn operator_dies() -> RwLockWriteGuard<'static, ()> {
    OPERATOR.write().unwrap_or_else(PoisonError::into_inner)
}

/// The cluster under test, one connection for all tests.
pub(crate) fn cluster() -> Result<&'static Cluster> {
    CLUSTER
        .get_or_init(Cluster::from_environment)
        .as_ref()
        .map_err(|error| anyhow::anyhow!("{error:#}"))
}

/// The languages of `t-amber`, and of `t-birch`.
pub(crate) const LANGUAGES: [[&str; 3]; 2] = [["en", "es", "ar"], ["en", "fr", "ar"]];

/// Both tenants, Ready.
pub(crate) fn tenants() -> Result<[Tenant<'static>; 2]> {
    let cluster = cluster()?;
    let pair = [
        create(cluster, "t-amber", TEMPLATE, &LANGUAGES[0])?,
        create(cluster, "t-birch", OTHER_TEMPLATE, &LANGUAGES[1])?,
    ];
    for tenant in &pair {
        tenant.wait_ready()?;
    }
    Ok(pair)
}

fn create(
    cluster: &'static Cluster,
    name: &'static str,
    template: &str,
    languages: &[&str],
) -> Result<Tenant<'static>> {
    Tenant::create_from(cluster, name, &manifest_of(name, template, Some(languages)))
}

#[test]
fn two_manifests_give_two_tenants_that_answer_at_their_own_urls() -> Result<()> {
    let _stays = operator_stays();
    for tenant in tenants()? {
        let object = tenant.object()?;
        assert_eq!(object["status"]["url"], format!("http://{}", tenant.host()));
        for name in [
            "IsolationReady",
            "DatabaseReady",
            "SchemaReady",
            "Configured",
            "WorkloadReady",
            "EdgeReady",
        ] {
            let found = condition(&object, name);
            assert_eq!(
                found.map(|one| one.status).as_deref(),
                Some("True"),
                "{name}"
            );
        }
        let steps = object["status"]["steps"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert_eq!(steps.len(), 9, "{steps:?}");
        for step in steps {
            assert_eq!(step["state"], "Done", "{step}");
            assert!(
                step["startTime"].is_string() && step["endTime"].is_string(),
                "{step}"
            );
        }
        let page = edge::get(&tenant.host(), "/")?;
        assert_eq!(page.status, 200, "{}", page.text);
    }
    Ok(())
}

#[test]
fn a_host_that_nobody_asked_for_is_answered_by_no_tenant() -> Result<()> {
    tenants()?;
    assert_eq!(edge::get("t-nobody.localhost", "/")?.status, 404);
    Ok(())
}
