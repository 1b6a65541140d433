//! Lists: what each filter finds, order, paging, totals.

use primero_case_db::search::{
    Direction, Filter, Order, OrderBy, Paging, RecordQuery, Scalar, Term,
};
use primero_case_model::RecordType;
use primero_case_model::access::ListScope;
use primero_forms::LocalizedText;
use primero_kernel::Clock;
use serde_json::json;

use crate::fixture::{Tenant, tenant};

fn query(filter: Filter) -> RecordQuery {
    RecordQuery {
        record_type: RecordType::Case,
        scope: ListScope::Everything,
        filter,
        term: None,
        order: Order {
            by: OrderBy::Name,
            direction: Direction::Ascending,
        },
    }
}

async fn names(tenant: &Tenant, query: &RecordQuery) -> String {
    let mut tx = tenant.db.begin().await.unwrap();
    let page = Paging::Number { page: 1, size: 100 };
    let found = tx.search().records(query, &page).await.unwrap();
    let total = tx.search().count(query).await.unwrap();
    assert_eq!(total.rows, found.records.len() as u64);
    found
        .records
        .iter()
        .filter_map(|record| record.text("name"))
        .collect()
}

/// Four cases called A to D.
async fn filled() -> Tenant {
    let tenant = tenant().await;
    let cases = [
        json!({"name": "A", "age": 5, "sex": "female", "concerns": ["x", "y"], "level": 3,
               "consent": true, "closed": "2026-01-31", "location_current": "L11",
               "registration_date": "2026-01-10", "telephone_current": "+254 700-1"}),
        json!({"name": "B", "age": 9, "sex": "male", "concerns": ["y"], "level": 10,
               "consent": false, "closed": "2026-02-01T10:00:00.000Z", "location_current": "L1",
               "registration_date": "2026-02-10", "camp": "100%_x"}),
        json!({"name": "C", "age": 12, "sex": "female", "concerns": "x", "camp": "L11",
               "registration_date": "2026-03-10", "client_code": "KE/0815"}),
        json!({"name": "D", "record_state": false, "level": "3", "registration_date": "no date",
               "camps": ["L11"], "levels": [1, 2], "visits": ["2026-01-01", "2026-01-02"],
               "_transitions": [{"type": "Assign", "transitioned_to": "worker2"}]}),
    ];
    for answers in cases {
        tenant.case(answers).await;
    }
    let place = |code: &str, parent: Option<&str>| primero_case_db::locations::NewLocation {
        code: code.to_owned(),
        location_type: "x".to_owned(),
        placename: LocalizedText::default(),
        parent_code: parent.map(str::to_owned),
        disabled: false,
    };
    let mut tx = tenant.db.begin().await.unwrap();
    let places = [
        place("L", None),
        place("L1", Some("L")),
        place("L11", Some("L1")),
    ];
    tx.locations()
        .insert_missing(&places, tenant.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    tenant
}

fn is(field: &str, values: Vec<Scalar>) -> Filter {
    Filter::Is {
        field: field.to_owned(),
        values,
    }
}

fn between(field: &str, from: impl Into<Option<Scalar>>, to: impl Into<Option<Scalar>>) -> Filter {
    Filter::Between {
        field: field.to_owned(),
        from: from.into(),
        to: to.into(),
    }
}

fn text(text: &str) -> Scalar {
    Scalar::Text(text.to_owned())
}

fn day(text: &str) -> Scalar {
    Scalar::Date(text.parse().unwrap())
}

fn integer(number: i64) -> Scalar {
    Scalar::Integer(number)
}

/// Filters that look into lists.
fn filters_of_lists() -> Vec<(Filter, &'static str)> {
    let camps = || Filter::Present {
        field: "camps".to_owned(),
    };
    let below = Filter::Within {
        field: "camps".to_owned(),
        locations: vec!["L1".to_owned()],
    };
    let assigned_to = |user: &str| Filter::AssignedTo(vec![user.to_owned()]);
    vec![
        (below, "D"),
        (camps(), "D"),
        (Filter::Not(Box::new(camps())), "ABC"),
        (assigned_to("worker2"), "D"),
        (assigned_to("worker3"), ""),
        (is("levels", vec![integer(2)]), "D"),
        (between("levels", integer(3), integer(9)), ""),
        (between("visits", day("2026-01-02"), day("2026-01-02")), "D"),
        (between("visits", day("2026-01-03"), None), ""),
    ]
}

/// Filters, with the names of the cases that each finds.
fn filters() -> Vec<(Filter, &'static str)> {
    let within = |field: &str, code: &str| Filter::Within {
        field: field.to_owned(),
        locations: vec![code.to_owned()],
    };
    let not = |filter| Filter::Not(Box::new(filter));
    let today = day("2026-03-01");
    vec![
        (Filter::All(vec![]), "ABCD"),
        (Filter::Any(vec![]), ""),
        (Filter::is("sex", "female"), "AC"),
        (is("sex", vec![text("female"), text("male")]), "ABC"),
        (not(Filter::is("sex", "female")), "BD"),
        (Filter::is("concerns", "x"), "AC"),
        (is("concerns", vec![text("x"), text("y")]), "ABC"),
        (is("age", vec![Scalar::Integer(9)]), "B"),
        (is("level", vec![Scalar::Integer(3)]), "AD"),
        (is("consent", vec![Scalar::Boolean(true)]), "A"),
        (is("consent", vec![Scalar::Boolean(false)]), "BCD"),
        (is("record_state", vec![Scalar::Boolean(false)]), "D"),
        (is("flagged", vec![Scalar::Boolean(false)]), "ABCD"),
        (between("age", integer(5), integer(9)), "AB"),
        (between("age", None, integer(5)), "A"),
        (between("level", integer(4), None), "B"),
        (
            between("registration_date", day("2026-01-10"), day("2026-02-10")),
            "AB",
        ),
        (is("registration_date", vec![day("2026-02-10")]), "B"),
        (
            between("closed", day("2026-01-31"), day("2026-02-01")),
            "AB",
        ),
        (between("closed", day("2026-02-01"), None), "B"),
        (between("created_at", today.clone(), today.clone()), "ABCD"),
        (between("created_at", day("2026-03-02"), None), ""),
        (between("sex", today, None), ""),
        (within("location_current", "L1"), "AB"),
        (within("location_current", "L11"), "A"),
        (within("camp", "L"), "C"),
        (
            Filter::Any(vec![Filter::is("name", "A"), Filter::is("sex", "male")]),
            "AB",
        ),
        (
            Filter::All(vec![
                Filter::is("sex", "female"),
                between("age", integer(6), None),
            ]),
            "C",
        ),
        (Filter::is("camp", "100%_x"), "B"),
        (Filter::is("'; drop table records; --", "x"), ""),
        (Filter::is("no_such_field", "x"), ""),
    ]
}

#[tokio::test]
async fn each_filter_finds_what_it_says() {
    let tenant = filled().await;
    for (filter, expected) in filters().into_iter().chain(filters_of_lists()) {
        let found = names(&tenant, &query(filter.clone())).await;
        assert_eq!(found, expected, "{filter:?}");
    }
}

#[tokio::test]
async fn each_kind_of_term_finds_what_it_says() {
    let tenant = filled().await;
    for (term, expected) in [
        (Term::Identifier("ke/08".to_owned()), "C"),
        (Term::Identifier("%".to_owned()), ""),
        (Term::Phone("254 7001".to_owned()), "A"),
        (Term::Phone("7001".to_owned()), ""),
        (Term::Name("a".to_owned()), "A"),
    ] {
        let query = RecordQuery {
            term: Some(term.clone()),
            ..query(Filter::All(vec![]))
        };
        assert_eq!(names(&tenant, &query).await, expected, "{term:?}");
    }
}

#[tokio::test]
async fn a_search_by_name_forgives_spelling_and_puts_the_likeliest_first() {
    let tenant = tenant().await;
    for name in ["Mohamed Abdi", "Amina Yusuf", "Mohammed Ali", "Fatuma Noor"] {
        tenant.case(json!({"name": name})).await;
    }
    let term = Some(Term::Name("Mohammed".to_owned()));
    let query = RecordQuery {
        term,
        ..query(Filter::All(vec![]))
    };
    assert_eq!(names(&tenant, &query).await, "Mohammed AliMohamed Abdi");
}

#[tokio::test]
async fn pages_by_number_and_by_cursor_hold_every_record_once() {
    let tenant = tenant().await;
    for number in 0..23 {
        let age = if number % 3 == 0 {
            json!(null)
        } else {
            json!(number % 4)
        };
        tenant
            .case(json!({"name": format!("n{:02}", number % 7), "age": age}))
            .await;
    }
    for by in [
        OrderBy::Age,
        OrderBy::Name,
        OrderBy::CreatedAt,
        OrderBy::Field("age".to_owned()),
    ] {
        for direction in [Direction::Ascending, Direction::Descending] {
            let order = Order {
                by: by.clone(),
                direction,
            };
            let query = RecordQuery {
                order,
                ..query(Filter::All(vec![]))
            };
            let mut tx = tenant.db.begin().await.unwrap();
            let mut by_number = Vec::new();
            for page in 1..=5 {
                let page = Paging::Number { page, size: 5 };
                let found = tx.search().records(&query, &page).await.unwrap();
                by_number.extend(found.records.iter().map(primero_case_model::Record::id));
            }
            let mut by_cursor = Vec::new();
            let mut cursor = None;
            loop {
                let page = Paging::After { cursor, size: 5 };
                let found = tx.search().records(&query, &page).await.unwrap();
                by_cursor.extend(found.records.iter().map(primero_case_model::Record::id));
                cursor = found.next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(by_number.len(), 23);
            assert_eq!(by_number, by_cursor, "{:?}", query.order);
        }
    }
}

#[tokio::test]
async fn open_records_with_alerts_are_counted() {
    let tenant = tenant().await;
    tenant
        .case(json!({"current_alert_types": ["approval"]}))
        .await;
    tenant
        .case(json!({"current_alert_types": ["approval"], "status": "closed"}))
        .await;
    tenant.case(json!({"current_alert_types": []})).await;
    let mut tx = tenant.db.begin().await.unwrap();
    let mine = ListScope::AssociatedWith("worker1".parse().unwrap());
    let others = ListScope::AssociatedWith("worker2".parse().unwrap());
    let mut search = tx.search();
    assert_eq!(
        search
            .count_with_alerts(RecordType::Case, &mine)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        search
            .count_with_alerts(RecordType::Case, &others)
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        search
            .count_with_alerts(RecordType::Case, &ListScope::Nothing)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn text_that_cannot_be_stored_is_an_error_of_the_sender() {
    let tenant = tenant().await;
    let mut tx = tenant.db.begin().await.unwrap();
    let query = query(Filter::is("sex", "a\u{0}"));
    let refused = tx.search().count(&query).await.unwrap_err();
    assert!(
        matches!(refused, primero_case_db::DbError::Unstorable { .. }),
        "{refused}"
    );
}
