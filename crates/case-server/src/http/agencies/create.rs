//! `POST /api/v2/agencies`.

use axum::response::Response;
use primero_http_kit::{ApiError, Params};

use super::{draft, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::created::ClientNumber;
use crate::http::failure::{creation_failure, db_failure};
use crate::http::openapi::Errors;
use crate::http::rights::CreateAgency;

/// Adds an agency. Logos cannot be sent yet.
#[utoipa::path(
    post,
    path = "/api/v2/agencies",
    operation_id = "agencies.create",
    tag = "agencies",
    request_body = Value,
    responses((status = 200, body = Value), (status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.agencies.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<CreateAgency>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let data = params.object("data")?;
    let number = ClientNumber::of(data);
    let agency = draft::new(data, &tenant);
    let mistakes = draft::mistakes(&agency, &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let by = user.changes(now);
    let id = tx
        .configuration()
        .insert(&draft::object(&agency)?, number.chosen(), by)
        .await
        .map_err(creation_failure)?;
    tx.commit().await.map_err(db_failure)?;
    Ok(number.answer(|| wire::agency_of(id.into(), &agency, tenant.locales())))
}
