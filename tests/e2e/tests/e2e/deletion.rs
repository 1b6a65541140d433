//! Deleting: `Delete` leaves nothing, `Retain` keeps the data and never hands it to a successor.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use primero_e2e::cluster::Cluster;
use primero_e2e::edge::{self, Session};
use primero_e2e::tenant::{Deletion, Tenant};
use serde_json::{Value, json};

use crate::pair;
use crate::walk::CASEWORKER;

#[test]
fn delete_leaves_nothing_behind() -> Result<()> {
    let cluster = pair::cluster()?;
    let tenant = Tenant::create(cluster, "t-delete")?;
    let object = tenant.wait_ready()?;
    let database = database_name(&object)?;
    let uid = tenant.uid()?;
    assert_eq!(
        traces_on_the_server(cluster, &database)?,
        2,
        "a role and a database while it lives"
    );

    tenant.remove(Deletion::Delete)?;

    assert_eq!(
        traces_on_the_server(cluster, &database)?,
        0,
        "role or database are still there"
    );
    assert_eq!(edge::get(&tenant.host(), "/")?.status, 404);
    assert_eq!(objects_that_name(cluster, &uid)?, Vec::<String>::new());
    Ok(())
}

#[test]
fn retain_keeps_the_data_and_a_new_instance_of_the_same_name_does_not_see_it() -> Result<()> {
    let cluster = pair::cluster()?;
    let tenant = Tenant::create(cluster, "t-retain")?;
    let first = database_name(&tenant.wait_ready()?)?;
    let id = register_a_child(&tenant)?;
    assert_eq!(cases_in(cluster, &first, &id)?, "1");

    let uid = tenant.uid()?;
    tenant.remove(Deletion::Retain)?;
    let kept = kept_database(cluster, &uid)?;
    assert_eq!(
        cases_in(cluster, &kept, &id)?,
        "1",
        "the kept database lost the case"
    );

    let successor = Tenant::create(cluster, "t-retain")?;
    let second = database_name(&successor.wait_ready()?)?;
    assert_ne!(
        kept, second,
        "the successor was given its predecessor's database"
    );
    assert_eq!(cases_in(cluster, &second, &id)?, "0");
    let mut session = Session::sign_in(&successor, CASEWORKER)?;
    let answer = session.send("GET", &format!("/api/v2/cases/{id}"), None)?;
    assert_eq!(answer.status, 404, "{}", answer.text);

    successor.remove(Deletion::Delete)?;
    assert_eq!(
        cases_in(cluster, &kept, &id)?,
        "1",
        "the successor's deletion took the kept data"
    );
    discard(cluster, &uid)
}

#[test]
fn the_default_policy_keeps_the_data_and_says_so_until_dumps_exist() -> Result<()> {
    let cluster = pair::cluster()?;
    let tenant = Tenant::create(cluster, "t-default")?;
    let database = database_name(&tenant.wait_ready()?)?;
    // Without the confirmation, nothing is deleted, and a person is told what is missing.
    cluster.delete(&tenant.path())?;
    let waiting = primero_e2e::wait::until("the deletion waits", Duration::from_secs(20), || {
        let deleting = tenant.condition("Deleting")?;
        Ok(deleting.filter(|one| one.message.contains("deletionConfirmation")))
    })
    .with_context(|| tenant.describe())?;
    thread::sleep(Duration::from_secs(2));
    assert_eq!(traces_on_the_server(cluster, &database)?, 2, "{waiting:?}");
    let uid = tenant.uid()?;
    let confirmation = json!({"spec": {"deletionConfirmation": tenant.name}});
    cluster
        .patch(&tenant.path(), &confirmation)?
        .success("confirming")?;
    tenant.wait_gone()?;
    let kept = kept_database(cluster, &uid)?;
    assert_eq!(
        traces_on_the_server(cluster, &kept)?,
        2,
        "the default policy lost the data"
    );
    discard(cluster, &uid)
}

/// Where the data of a deleted instance is kept: noted at its data key, which is kept with it.
fn kept_database(cluster: &Cluster, uid: &str) -> Result<String> {
    let secret = cluster.get(&kept_secret(uid))?;
    let name = secret["metadata"]["annotations"]["primero.org/retained-database"].as_str();
    Ok(name
        .context("the Secret names the kept database")?
        .to_owned())
}

fn kept_secret(uid: &str) -> String {
    format!("/api/v1/namespaces/primero-system/secrets/data-key-{uid}")
}

/// Registers a child as the sample caseworker and gives the id of the case.
fn register_a_child(tenant: &Tenant<'_>) -> Result<String> {
    let mut session = Session::sign_in(tenant, CASEWORKER)?;
    let child = json!({"data": {
        "name_first": "Test", "name_last": "Retained", "sex": "female", "age": 9,
        "registration_date": "2026-01-15", "module_id": "primeromodule-cp",
    }});
    let created = session
        .send("POST", "/api/v2/cases", Some(&child))?
        .success("registering")?;
    let id = created.json()?["data"]["id"].as_str().map(str::to_owned);
    id.context("a new case has an id")
}

fn database_name(object: &Value) -> Result<String> {
    let name = object["status"]["database"]["name"].as_str();
    Ok(name.context("status names the database")?.to_owned())
}

/// Roles and databases of that name on the shared server.
fn traces_on_the_server(cluster: &Cluster, name: &str) -> Result<u32> {
    let count = administrator_sql(
        cluster,
        "postgres",
        &format!(
            "select (select count(*) from pg_database where datname = '{name}') \
             + (select count(*) from pg_roles where rolname = '{name}')"
        ),
    )?;
    Ok(count.parse()?)
}

fn cases_in(cluster: &Cluster, database: &str, id: &str) -> Result<String> {
    administrator_sql(
        cluster,
        database,
        &format!("select count(*) from records where record_id = '{id}'"),
    )
}

/// Removes what a test kept, as an administrator would.
fn discard(cluster: &Cluster, uid: &str) -> Result<()> {
    let name = kept_database(cluster, uid)?;
    administrator_sql(cluster, "postgres", &format!("drop database \"{name}\""))?;
    administrator_sql(cluster, "postgres", &format!("drop role \"{name}\""))?;
    cluster.delete(&kept_secret(uid))?;
    Ok(())
}

/// One statement as the superuser, inside the database's own pod.
fn administrator_sql(cluster: &Cluster, database: &str, statement: &str) -> Result<String> {
    let secret = cluster.get("/api/v1/namespaces/primero-system/secrets/postgresql-admin")?;
    let value = |key: &str| -> Result<String> {
        let encoded = secret["data"][key]
            .as_str()
            .with_context(|| format!("no {key}"))?;
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded)?;
        Ok(String::from_utf8(decoded)?)
    };
    let (user, password) = (value("username")?, value("password")?);
    let script = "PGPASSWORD=$2 exec psql -X -A -t -h /tmp -U \"$1\" -d \"$3\" -c \"$4\"";
    let program = [
        "/bin/sh", "-c", script, "sh", &user, &password, database, statement,
    ];
    let output = cluster.exec("primero-system", "postgresql-0", "postgresql", &program)?;
    anyhow::ensure!(
        output.status.success(),
        "{statement}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Objects anywhere in the cluster that still carry the UID in a label, an owner or a name; events
/// are history and stay until they expire.
fn objects_that_name(cluster: &Cluster, uid: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in [
        "/api/v1/namespaces",
        "/api/v1/secrets",
        "/api/v1/configmaps",
        "/api/v1/services",
        "/api/v1/pods",
        "/api/v1/persistentvolumes",
        "/api/v1/persistentvolumeclaims",
        "/apis/apps/v1/deployments",
        "/apis/batch/v1/jobs",
        "/apis/networking.k8s.io/v1/networkpolicies",
        "/apis/networking.k8s.io/v1/ingresses",
        "/apis/primero.org/v1alpha1/primeroinstances",
    ] {
        for object in cluster.list(path)? {
            if object["metadata"].to_string().contains(uid) {
                found.push(format!("{path}: {}", object["metadata"]["name"]));
            }
        }
    }
    Ok(found)
}
