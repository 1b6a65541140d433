//! Applying configurations and changing them.

use jiff::SignedDuration;
use primero_case_db::DbError;
use primero_case_db::configuration::{Applied, NewConfiguration, NewObject, ObjectKind};
use primero_case_db::locations::NewLocation;
use primero_forms::LocalizedText;
use primero_kernel::Clock;
use serde_json::{Value, json};

use crate::fixture::{Tenant, tenant};

fn object(kind: ObjectKind, id: &str, document: Value) -> NewObject {
    NewObject {
        kind,
        unique_id: id.parse().unwrap(),
        document,
    }
}

fn place(code: &str, parent: Option<&str>) -> NewLocation {
    NewLocation {
        code: code.to_owned(),
        location_type: "region".to_owned(),
        placename: LocalizedText::new("en", code),
        parent_code: parent.map(str::to_owned),
        disabled: false,
    }
}

/// A configuration whose lookup and form say `word`.
fn configuration(word: &str) -> NewConfiguration {
    let fields = json!([{"name": "name"}, {"name": word}]);
    NewConfiguration {
        template_name: "rapid-onset".to_owned(),
        template_version: "1.0.0".to_owned(),
        template_digest: "sha256:0".to_owned(),
        languages: vec!["en".to_owned()],
        input_digest: format!("sha256:{word}"),
        objects: vec![
            object(ObjectKind::Lookup, "lookup-a", json!({"word": word})),
            object(ObjectKind::Lookup, "lookup-b", json!({"word": "same"})),
            object(ObjectKind::Form, "basic", json!({"fields": fields})),
        ],
        locations: vec![
            place("L", None),
            place("L1", Some("L")),
            place("L11", Some("L1")),
        ],
    }
}

async fn apply(tenant: &Tenant, word: &str) -> Applied {
    let mut tx = tenant.db.begin().await.unwrap();
    let now = tenant.clock.now();
    let applied = tx
        .configuration()
        .apply(&configuration(word), now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    applied
}

async fn document(tenant: &Tenant, kind: ObjectKind, id: &str) -> Value {
    let mut tx = tenant.db.begin().await.unwrap();
    tx.configuration()
        .find(kind, id)
        .await
        .unwrap()
        .unwrap()
        .document
}

#[tokio::test]
async fn the_same_configuration_again_writes_nothing() {
    let tenant = tenant().await;
    let first = apply(&tenant, "one").await;
    assert_eq!(
        (first.revision, first.added, first.locations_added),
        (1, 3, 3)
    );
    let second = apply(&tenant, "one").await;
    assert!(second.was_applied_before);
    assert_eq!(second.revision, 1);
    let written = "select count(distinct xmin::text) from configuration_objects";
    let transactions: i64 = sqlx::query_scalar(written)
        .fetch_one(&mut tenant.behind().await)
        .await
        .unwrap();
    assert_eq!(transactions, 1);
}

#[tokio::test]
async fn another_configuration_replaces_what_nobody_changed() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let applied = apply(&tenant, "two").await;
    assert_eq!(
        (applied.added, applied.updated, applied.revision),
        (0, 2, 2)
    );
    assert_eq!(
        document(&tenant, ObjectKind::Lookup, "lookup-a").await,
        json!({"word": "two"})
    );
}

#[tokio::test]
async fn what_the_tenant_changed_stays() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let own = object(ObjectKind::Lookup, "lookup-a", json!({"word": "ours"}));
    let mut tx = tenant.db.begin().await.unwrap();
    let now = tenant.clock.now();
    let read = tx
        .configuration()
        .find(ObjectKind::Lookup, "lookup-a")
        .await
        .unwrap()
        .unwrap();
    assert!(read.is_as_template);
    tx.configuration()
        .write(&own, read.version, now)
        .await
        .unwrap();
    let again = tx.configuration().write(&own, read.version, now).await;
    assert!(matches!(again, Err(DbError::Stale)));
    tx.commit().await.unwrap();

    let applied = apply(&tenant, "two").await;
    assert_eq!(applied.kept, [(ObjectKind::Lookup, "lookup-a".to_owned())]);
    assert_eq!(
        document(&tenant, ObjectKind::Lookup, "lookup-a").await,
        json!({"word": "ours"})
    );
    // Once the template says what the tenant says, they are one again.
    let applied = apply(&tenant, "ours").await;
    assert_eq!(applied.kept, []);
    let applied = apply(&tenant, "three").await;
    assert_eq!(applied.kept, []);
    assert_eq!(
        document(&tenant, ObjectKind::Lookup, "lookup-a").await,
        json!({"word": "three"})
    );
}

#[tokio::test]
async fn two_applications_at_once_are_one() {
    let tenant = tenant().await;
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let (db, now) = (tenant.db.clone(), tenant.clock.now());
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let applied = tx
                    .configuration()
                    .apply(&configuration("one"), now)
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
                applied.was_applied_before
            })
        })
        .collect();
    let mut first = 0;
    for run in runs {
        first += u32::from(!run.await.unwrap());
    }
    assert_eq!(first, 1);
}

#[tokio::test]
async fn an_old_form_is_kept_for_ninety_days_and_its_fields_keep_their_numbers() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let numbers = async || {
        let mut tx = tenant.db.begin().await.unwrap();
        tx.configuration().load().await.unwrap().field_numbers["basic"].clone()
    };
    let before = numbers().await;
    tenant.clock.advance(SignedDuration::from_hours(1));
    apply(&tenant, "two").await;
    let after = numbers().await;
    assert_eq!(before["name"], after["name"]);
    assert_eq!(after.len(), 3);

    let mut tx = tenant.db.begin().await.unwrap();
    let old = tx
        .configuration()
        .form_at("basic", 1)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(old.document["fields"][1]["name"], json!("one"));
    assert_eq!(old.last_revision, Some(1));
    let new = tx
        .configuration()
        .form_at("basic", 2)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(new.document["fields"][1]["name"], json!("two"));
    tenant.clock.advance(SignedDuration::from_hours(24 * 89));
    let forgotten = tx
        .configuration()
        .forget_old_forms(tenant.clock.now())
        .await
        .unwrap();
    assert_eq!(forgotten, 0);
    tenant.clock.advance(SignedDuration::from_hours(24 * 2));
    let forgotten = tx
        .configuration()
        .forget_old_forms(tenant.clock.now())
        .await
        .unwrap();
    assert_eq!(forgotten, 1);
}

#[tokio::test]
async fn locations_know_their_way_up() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let mut tx = tenant.db.begin().await.unwrap();
    let more = [place("L12", Some("L1")), place("L", None)];
    let added = tx
        .locations()
        .insert_missing(&more, tenant.clock.now())
        .await
        .unwrap();
    assert_eq!(added, 1);
    let locations = tx.locations().list().await.unwrap();
    let paths: Vec<String> = locations.iter().map(|place| place.path.join("/")).collect();
    assert_eq!(paths, ["L", "L/L1", "L/L1/L11", "L/L1/L12"]);
    assert_eq!(locations[3].admin_level, 2);
}

#[tokio::test]
async fn objects_of_the_tenants_own_come_and_go() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let now = tenant.clock.now();
    let own = object(ObjectKind::Role, "role-ours", json!({"name": "Ours"}));
    let mut tx = tenant.db.begin().await.unwrap();
    tx.configuration().insert(&own, now).await.unwrap();
    assert_eq!(tx.configuration().state().await.unwrap().revision, 2);
    assert!(
        tx.configuration()
            .delete(ObjectKind::Role, "role-ours", now)
            .await
            .unwrap()
    );
    assert!(
        !tx.configuration()
            .delete(ObjectKind::Role, "role-ours", now)
            .await
            .unwrap()
    );
    let taken = object(ObjectKind::Lookup, "lookup-a", json!({}));
    let refused = tx.configuration().insert(&taken, now).await;
    assert!(matches!(refused, Err(DbError::Exists { .. })));
}
