//! A list request as a query.

use primero_case_db::search::{Direction, Order, OrderBy, RecordQuery, Term};
use primero_case_model::RecordType;
use primero_case_model::access::{Action, Actor, ListScope, Permission, list_scope};
use primero_http_kit::{ApiError, Params};

use super::filters::Filters;
use super::wire::Selection;
use crate::tenant::{PermittedFields, Tenant};

/// What a list request asks for.
pub(in crate::http) struct ListRequest {
    pub(in crate::http) query: RecordQuery,
    pub(in crate::http) selection: Selection,
}

impl ListRequest {
    /// Reads the parameters of a list of records.
    pub(in crate::http) fn of(
        params: &Params,
        record_type: RecordType,
        tenant: &Tenant,
        actor: &Actor,
    ) -> Result<Self, ApiError> {
        let permitted = PermittedFields::of(tenant, actor, record_type, None);
        let term = term(params);
        let searches = term.is_some()
            && ["id_search", "phonetic", "phone_number"]
                .iter()
                .any(|mode| params.is_true(mode));
        let selection = if searches {
            Selection::of_search(tenant, actor, record_type)
        } else {
            Selection::of(params)
        };
        let asked = |shown| {
            let filters = Filters {
                actor,
                record_type,
                permitted: &permitted,
                shown,
            };
            let order = order(params, |field| filters.may_order_by(field));
            (filters.of(params.all()), order)
        };
        let (filter, order) = asked(None);
        // Whoever asks for what the answer does not show would learn it record by record: then the
        // search stays with the records that he may open.
        let widens = searches && asked(Some(&selection)) == (filter.clone(), order.clone());
        let query = RecordQuery {
            record_type,
            scope: scope(actor, record_type, widens)?,
            filter,
            order,
            term,
        };
        Ok(Self { query, selection })
    }
}

/// A search goes beyond the caller's own records when his role lets him look others up.
fn scope(actor: &Actor, record_type: RecordType, widens: bool) -> Result<ListScope, ApiError> {
    let resource = record_type.into();
    if widens && actor.grants.allow(resource, Action::SearchOwnedByOthers) {
        return Ok(ListScope::Everything);
    }
    // Only families know the second right: they are looked through to link one.
    [Action::Read, Action::SearchAndSelectFamilyRecord]
        .into_iter()
        .find_map(|action| list_scope(actor, Permission { resource, action }))
        .ok_or(ApiError::Forbidden)
}

fn term(params: &Params) -> Option<Term> {
    let text = params
        .text("query")
        .map(str::trim)
        .filter(|text| !text.is_empty())?
        .to_owned();
    Some(if params.is_true("phonetic") {
        Term::Name(text)
    } else if params.is_true("phone_number") {
        Term::Phone(text)
    } else {
        Term::Identifier(text)
    })
}

/// The default is the newest first; an order by an unknown field is the default, too.
fn order(params: &Params, is_known: impl Fn(&str) -> bool) -> Order {
    let direction = match params.text("order") {
        None | Some("desc") => Direction::Descending,
        Some(_) => Direction::Ascending,
    };
    match params.text("order_by").filter(|field| is_known(field)) {
        Some(field) => Order {
            by: OrderBy::named(field),
            direction,
        },
        None => Order {
            by: OrderBy::CreatedAt,
            direction,
        },
    }
}
