//! `GET /api/v2/users/:id`.

use axum::Json;
use axum::extract::Path;
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};

use super::reach::may_see;
use super::shown;
use crate::http::context::SignedIn;
use crate::http::openapi::Errors;

/// The caller himself, or a user whom his role lets him see. What a client may do is part of the
/// extended answer only.
#[utoipa::path(
    get,
    path = "/api/v2/users/{id}",
    operation_id = "users.show",
    tag = "users",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.show", skip_all)]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<One<Map<String, Value>>>, ApiError> {
    let found = super::find(&mut call, &id).await?;
    if !may_see(&call, &found) {
        return Err(ApiError::Forbidden);
    }
    let shown = shown::users(&mut call, &[&found], shown::Asked::by(&params)).await?;
    let data = shown.into_iter().next().unwrap_or_default();
    Ok(Json(One { data }))
}
