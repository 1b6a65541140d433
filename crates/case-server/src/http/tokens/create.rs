//! `POST /api/v2/tokens`: signs in, or says who is signed in when no user is sent.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::users::{User, UserId};
use primero_http_kit::{ApiError, Params};
use serde::Serialize;
use serde_json::Value;

use crate::http::context::{Anyone, Credentials};
use crate::http::openapi::Errors;
use crate::http::session_cookies;
use crate::tenant::Tenant;

/// What a client learns when it signs in.
#[derive(Debug, Serialize)]
pub(crate) struct SignedInUser {
    id: UserId,
    user_name: String,
    group_permission: &'static str,
}

impl SignedInUser {
    /// A user whose role the tenant knows.
    pub(crate) fn of(user: &User, tenant: &Tenant) -> Result<Self, ApiError> {
        let actor = tenant.actor(user).ok_or(ApiError::Forbidden)?;
        Ok(Self {
            id: user.id,
            user_name: user.attributes.user_name.to_string(),
            group_permission: actor.scope.as_str(),
        })
    }
}

/// Signs in.
#[utoipa::path(
    post,
    path = "/api/v2/tokens",
    operation_id = "tokens.create",
    tag = "tokens",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.tokens.create", skip_all)]
pub(super) async fn handler(mut anyone: Anyone, params: Params) -> Result<Response, ApiError> {
    let credentials = credentials(&params);
    if let Some(credentials) = &credentials {
        anyone.count_sign_in(&credentials.user_name)?;
    }
    let tenant = anyone.accept_write().await?;
    let Some(credentials) = credentials else {
        let user = anyone.session_user().await?.user;
        return Ok(Json(SignedInUser::of(&user, &tenant)?).into_response());
    };
    let (user, session) = anyone.sign_in(credentials).await?;
    let mut response = Json(SignedInUser::of(&user, &tenant)?).into_response();
    session_cookies::give_session(&anyone, &session, &mut response);
    Ok(response)
}

fn credentials(params: &Params) -> Option<Credentials> {
    let user = params.get("user").and_then(Value::as_object)?;
    let text = |key: &str| user.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Credentials {
        user_name: text("user_name")?,
        password: text("password")?,
    })
}
