//! `PATCH /api/v2/primero_modules/:id`.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_http_kit::{ApiError, One, Params};
use primero_templates::configuration::Module;
use serde::Serialize;
use serde_json::json;

use super::{input, wire};
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;
use crate::tenant::{Stored, Tenant};

/// Changes description, record types and sections. The sections are changed with the module.
#[utoipa::path(
    patch,
    path = "/api/v2/primero_modules/{id}",
    operation_id = "primero_modules.update",
    tag = "primero_modules",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.primero_modules.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let stored = super::find(&tenant, &id)?;
    let data = params.object("data")?;
    let mut module = input::changed(&stored.value, data);
    let forms = input::changed_forms(&module.unique_id, data, &tenant);
    let mut configuration = locked(&mut tx, &tenant).await?;
    let by = user.changes(now);
    for (before, form) in &forms {
        let object = object(ObjectKind::Form, &form.unique_id, form)?;
        let stored = configuration.update(&object, before.version, by).await;
        stored.map_err(db_failure)?;
    }
    if !forms.is_empty() || module != stored.value {
        module.form_section_unique_ids = sections_of(&tenant, &module, &forms);
        let object = object(ObjectKind::Module, &module.unique_id, &module)?;
        let stored = configuration.update(&object, stored.version, by).await;
        stored.map_err(db_failure)?;
    }
    tx.commit().await.map_err(db_failure)?;
    let changed = Stored {
        value: module,
        ..stored.clone()
    };
    let data = wire::module(&changed, &tenant);
    Ok(Json(One { data }).into_response())
}

/// The ids of the module's sections, in the order of all sections.
fn sections_of(
    tenant: &Tenant,
    module: &Module,
    changed: &[(
        &Stored<primero_forms::FormSection>,
        primero_forms::FormSection,
    )],
) -> Vec<String> {
    let forms = tenant.forms().iter().map(|stored| {
        let before = &stored.form.value;
        let after = changed.iter().map(|(_, form)| form);
        let mut after = after.filter(|form| form.unique_id == before.unique_id);
        after.next().unwrap_or(before)
    });
    let own = forms.filter(|form| !form.is_nested && form.module_ids.contains(&module.unique_id));
    own.map(|form| form.unique_id.clone()).collect()
}

fn object(
    kind: ObjectKind,
    unique_id: &str,
    document: &impl Serialize,
) -> Result<NewObject, ApiError> {
    Ok(NewObject {
        kind,
        unique_id: unique_id.parse().map_err(ApiError::internal)?,
        document: json!(document),
    })
}
