//! The plans of the list at 100,000 cases: always by an index, never all records.

use primero_case_db::search::{
    Direction, Filter, Order, OrderBy, Paging, RecordQuery, Scalar, Term,
};
use primero_case_model::RecordType;
use primero_case_model::access::ListScope;
use serde_json::{Value, json};

use crate::fixture::{Tenant, tenant};

/// Copies one case many times by plain SQL: the plans depend on the columns, not on the chains.
async fn hundred_thousand_cases() -> Tenant {
    let tenant = tenant().await;
    tenant.case(json!({"name": "Amina", "age": 9})).await;
    let copy = "insert into records (
            record_id, record_type, revision, head_hash, data, versions, short_id, display_id,
            name, sort_name, age, sex, status, record_state, module_id, owned_by,
            owned_by_groups, associated_user_names, associated_user_groups,
            associated_user_agencies, registration_date, created_at, last_updated_at, identifiers,
            names, phones
        )
        select gen_random_uuid(), record_type, revision, head_hash, data, versions, code, code,
               name || n, lower(name) || n, n % 18, case n % 2 when 0 then 'female' else 'male' end,
               case when n % 4 = 0 then 'closed' else 'open' end, n % 50 > 0, module_id,
               'worker' || n % 500, array['usergroup-' || n % 50], array['worker' || n % 500],
               array['usergroup-' || n % 50], array['agency-' || n % 5],
               date '2026-01-01' + n % 300, created_at + n * interval '1 second', last_updated_at,
               code, 'amina ' || code, array[n::text]
        from records, generate_series(1, 100000) as n, lateral (select md5(n::text) as code) as c";
    let mut behind = tenant.behind().await;
    sqlx::query(copy).execute(&mut behind).await.unwrap();
    sqlx::query("vacuum analyze records")
        .execute(&mut behind)
        .await
        .unwrap();
    tenant
}

/// The filter that clients start with.
fn in_use() -> Filter {
    Filter::All(vec![
        Filter::is("status", "open"),
        Filter::Is {
            field: "record_state".to_owned(),
            values: vec![Scalar::Boolean(true)],
        },
    ])
}

/// A filter that only the data can answer.
fn followed_up() -> Filter {
    Filter::Between {
        field: "followup_dates".to_owned(),
        from: Some(Scalar::Date("2026-01-01".parse().unwrap())),
        to: None,
    }
}

/// Lists, each with the indexes that may answer it.
fn queries() -> Vec<(RecordQuery, &'static [&'static str])> {
    let by = |by, direction| Order { by, direction };
    let query = |scope: ListScope, order| RecordQuery {
        record_type: RecordType::Case,
        scope,
        filter: in_use(),
        term: None,
        order,
    };
    let all = || ListScope::Everything;
    let term = |term| RecordQuery {
        term: Some(term),
        ..query(all(), Order::default())
    };
    let with = |filter| RecordQuery {
        filter: Filter::All(vec![in_use(), filter]),
        ..query(all(), Order::default())
    };
    let own = ListScope::AssociatedWith("worker7".parse().unwrap());
    let by_list: &[&str] = &["records_in_use", "records_by_creation"];
    let group = ListScope::InGroups(["usergroup-7".parse().unwrap()].into());
    let agency = ListScope::InAgency("agency-3".parse().unwrap());
    let by_scope: &[&str] = &[
        "records_by_association",
        "records_in_use",
        "records_by_creation",
    ];
    let by_text: &[&str] = &["records_by_text"];
    let by_name: &[&str] = &["records_by_text", "records_by_sound"];
    vec![
        (query(all(), Order::default()), by_list),
        (query(own, Order::default()), &["records_by_association"]),
        (query(group, Order::default()), by_scope),
        (query(agency, Order::default()), by_scope),
        (
            query(all(), by(OrderBy::Name, Direction::Ascending)),
            &["records_by_name"],
        ),
        (
            query(all(), by(OrderBy::Age, Direction::Descending)),
            &["records_by_age"],
        ),
        (
            query(all(), by(OrderBy::DisplayId, Direction::Ascending)),
            &["records_by_display_id"],
        ),
        (
            query(all(), by(OrderBy::RegistrationDate, Direction::Descending)),
            &["records_by_registration"],
        ),
        (
            with(Filter::is("protection_concerns", "trafficked")),
            by_list,
        ),
        (with(followed_up()), by_list),
        (term(Term::Identifier("0815ab".to_owned())), by_text),
        (term(Term::Name("amina 0815ab".to_owned())), by_name),
        (term(Term::Phone("4711".to_owned())), by_text),
    ]
}

#[tokio::test]
async fn the_list_of_a_hundred_thousand_cases_uses_indexes_and_counts_exactly() {
    let tenant = hundred_thousand_cases().await;
    let mut tx = tenant.db.begin().await.unwrap();
    for (query, expected) in queries() {
        let page = Paging::Number { page: 1, size: 20 };
        let plan = tx.search().explain(&query, &page).await.unwrap();
        assert!(!plan.to_string().contains("Seq Scan"), "{query:?}: {plan}");
        let cost = plan[0]["Plan"]["Total Cost"].as_f64().unwrap();
        assert!(cost < 20_000.0, "{query:?} costs {cost}: {plan}");
        let used = used_indexes(&plan[0]["Plan"]);
        assert!(!used.is_empty(), "{plan}");
        assert!(
            used.iter().all(|index| expected.contains(&index.as_str())),
            "{used:?}"
        );
    }
    let (first, _) = &queries()[0];
    let open = "select count(*) from records where status = 'open' and record_state";
    let open: i64 = sqlx::query_scalar(open)
        .fetch_one(&mut tenant.behind().await)
        .await
        .unwrap();
    let counted = tx.search().count(first).await.unwrap();
    assert_eq!(
        (counted.rows, counted.is_current),
        (open.unsigned_abs(), true)
    );
    let remembered = tx.search().count(first).await.unwrap();
    assert_eq!(
        (remembered.rows, remembered.is_current),
        (open.unsigned_abs(), false)
    );
    let (own, _) = &queries()[1];
    assert!(tx.search().count(own).await.unwrap().is_current);
}

fn used_indexes(plan: &Value) -> Vec<String> {
    let own = plan
        .get("Index Name")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let below = plan
        .get("Plans")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    own.into_iter()
        .chain(below.flat_map(used_indexes))
        .collect()
}
