//! `GET /api/v2/identity_providers`: none, as users of a tenant sign in with a password.

use axum::Json;
use primero_http_kit::ApiError;
use serde::Serialize;
use serde_json::Value;

use crate::http::context::Anyone;
use crate::http::openapi::Errors;

#[derive(Debug, Serialize)]
pub(super) struct IdentityProviders {
    data: [Value; 0],
    metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct Metadata {
    use_identity_provider: bool,
}

/// Public, as it comes before the sign-in.
#[utoipa::path(
    get,
    path = "/api/v2/identity_providers",
    operation_id = "identity_providers.list",
    tag = "identity_providers",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.identity_providers.list", skip_all)]
pub(super) async fn handler(anyone: Anyone) -> Result<Json<IdentityProviders>, ApiError> {
    anyone.tenant().await?.require_unlocked()?;
    let metadata = Metadata {
        use_identity_provider: false,
    };
    Ok(Json(IdentityProviders { data: [], metadata }))
}
