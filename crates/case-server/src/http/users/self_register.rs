//! `POST /api/v2/users/self-register`: an account that waits until its owner has shown that the
//! address is his, where the tenant allows it.

use axum::Json;
use axum::http::StatusCode;
use primero_case_db::users::UserAttributes;
use primero_case_model::event::timestamp_value;
use primero_http_kit::{ApiError, FieldError, Params};
use primero_kernel::UniqueId;
use serde_json::{Map, Value, json};

use super::create::write_failure;
use crate::http::context::Anyone;
use crate::http::openapi::Errors;
use crate::tenant::Tenant;

/// Public. The account can be used once its owner has chosen a password by the link of a letter.
#[utoipa::path(
    post,
    path = "/api/v2/users/self-register",
    operation_id = "users.self_register",
    tag = "users",
    request_body = Value,
    responses((status = 201, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.users.self_register", skip_all)]
pub(super) async fn handler(
    mut anyone: Anyone,
    params: Params,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let tenant = anyone.accept_write().await?;
    if !tenant.flag("allow_self_registration") {
        return Err(ApiError::Forbidden);
    }
    let sent = params.object("user")?;
    let account = account(sent, &tenant, timestamp_value(anyone.now))?;
    anyone.register(&account, write_failure).await?;
    Ok((StatusCode::CREATED, Json(json!({}))))
}

/// The account that was asked for, with what its stream gives it.
fn account(
    sent: &Map<String, Value>,
    tenant: &Tenant,
    now: Value,
) -> Result<UserAttributes, ApiError> {
    let text = |key: &str| {
        let text = sent.get(key).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty())
    };
    let email = text("email").filter(|email| email.contains('@'));
    let name = email.and_then(|email| email.parse().ok());
    let stream = text("registration_stream").and_then(|id| stream(tenant, id));
    let role = stream.as_ref().and_then(|stream| stream.role.clone());
    let has_agreed = sent.get("data_processing_consent_provided") == Some(&Value::Bool(true));
    let mistakes: Vec<FieldError> = [
        (text("full_name").is_some(), "full_name"),
        (name.is_some(), "email"),
        (role.is_some(), "registration_stream"),
        (has_agreed, "data_processing_consent_provided"),
    ]
    .into_iter()
    .filter(|(is_right, _)| !is_right)
    .map(|(_, field)| FieldError::new(field, format!("errors.models.user.{field}")))
    .collect();
    let (Some(user_name), Some(stream), Some(role)) = (name, stream, role) else {
        return Err(ApiError::InvalidFields(mistakes));
    };
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let locale = text("locale").filter(|own| tenant.locales().iter().any(|known| known == own));
    Ok(UserAttributes {
        user_name,
        full_name: text("full_name").map(str::to_owned),
        email: email.map(str::to_owned),
        role,
        agency: stream.agency,
        groups: stream.groups,
        locale: locale.map(str::to_owned),
        location: None,
        disabled: false,
        unverified: true,
        profile: Map::from_iter([
            ("self_registered".to_owned(), true.into()),
            ("registration_stream".to_owned(), stream.id.into()),
            ("data_processing_consent_provided_on".to_owned(), now),
            (
                "send_mail".to_owned(),
                (sent.get("send_mail") != Some(&Value::Bool(false))).into(),
            ),
        ]),
    })
}

/// What those who register by one way are given.
#[derive(Debug, Clone)]
struct Stream {
    id: String,
    role: Option<UniqueId>,
    agency: Option<UniqueId>,
    groups: Vec<UniqueId>,
}

fn stream(tenant: &Tenant, id: &str) -> Option<Stream> {
    let streams = tenant.option("registration_streams")?.as_array()?;
    let own = |stream: &&Value| stream["unique_id"] == id || stream["id"] == id;
    let stream = streams.iter().find(own)?;
    let unique_id = |value: &Value| value.as_str().and_then(|id| id.parse().ok());
    let groups = stream["user_groups"].as_array();
    let role: Option<UniqueId> = unique_id(&stream["role"]);
    Some(Stream {
        id: id.to_owned(),
        role: role.filter(|role| tenant.role(role.as_str()).is_some()),
        agency: unique_id(&stream["agency"]),
        groups: groups.into_iter().flatten().filter_map(unique_id).collect(),
    })
}
