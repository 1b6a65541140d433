//! `POST /api/v2/user_groups`.

use axum::response::Response;
use primero_case_db::configuration::ChangedBy;
use primero_case_model::access::{Reach, reach};
use primero_http_kit::{ApiError, Params};
use primero_templates::configuration::UserGroup;

use super::{draft, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::created::{ClientNumber, short_code};
use crate::http::failure::{creation_failure, db_failure};
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::CreateUserGroup;

/// Adds a user group. Who does not manage all groups joins the one that he made.
#[utoipa::path(
    post,
    path = "/api/v2/user_groups",
    operation_id = "user_groups.create",
    tag = "user_groups",
    request_body = Value,
    responses((status = 200, body = Value), (status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.user_groups.create", skip_all)]
pub(super) async fn handler(
    Authorized { mut call, .. }: Authorized<CreateUserGroup>,
    params: Params,
) -> Result<Response, ApiError> {
    let data = params.object("data")?;
    let number = ClientNumber::of(data);
    let group = draft::new(data, &short_code(call.clock.as_ref()), &call.tenant);
    let mistakes = draft::mistakes(&group, None, &call.tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let id = store(&mut call, &group, number.chosen()).await?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(number.answer(|| wire::user_group_of(id.into(), &group)))
}

async fn store(
    call: &mut CallContext,
    group: &UserGroup,
    number: Option<i32>,
) -> Result<i32, ApiError> {
    let name = call.user.attributes.user_name.clone();
    let by = ChangedBy {
        user: &name,
        at: call.now,
    };
    let object = draft::object(group)?;
    let mut configuration = locked(&mut call.tx, &call.tenant).await?;
    let id = configuration.insert(&object, number, by).await;
    let id = id.map_err(creation_failure)?;
    if reach(&call.actor) != Reach::Everybody {
        call.user.attributes.groups.push(object.unique_id);
        let joined = call.tx.users().update(&call.user, by).await;
        joined.map_err(db_failure)?;
    }
    Ok(id)
}
