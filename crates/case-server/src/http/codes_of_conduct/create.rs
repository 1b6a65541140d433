//! `POST /api/v2/codes_of_conduct`: another text is in force from now on.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::codes_of_conduct::CodeOfConduct;
use primero_http_kit::{ApiError, FieldError, One, Params};
use serde_json::{Map, Value};

use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::WriteCodeOfConduct;

/// Both texts are needed.
#[utoipa::path(
    post,
    path = "/api/v2/codes_of_conduct",
    operation_id = "codes_of_conduct.create",
    tag = "codes_of_conduct",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.codes_of_conduct.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteCodeOfConduct>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx, user, now, ..
    } = call;
    let [title, content] = texts(params.object("data")?)?;
    let by = user.changes(now);
    let mut codes = tx.codes_of_conduct();
    let number = codes.insert(title, content, by).await.map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let code = CodeOfConduct {
        number,
        title: title.to_owned(),
        content: content.to_owned(),
        created_at: now,
        created_by: user.attributes.user_name.to_string(),
    };
    let data = wire::code_of_conduct(&code);
    Ok(Json(One { data }).into_response())
}

/// Title and content, neither of them blank.
fn texts(data: &Map<String, Value>) -> Result<[&str; 2], ApiError> {
    let [title, content] = ["title", "content"].map(|name| {
        let text = data.get(name).and_then(Value::as_str).unwrap_or_default();
        (name, text)
    });
    let blank = [title, content].into_iter();
    let missing: Vec<FieldError> = blank
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| {
            FieldError::new(
                name,
                format!("errors.models.code_of_conduct.{name}_presence"),
            )
        })
        .collect();
    if missing.is_empty() {
        Ok([title.1, content.1])
    } else {
        Err(ApiError::InvalidFields(missing))
    }
}
