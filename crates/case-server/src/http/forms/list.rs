//! `GET /api/v2/forms`: every section in one list; clients filter by the user's permitted forms.

use axum::Json;
use primero_forms::FormSection;
use primero_http_kit::{One, Params};
use serde_json::Value;

use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;

/// All sections, or those that the parameters ask for.
#[utoipa::path(
    get,
    path = "/api/v2/forms",
    operation_id = "forms.list",
    tag = "forms",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.forms.list", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
    params: Params,
) -> Json<One<Vec<Value>>> {
    let wanted = tenant
        .forms()
        .iter()
        .filter(|stored| is_wanted(&stored.form.value, &params));
    Json(One {
        data: wanted.map(|stored| wire::form(stored, &tenant)).collect(),
    })
}

fn is_wanted(form: &FormSection, params: &Params) -> bool {
    let is = |name: &str, value: &str| params.text(name).is_none_or(|wanted| wanted == value);
    is("record_type", form.parent_form.as_str())
        && is("unique_id", &form.unique_id)
        && params
            .text("module_id")
            .is_none_or(|id| form.module_ids.iter().any(|own| own == id))
        && !(params.is_true("exclude_subforms") && form.is_nested)
}
