//! `GET /api/v2/flags`: the flags of the caller's records.

use axum::Json;
use primero_case_db::search::FlagQuery;
use primero_case_model::access::{Action, Actor, Permission, list_scope};
use primero_case_model::flag::Flag;
use primero_http_kit::{ApiError, List, Page, Params};
use serde_json::Value;

use super::{LISTED, wire};
use crate::http::context::Authorized;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::IndexFlags;

/// The flags of the records in the caller's scope, all of them unless a page is asked for.
#[utoipa::path(
    get,
    path = "/api/v2/flags",
    operation_id = "flags.list_all",
    tag = "flags",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.flags.list_all", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<IndexFlags>,
    params: Params,
) -> Result<Json<List<Value>>, ApiError> {
    let page = Page::of(&params, 20, Page::MOST);
    let part = if Page::is_asked(&params) {
        (page.offset(), page.per)
    } else {
        (0, Page::everything().per)
    };
    let query = query(&params, &call.actor);
    let found = call
        .tx
        .search()
        .flags(&query, part)
        .await
        .map_err(db_failure)?;
    let flags = found.flags.iter().filter_map(|(id, record)| {
        let flag = Flag::find(record, *id)?;
        Some(wire::flag(&call, record, &flag).into())
    });
    Ok(Json(List::new(flags.collect(), found.total, page)))
}

fn query(params: &Params, actor: &Actor) -> FlagQuery {
    let named = params.list("record_type");
    let named: Vec<&str> = named
        .into_iter()
        .filter_map(Value::as_str)
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let wanted = LISTED.into_iter().filter(|kind| {
        named.is_empty() || named.contains(&kind.plural()) || named.contains(&kind.as_str())
    });
    let records = wanted.filter_map(|kind| {
        let permission = Permission {
            resource: kind.into(),
            action: Action::Read,
        };
        Some((kind, list_scope(actor, permission)?))
    });
    FlagQuery {
        records: records.collect(),
        active_only: params.is_true("active_only"),
        flagged_by: params
            .is_true("flagged_by_me")
            .then(|| actor.user_name.to_string()),
    }
}
