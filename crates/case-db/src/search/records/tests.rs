//! The SQL of lists, as snapshots: a changed plan starts with a changed statement.

use primero_case_model::access::ListScope;
use primero_case_model::{RecordId, RecordType};
use primero_kernel::PageCursor;
use uuid::Uuid;

use super::*;
use crate::search::{Direction, OrderBy, Scalar};

fn query(filter: Filter) -> RecordQuery {
    RecordQuery {
        record_type: RecordType::Case,
        scope: ListScope::Everything,
        filter,
        term: None,
        order: Order::default(),
    }
}

fn first_page() -> Paging {
    Paging::Number { page: 1, size: 20 }
}

fn texts(field: &str, values: &[&str]) -> Filter {
    let values = values
        .iter()
        .map(|text| Scalar::Text((*text).to_owned()))
        .collect();
    Filter::Is {
        field: field.to_owned(),
        values,
    }
}

#[test]
fn the_list_that_clients_open_first() {
    let filter = Filter::All(vec![
        Filter::is("status", "open"),
        Filter::Is {
            field: "record_state".to_owned(),
            values: vec![Scalar::Boolean(true)],
        },
    ]);
    let query = query(filter);
    insta::assert_snapshot!(select("", &query, &first_page()).sql().as_str());
    insta::assert_snapshot!(capped_count(&query).sql().as_str());
}

#[test]
fn every_kind_of_filter() {
    let day = |text: &str| Some(Scalar::Date(text.parse().unwrap()));
    let filter = Filter::All(vec![
        texts("sex", &["female", "male"]),
        texts("owned_by_groups", &["usergroup-a"]),
        texts("protection_concerns", &["trafficked"]),
        Filter::Is {
            field: "consent".to_owned(),
            values: vec![Scalar::Boolean(false)],
        },
        Filter::Is {
            field: "level".to_owned(),
            values: vec![Scalar::Integer(3)],
        },
        Filter::Between {
            field: "age".to_owned(),
            from: Some(Scalar::Integer(6)),
            to: Some(Scalar::Integer(11)),
        },
        Filter::Between {
            field: "created_at".to_owned(),
            from: None,
            to: day("2026-01-31"),
        },
        Filter::Between {
            field: "date_closure".to_owned(),
            from: day("2026-01-01"),
            to: None,
        },
        Filter::Within {
            field: "location_current".to_owned(),
            locations: vec!["L1".to_owned()],
        },
        Filter::Any(vec![
            Filter::is("owned_by", "a"),
            Filter::Not(Box::new(Filter::Any(vec![]))),
        ]),
        Filter::Ids(vec![RecordId::from_uuid(Uuid::nil())]),
    ]);
    insta::assert_snapshot!(full_count(&query(filter)).sql().as_str());
}

#[test]
fn every_scope() {
    let group: UniqueId = "usergroup-a".parse().unwrap();
    let scopes = [
        ListScope::AssociatedWith("worker1".parse().unwrap()),
        ListScope::InGroups([group.clone()].into()),
        ListScope::InAgency(group),
        ListScope::About("survivor1".parse().unwrap()),
    ];
    let sql: Vec<String> = scopes
        .into_iter()
        .map(|scope| {
            let query = RecordQuery {
                scope,
                ..query(Filter::All(vec![]))
            };
            full_count(&query).sql().as_str().to_owned()
        })
        .collect();
    insta::assert_snapshot!(sql.join("\n"));
}

#[test]
fn every_search_term() {
    let terms = [
        Term::Identifier("AbC".to_owned()),
        Term::Name("Amina".to_owned()),
        Term::Phone("+254 700".to_owned()),
    ];
    let sql: Vec<String> = terms
        .into_iter()
        .map(|term| {
            let query = RecordQuery {
                term: Some(term),
                ..query(Filter::All(vec![]))
            };
            select("", &query, &first_page()).sql().as_str().to_owned()
        })
        .collect();
    insta::assert_snapshot!(sql.join("\n"));
}

#[test]
fn going_on_after_a_row() {
    let orders = [
        Order {
            by: OrderBy::Name,
            direction: Direction::Ascending,
        },
        Order {
            by: OrderBy::Age,
            direction: Direction::Descending,
        },
        Order {
            by: OrderBy::Field("camp".to_owned()),
            direction: Direction::Descending,
        },
    ];
    let mut sql = Vec::new();
    for order in orders {
        for sort_key in [Some("x".to_owned()), None] {
            let cursor = Some(PageCursor {
                sort_key,
                id: Uuid::nil(),
            });
            let query = RecordQuery {
                order: order.clone(),
                ..query(Filter::All(vec![]))
            };
            let page = Paging::After { cursor, size: 20 };
            sql.push(select("", &query, &page).sql().as_str().to_owned());
        }
    }
    insta::assert_snapshot!(sql.join("\n"));
}

#[test]
fn wildcards_in_a_search_term_stand_for_themselves() {
    assert_eq!(containing("10%_A\\"), "%10\\%\\_a\\\\%");
}
