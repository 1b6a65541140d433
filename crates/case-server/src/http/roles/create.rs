//! `POST /api/v2/roles`.

use axum::response::Response;
use primero_case_model::access::may_define_role;
use primero_http_kit::{ApiError, Params};

use super::draft::Draft;
use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::created::{ClientNumber, short_code};
use crate::http::failure::{creation_failure, db_failure};
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::CreateRole;

/// Defines a role. Nobody defines one that may do more than he may, except who manages roles.
#[utoipa::path(
    post,
    path = "/api/v2/roles",
    operation_id = "roles.create",
    tag = "roles",
    request_body = Value,
    responses((status = 200, body = Value), (status = 204), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.roles.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<CreateRole>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        actor,
        user,
        now,
        clock,
        ..
    } = call;
    let data = params.object("data")?;
    let number = ClientNumber::of(data);
    let draft = Draft::new(data, &short_code(clock.as_ref()), &tenant)?;
    if !may_define_role(&actor, None, draft.facts()) {
        return Err(ApiError::Forbidden);
    }
    let mistakes = draft.mistakes(None, &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let by = user.changes(now);
    let mut configuration = locked(&mut tx, &tenant).await?;
    let id = configuration
        .insert(&draft.object()?, number.chosen(), by)
        .await
        .map_err(creation_failure)?;
    tx.commit().await.map_err(db_failure)?;
    Ok(number.answer(|| wire::role_of(id.into(), &draft.role)))
}
