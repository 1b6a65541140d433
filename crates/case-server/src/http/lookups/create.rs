//! `POST /api/v2/lookups`.

use axum::response::Response;
use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_http_kit::{ApiError, Params};
use serde_json::json;

use super::definition::Draft;
use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::created::{ClientNumber, short_code};
use crate::http::failure::{creation_failure, db_failure};
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;

/// Adds a lookup. One without an id gets an id out of its name.
#[utoipa::path(
    post,
    path = "/api/v2/lookups",
    operation_id = "lookups.create",
    tag = "lookups",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.lookups.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        clock,
        ..
    } = call;
    let data = params.object("data")?;
    let number = ClientNumber::of(data);
    let draft = Draft::new(data, &short_code(clock.as_ref()), &tenant);
    let mistakes = draft.mistakes(&tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let lookup = draft.lookup;
    let object = NewObject {
        kind: ObjectKind::Lookup,
        unique_id: lookup.unique_id.parse().map_err(ApiError::internal)?,
        document: json!(lookup),
    };
    let by = user.changes(now);
    let id = tx
        .configuration()
        .insert(&object, number.chosen(), by)
        .await
        .map_err(creation_failure)?;
    tx.commit().await.map_err(db_failure)?;
    Ok(number.answer(|| wire::lookup_of(id.into(), &lookup, tenant.locales())))
}
