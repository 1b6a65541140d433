//! Tenant A reaches nothing of tenant B: not its database, not its service, not the API server, not
//! its secrets. Each is tried from a pod that has all that A's own pods have, and each attempt is
//! shown to be able to succeed: where it is a credential that is refused, the right one works; where
//! it is a policy that refuses, the same attempt works once a policy opens the way.

use std::time::Duration;

use anyhow::{Context as _, Result};
use primero_e2e::intruder::{self, Intruder};
use primero_e2e::tenant::{Deletion, Tenant};
use primero_e2e::wait;
use serde_json::json;

use crate::pair;

/// Policies take effect within this time, however busy the machine.
const ENFORCED: Duration = Duration::from_secs(15);

#[test]
fn a_tenants_credentials_open_its_own_database_and_no_other() -> Result<()> {
    let [amber, birch] = pair::tenants()?;
    let in_amber = Intruder::inside(&amber)?;
    let in_birch = Intruder::inside(&birch)?;
    let own = connection(&amber, None)?;
    let theirs = connection(&birch, None)?;
    assert_works(&in_amber.sql(&own, "select count(*) >= 0 from records")?);
    assert_works(&in_birch.sql(&theirs, "select count(*) >= 0 from records")?);

    let birch_database = database_of(&birch)?;
    // The server lets a role into the database of its own name only, and the database would refuse
    // it as well.
    for other in [birch_database.as_str(), "postgres", "template1"] {
        let crossed = connection(&amber, Some(other))?;
        assert_refused(
            &in_amber.sql(&crossed, "select 1")?,
            "no pg_hba.conf entry for host",
        );
    }
    let granted = format!("select has_database_privilege('{birch_database}', 'connect')");
    assert_eq!(in_amber.sql(&own, &granted)?, (true, "f".to_owned()));
    for (statement, refusal) in [
        (
            format!("set role \"{birch_database}\""),
            "permission denied to set role",
        ),
        (
            "create database t_other".to_owned(),
            "permission denied to create database",
        ),
        ("create role t_other login".to_owned(), "permission denied"),
        (
            "copy (select 1) to program 'true'".to_owned(),
            "must be superuser",
        ),
        (
            "select pg_read_file('/etc/passwd')".to_owned(),
            "permission denied",
        ),
        (
            "alter system set work_mem = '1GB'".to_owned(),
            "permission denied",
        ),
    ] {
        assert_refused(&in_amber.sql(&own, &statement)?, refusal);
    }
    in_amber.leave()?;
    in_birch.leave()
}

#[test]
fn a_tenants_network_reaches_no_other_tenant_until_a_policy_opens_the_way() -> Result<()> {
    let cluster = pair::cluster()?;
    // A pair of its own: policies are opened here.
    let from = Tenant::create(cluster, "t-from")?;
    let to = Tenant::create(cluster, "t-to")?;
    from.wait_ready()?;
    to.wait_ready()?;
    let intruder = Intruder::inside(&from)?;
    let service = address(&to, "api/v1", "services", "/spec/clusterIP")?;
    let pod = core_pod_address(&to)?;
    let targets = [
        format!("{service}:80"),
        format!("{pod}:8080"),
        format!("{pod}:8081"),
        format!("core.{}.svc.cluster.local:80", to.namespace()),
    ];
    for target in &targets {
        assert!(
            !intruder.connects(target)?,
            "{target} answered a foreign tenant"
        );
    }

    open_the_way(&from, &to)?;
    for target in &targets {
        wait::until_true(&format!("{target} opens"), ENFORCED, || {
            intruder.connects(target)
        })
        .context("the attempt cannot succeed at all, so its failure proves nothing")?;
    }
    close_the_way(&from, &to)?;
    for target in &targets {
        wait::until_true(&format!("{target} closes"), ENFORCED, || {
            Ok(!intruder.connects(target)?)
        })?;
    }
    intruder.leave()?;
    from.remove(Deletion::Delete)?;
    to.remove(Deletion::Delete)
}

#[test]
fn a_tenants_pods_have_no_way_to_the_api_server_and_no_token_for_it() -> Result<()> {
    let cluster = pair::cluster()?;
    let [amber, birch] = pair::tenants()?;
    let kubernetes = cluster.get("/api/v1/namespaces/default/services/kubernetes")?;
    let api = kubernetes["spec"]["clusterIP"]
        .as_str()
        .context("the API has an address")?;
    let api = format!("{api}:443");

    let intruder = Intruder::inside(&amber)?;
    assert!(
        !intruder.connects(&api)?,
        "the API server answered a tenant's pod"
    );
    assert!(!intruder.reads("/var/run/secrets/kubernetes.io/serviceaccount/token")?);
    assert!(
        intruder.reads("/etc/primero/database/password")?,
        "the probe can read at all"
    );
    intruder.leave()?;
    let open = Intruder::in_the_open(cluster, "t-open-api")?;
    assert!(open.connects(&api)?, "the attempt can succeed at all");
    open.leave()?;
    cluster.delete("/api/v1/namespaces/t-open-api")?;

    // Even with a token nothing would be granted: asked as the service account itself.
    let own = format!("/api/v1/namespaces/{}/secrets/database", amber.namespace());
    let foreign = format!("/api/v1/namespaces/{}/secrets/database", birch.namespace());
    let account = format!("system:serviceaccount:{}:core", amber.namespace());
    for path in [&own, &foreign] {
        let answer = cluster.send("GET", path, &[("impersonate-user", &account)], None)?;
        assert_eq!(answer.status, 403, "{path}: {}", answer.text);
        assert!(
            cluster.find(path)?.is_some(),
            "the attempt can succeed at all"
        );
    }
    Ok(())
}

#[test]
fn two_tenants_share_no_secret() -> Result<()> {
    let [amber, birch] = pair::tenants()?;
    for (secret, key) in [
        ("database", "password"),
        ("data-key", "data.key"),
        ("bootstrap", "signing.key"),
    ] {
        assert_ne!(
            amber.secret(secret, key)?,
            birch.secret(secret, key)?,
            "{secret}/{key}"
        );
    }
    Ok(())
}

fn assert_works((worked, said): &(bool, String)) {
    assert!(worked, "{said}");
}

fn assert_refused((worked, said): &(bool, String), why: &str) {
    assert!(!worked, "accepted: {said}");
    assert!(
        said.contains(why),
        "refused for another reason than {why:?}: {said}"
    );
}

/// A libpq connection string with a tenant's own credentials, to its own or to another database.
fn connection(tenant: &Tenant<'_>, database: Option<&str>) -> Result<String> {
    let value = |key: &str| -> Result<String> {
        Ok(String::from_utf8(tenant.secret("database", key)?)?
            .trim()
            .to_owned())
    };
    let own = value("dbname")?;
    Ok(format!(
        "host={} port={} user={} password={} sslmode={} \
         sslrootcert=/etc/primero/database/ca.crt connect_timeout=5 dbname={}",
        value("host")?,
        value("port")?,
        value("username")?,
        value("password")?,
        value("sslmode")?,
        database.unwrap_or(&own),
    ))
}

fn database_of(tenant: &Tenant<'_>) -> Result<String> {
    Ok(String::from_utf8(tenant.secret("database", "dbname")?)?
        .trim()
        .to_owned())
}

fn address(tenant: &Tenant<'_>, group: &str, plural: &str, pointer: &str) -> Result<String> {
    let object = tenant.cluster.get(&tenant.child(group, plural, "core"))?;
    let found = object.pointer(pointer).and_then(|value| value.as_str());
    Ok(found
        .with_context(|| format!("{plural}/core has no {pointer}"))?
        .to_owned())
}

fn core_pod_address(tenant: &Tenant<'_>) -> Result<String> {
    let pods = tenant
        .cluster
        .list(&format!("/api/v1/namespaces/{}/pods", tenant.namespace()))?;
    let running = pods.iter().find(|pod| {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        pod["status"]["phase"] == "Running" && !name.starts_with(intruder::PREFIX)
    });
    let found = running.and_then(|pod| pod["status"]["podIP"].as_str());
    Ok(found
        .context("a Ready tenant has a running pod")?
        .to_owned())
}

fn open_the_way(from: &Tenant<'_>, to: &Tenant<'_>) -> Result<()> {
    for (tenant, direction, rule) in [(from, "Egress", "egress"), (to, "Ingress", "ingress")] {
        let policy = json!({
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "t-open"},
            "spec": {"podSelector": {}, "policyTypes": [direction], rule: [{}]},
        });
        tenant
            .cluster
            .apply(&open_policy(tenant), &policy)?
            .success("opening the way")?;
    }
    Ok(())
}

fn close_the_way(from: &Tenant<'_>, to: &Tenant<'_>) -> Result<()> {
    for tenant in [from, to] {
        tenant.cluster.delete(&open_policy(tenant))?;
    }
    Ok(())
}

fn open_policy(tenant: &Tenant<'_>) -> String {
    tenant.child("apis/networking.k8s.io/v1", "networkpolicies", "t-open")
}
