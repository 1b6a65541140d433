//! Applying configurations and changing them.

use jiff::SignedDuration;
use primero_case_db::DbError;
use primero_case_db::configuration::{
    AnswerPlace, Applied, ChangedBy, NewConfiguration, NewObject, ObjectKind,
};
use primero_case_db::locations::NewLocation;
use primero_forms::LocalizedText;
use primero_kernel::{Clock, UserName};
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

fn admin() -> UserName {
    "admin".parse().unwrap()
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
    let (user, at) = (admin(), tenant.clock.now());
    let by = ChangedBy { user: &user, at };
    let read = tx
        .configuration()
        .find(ObjectKind::Lookup, "lookup-a")
        .await
        .unwrap()
        .unwrap();
    assert!(read.is_as_template);
    tx.configuration()
        .update(&own, read.version, by)
        .await
        .unwrap();
    let again = tx.configuration().update(&own, read.version, by).await;
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
    let codes: Vec<&str> = locations.iter().map(|place| &*place.code).collect();
    assert_eq!(codes, ["L", "L1", "L11", "L12"]);
    assert_eq!(locations[3].parent_code.as_deref(), Some("L1"));
    assert_eq!(locations[3].admin_level, 2);
    let line = tx.locations().with_ancestors(&["L12"]).await.unwrap();
    let codes: Vec<&str> = line.iter().map(|place| &*place.code).collect();
    assert_eq!(codes, ["L", "L1", "L12"]);
}

#[tokio::test]
async fn objects_of_the_tenants_own_come_and_go() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let (user, at) = (admin(), tenant.clock.now());
    let by = ChangedBy { user: &user, at };
    let own = object(ObjectKind::Role, "role-ours", json!({"name": "Ours"}));
    let mut tx = tenant.db.begin().await.unwrap();
    let mut configuration = tx.configuration();
    assert_eq!(configuration.insert(&own, None, by).await.unwrap(), 1);
    assert_eq!(configuration.state().await.unwrap().revision, 2);
    let (kind, id) = (ObjectKind::Role, "role-ours");
    configuration.remove(kind, id, 1, by).await.unwrap();
    let again = configuration.remove(kind, id, 1, by).await;
    assert!(matches!(again, Err(DbError::Stale)));
    let number = configuration.insert(&own, None, by).await.unwrap();
    assert_eq!(number, 2, "a number is never given twice");
    let events = configuration.events_of("role", id, 10).await.unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.action.as_str(),
                event.user_name.as_deref(),
                event.revision,
            )
        })
        .collect();
    let by_admin = |action, revision| (action, Some("admin"), revision);
    let expected = [
        by_admin("create", 4),
        by_admin("destroy", 3),
        by_admin("create", 2),
    ];
    assert_eq!(told, expected);
    assert_eq!(events[1].before, Some(own.document.clone()));
    let taken = object(ObjectKind::Lookup, "lookup-a", json!({}));
    let refused = configuration.insert(&taken, None, by).await;
    assert!(matches!(refused, Err(DbError::Exists { .. })));
}

#[tokio::test]
async fn each_kind_counts_from_one_and_a_client_may_choose_a_number() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let (user, at) = (admin(), tenant.clock.now());
    let by = ChangedBy { user: &user, at };
    let mut tx = tenant.db.begin().await.unwrap();
    let loaded = tx.configuration().load().await.unwrap();
    let numbers: Vec<_> = loaded
        .objects
        .iter()
        .map(|own| (own.unique_id.as_str(), own.number))
        .collect();
    assert_eq!(numbers, [("basic", 1), ("lookup-a", 1), ("lookup-b", 2)]);
    let lookup = |id: &str| object(ObjectKind::Lookup, id, json!({}));
    let mut configuration = tx.configuration();
    let chosen = configuration.insert(&lookup("lookup-c"), Some(7), by).await;
    assert_eq!(chosen.unwrap(), 7);
    let next = configuration.insert(&lookup("lookup-d"), None, by).await;
    assert_eq!(next.unwrap(), 8);
    let taken = configuration.insert(&lookup("lookup-e"), Some(7), by).await;
    assert!(matches!(taken, Err(DbError::Exists { .. })));
}

#[tokio::test]
async fn what_the_tenant_removed_does_not_come_back() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let (user, at) = (admin(), tenant.clock.now());
    let by = ChangedBy { user: &user, at };
    let mut tx = tenant.db.begin().await.unwrap();
    let kind = ObjectKind::Form;
    tx.configuration()
        .remove(kind, "basic", 1, by)
        .await
        .unwrap();
    tx.locations().remove("L11", by).await.unwrap();
    tx.commit().await.unwrap();

    let applied = apply(&tenant, "two").await;
    assert_eq!(applied.kept, [(kind, "basic".to_owned())]);
    assert_eq!(applied.locations_added, 0);
    let mut tx = tenant.db.begin().await.unwrap();
    assert_eq!(tx.configuration().find(kind, "basic").await.unwrap(), None);
    let below = [place("L11", Some("L1")), place("L111", Some("L11"))];
    let added = tx.locations().insert_missing(&below, at).await.unwrap();
    assert_eq!(added, 0);
    // Made anew, it is the tenant's own word over the template's.
    let form = object(kind, "basic", json!({"fields": []}));
    assert_eq!(tx.configuration().insert(&form, None, by).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let applied = apply(&tenant, "three").await;
    assert_eq!(applied.kept, [(kind, "basic".to_owned())]);
    assert_eq!(
        document(&tenant, kind, "basic").await,
        json!({"fields": []})
    );
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_none() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let (user, at) = (admin(), tenant.clock.now());
    let by = ChangedBy { user: &user, at };
    let mut tx = tenant.db.begin().await.unwrap();
    let mut configuration = tx.configuration();
    let same = object(ObjectKind::Lookup, "lookup-a", json!({"word": "one"}));
    configuration.update(&same, 1, by).await.unwrap();
    assert_eq!(configuration.state().await.unwrap().revision, 1);
    let events = configuration.events_of("lookup", "lookup-a", 10).await;
    assert_eq!(events.unwrap(), []);
    assert!(matches!(
        configuration.lock_at(0).await,
        Err(DbError::Stale)
    ));
    configuration.lock_at(1).await.unwrap();
}

#[tokio::test]
async fn events_of_the_configuration_cannot_be_changed() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let mut behind = tenant.behind().await;
    for statement in [
        "update configuration_events set user_name = 'x'",
        "delete from configuration_events",
        "truncate configuration_events",
    ] {
        let refused = sqlx::query(statement).execute(&mut behind).await;
        let refused = refused.unwrap_err().to_string();
        assert!(
            refused.contains("configuration_events is append-only"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn places_are_changed_with_their_events() {
    let tenant = tenant().await;
    apply(&tenant, "one").await;
    let (user, at) = (admin(), tenant.clock.now());
    let by = ChangedBy { user: &user, at };
    let mut tx = tenant.db.begin().await.unwrap();
    let before = tx.configuration().state().await.unwrap();
    let added = place("L12", Some("L1"));
    assert_eq!(tx.locations().insert(&added, None, by).await.unwrap(), 4);
    let renamed = NewLocation {
        placename: LocalizedText::new("en", "Renamed"),
        ..added
    };
    tx.locations().update(&renamed, by).await.unwrap();
    tx.locations().remove("L12", by).await.unwrap();
    let after = tx.configuration().state().await.unwrap();
    assert_eq!(after.revision, before.revision + 3);
    assert!(after.locations_revision > before.locations_revision);
    let events = tx.configuration().events_of("location", "L12", 10).await;
    let actions: Vec<_> = events
        .unwrap()
        .into_iter()
        .map(|event| event.action)
        .collect();
    assert_eq!(actions, ["destroy", "update", "create"]);
}

#[tokio::test]
async fn an_option_is_in_use_while_a_record_holds_it() {
    let tenant = tenant().await;
    let answers = json!({"sex": "female", "needs": ["food"], "rows": [{"kind": "a"}]});
    tenant.case(answers).await;
    let at = |subform, field| AnswerPlace { subform, field };
    let places = [at(None, "sex"), at(None, "needs"), at(Some("rows"), "kind")];
    let options = ["female", "male", "food", "a", "b"].map(str::to_owned);
    let mut tx = tenant.db.begin().await.unwrap();
    let used = tx.configuration().options_in_use(&places, &options).await;
    let used: Vec<String> = used.unwrap().into_iter().collect();
    assert_eq!(used, ["a", "female", "food"]);
    let none = tx
        .configuration()
        .options_in_use(&places[..0], &options)
        .await;
    assert!(none.unwrap().is_empty());
}
