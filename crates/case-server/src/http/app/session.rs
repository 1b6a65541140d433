//! `GET /api/app/v1/session`: who is signed in.

use axum::Json;
use primero_case_db::users::UserId;
use primero_case_model::event::timestamp_value;
use primero_http_kit::One;
use serde::Serialize;
use serde_json::Value;

use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;
use crate::http::users::must_set_password;

/// The signed-in user, as the app needs him when a page loads.
#[derive(Debug, Serialize)]
pub(super) struct Session {
    id: UserId,
    user_name: String,
    full_name: Option<String>,
    must_set_password: bool,
    locale: String,
    server_time: Value,
}

/// Answers 401 when nobody is signed in.
#[utoipa::path(
    get,
    path = "/api/app/v1/session",
    operation_id = "app.session",
    tag = "app",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.app.session", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext {
        user, locale, now, ..
    }): SignedIn,
) -> Json<One<Session>> {
    let data = Session {
        must_set_password: must_set_password(&user),
        id: user.id,
        user_name: user.attributes.user_name.to_string(),
        full_name: user.attributes.full_name,
        locale,
        server_time: timestamp_value(now),
    };
    Json(One { data })
}
