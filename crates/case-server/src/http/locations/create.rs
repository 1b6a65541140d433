//! `POST /api/v2/locations`.

use axum::response::Response;
use primero_http_kit::{ApiError, Params};

use super::{input, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::created::ClientNumber;
use crate::http::failure::{creation_failure, db_failure};
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;
use crate::tenant::LocationTree;

/// Adds a place, at the top or below another.
#[utoipa::path(
    post,
    path = "/api/v2/locations",
    operation_id = "locations.create",
    tag = "locations",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.locations.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
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
    let location = input::new(data, &tenant).map_err(ApiError::InvalidFields)?;
    locked(&mut tx, &tenant).await?;
    let by = user.changes(now);
    tx.locations()
        .insert(&location, number.chosen(), by)
        .await
        .map_err(creation_failure)?;
    let line = tx.locations().with_ancestors(&[&location.code]).await;
    let line = LocationTree::new(line.map_err(db_failure)?, tenant.locales());
    tx.commit().await.map_err(db_failure)?;
    let place = line.by_code(&location.code);
    Ok(number.answer(|| place.map(|place| wire::with_hierarchy(&line, place))))
}
