//! `POST /api/v2/:records/flags`: the same flag for all records of a list.

use axum::Json;
use primero_case_model::access::{Action, Permission};
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Value, json};

use super::create::raise;
use super::request::NewFlag;
use crate::http::below_record::{RecordPath, selected};
use crate::http::context::SignedIn;
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;

/// Flags every record that the filters select, all of them or none.
#[utoipa::path(
    post,
    path = "/api/v2/{records}/flags",
    operation_id = "flags.create_many",
    tag = "flags",
    params(("records" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.flags.bulk", skip_all)]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let right = Permission {
        resource: path.record_type.into(),
        action: Action::FlagMultiple,
    };
    if !call.may(right) {
        return Err(ApiError::Forbidden);
    }
    let data = params.object("data")?;
    let filters = data.get("filters").cloned().unwrap_or_default();
    let new = NewFlag::read(data, call.today)?;
    for id in selected(&mut call, path.record_type, data).await? {
        let record = path.of(&id.to_string()).find_to_change(&mut call).await?;
        let unique_id = call.clock.new_uuid();
        raise(&mut call, record, new.clone(), unique_id).await?;
    }
    call.tx.commit().await.map_err(db_failure)?;
    let data = json!({ "message": new.message, "filters": filters });
    Ok(Json(One { data }))
}
