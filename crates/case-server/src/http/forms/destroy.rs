//! `DELETE /api/v2/forms/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::ObjectKind;
use primero_forms::FormSection;
use primero_http_kit::{ApiError, One};
use serde_json::json;

use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;
use crate::tenant::{Stored, Tenant, subforms_of};

/// Removes a section, and the nested ones that only its fields show. Records keep their answers.
#[utoipa::path(
    delete,
    path = "/api/v2/forms/{id}",
    operation_id = "forms.destroy",
    tag = "forms",
    params(("id" = String, Path)),
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.forms.destroy", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let stored = &super::find(&tenant, &id)?.form;
    let form = &stored.value;
    if form.core_form || !form.editable {
        return Err(ApiError::Forbidden);
    }
    let mut configuration = locked(&mut tx, &tenant).await?;
    if subforms_of(&tenant, &form.unique_id).next().is_some() {
        let rule = "errors.models.form_section.being_used";
        return Err(ApiError::invalid_field("unique_id", rule));
    }
    let by = user.changes(now);
    for gone in std::iter::once(stored).chain(nested_only_in(&tenant, form)) {
        configuration
            .remove(ObjectKind::Form, &gone.value.unique_id, gone.version, by)
            .await
            .map_err(db_failure)?;
    }
    tx.commit().await.map_err(db_failure)?;
    let data = json!({"id": stored.id});
    Ok(Json(One { data }).into_response())
}

/// The nested sections that no other section shows.
fn nested_only_in<'a>(
    tenant: &'a Tenant,
    form: &'a FormSection,
) -> impl Iterator<Item = &'a Stored<FormSection>> {
    let nested = form
        .fields
        .iter()
        .filter_map(|field| field.subform_section_unique_id.as_deref());
    nested
        .filter(|id| subforms_of(tenant, id).count() == 1)
        .filter_map(|id| tenant.form(id).map(|stored| &stored.form))
}
