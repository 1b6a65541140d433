//! `GET /api/v2/users/:id`.

use axum::Json;
use axum::extract::Path;
use primero_case_db::users::{User, UserId};
use primero_case_model::access::{Action, Permission, Resource, Scope};
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value};

use super::authorisation::authorisation;
use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;

const READ: Permission = Permission {
    resource: Resource::User,
    action: Action::Read,
};
const AGENCY_READ: Permission = Permission {
    resource: Resource::User,
    action: Action::AgencyRead,
};

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
    let missing = || not_found("User", &id);
    let number = UserId(id.parse().map_err(|_| missing())?);
    let found = call
        .tx
        .users()
        .find(number)
        .await
        .map_err(db_failure)?
        .ok_or_else(missing)?;
    if !may_see(&call, &found) {
        return Err(ApiError::Forbidden);
    }
    let mut data = wire::user(&found, &call.tenant);
    if params.is_true("extended")
        && let Some(actor) = call.tenant.actor(&found)
    {
        data.extend(authorisation(&found, &actor, &call.tenant));
        data = wire::without_nulls(data);
    }
    Ok(Json(One { data }))
}

/// Whether a caller sees a user: himself, his agency's, his groups', or everyone by his scope.
pub(super) fn may_see(call: &CallContext, other: &User) -> bool {
    if other.id == call.user.id {
        return true;
    }
    let (other, own) = (&other.attributes, &call.user.attributes);
    let same_agency = other.agency.is_some() && other.agency == own.agency;
    if call.may(READ) {
        return match call.actor.scope {
            Scope::All | Scope::AdminOnly => true,
            Scope::Agency => same_agency,
            Scope::Group => other.groups.iter().any(|group| own.groups.contains(group)),
            Scope::Own | Scope::Identified => false,
        };
    }
    call.may(AGENCY_READ) && same_agency
}
