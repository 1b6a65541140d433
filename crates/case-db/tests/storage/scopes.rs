//! The list of an actor is exactly what the decision allows him, for random actors and records.

use std::collections::{BTreeMap, BTreeSet};

use primero_case_db::search::{Filter, Order, Paging, RecordQuery};
use primero_case_model::access::{
    Action, Actor, Grants, ListScope, Permission, RecordFacts, Resource, Scope, decide, list_scope,
};
use primero_case_model::{Change, Path, Record, RecordId, RecordType};
use primero_kernel::{Clock, UniqueId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::fixture::{Tenant, tenant};

fn ids(prefix: &'static str) -> impl Strategy<Value = BTreeSet<String>> {
    proptest::collection::btree_set((0_u8..4).prop_map(move |n| format!("{prefix}{n}")), 0..3)
}

fn maybe(prefix: &'static str) -> impl Strategy<Value = Option<String>> {
    proptest::option::of((0_u8..4).prop_map(move |n| format!("{prefix}{n}")))
}

/// The fields of a record that access depends on, some of them missing.
fn data() -> impl Strategy<Value = Value> {
    (
        maybe("u"),
        ids("u"),
        ids("g"),
        ids("a"),
        maybe("u"),
        any::<bool>(),
    )
        .prop_map(|(owner, users, groups, agencies, about, bare)| {
            let mut data = json!({"owned_by": owner, "identified_by": about});
            if !bare {
                data["associated_user_names"] = json!(users);
                data["associated_user_groups"] = json!(groups);
                data["associated_user_agencies"] = json!(agencies);
            }
            data
        })
}

fn actor() -> impl Strategy<Value = Actor> {
    let scope = prop::sample::select(Scope::ALL.to_vec());
    let action = prop::sample::select(vec![Action::Read, Action::Manage, Action::Create]);
    ("u[0-3]", maybe("a"), ids("g"), scope, action).prop_map(
        |(user, agency, groups, scope, action)| {
            let id = |text: String| text.parse::<UniqueId>().unwrap();
            Actor {
                user_name: user.parse().unwrap(),
                agency: agency.map(id),
                groups: groups.into_iter().map(id).collect(),
                role: id("role-x".to_owned()),
                scope,
                grants: Grants::new([(Resource::Case, action)]),
                modules: BTreeSet::new(),
                forms: BTreeMap::new(),
            }
        },
    )
}

async fn store(tenant: &Tenant, data: Value) -> Record {
    let id = RecordId::from_uuid(tenant.clock.new_uuid());
    let author = primero_case_model::Authorship::new(
        &tenant.clock,
        "importer".parse().unwrap(),
        primero_case_model::EventAction::CREATE,
    );
    let create = Change::Set {
        path: Path::root(),
        value: data,
    };
    let changed = Record::blank(RecordType::Case, id)
        .change(vec![create], author)
        .unwrap()
        .unwrap();
    tenant.store(&changed).await.unwrap();
    changed.into_entity()
}

#[tokio::test]
async fn the_list_is_the_decision() {
    let tenant = tenant().await;
    let mut runner = TestRunner::deterministic();
    let mut records = Vec::new();
    for _ in 0..120 {
        let data = data().new_tree(&mut runner).unwrap().current();
        records.push(store(&tenant, data).await);
    }
    let mut seen = 0;
    let mut tx = tenant.db.begin().await.unwrap();
    for _ in 0..200 {
        let actor = actor().new_tree(&mut runner).unwrap().current();
        let allowed: BTreeSet<RecordId> = records
            .iter()
            .filter(|record| decide(&actor, Action::Read, &RecordFacts::of(record)).is_allowed())
            .map(Record::id)
            .collect();
        let permission = Permission {
            resource: Resource::Case,
            action: Action::Read,
        };
        let query = RecordQuery {
            record_type: RecordType::Case,
            scope: list_scope(&actor, permission).unwrap_or(ListScope::Nothing),
            filter: Filter::All(vec![]),
            term: None,
            order: Order::default(),
        };
        let page = Paging::Number {
            page: 1,
            size: 1_000,
        };
        let listed = tx.search().records(&query, &page).await.unwrap().records;
        let listed: BTreeSet<RecordId> = listed.iter().map(Record::id).collect();
        assert_eq!(listed, allowed, "{actor:?}");
        let counted = tx.search().count(&query).await.unwrap().rows;
        assert_eq!(counted, allowed.len() as u64, "{actor:?}");
        seen += allowed.len();
    }
    assert!(seen > 0, "no actor saw anything");
}
