//! `PATCH /api/v2/forms/:id`.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use primero_case_db::configuration::{AnswerPlace, ConfigurationStore};
use primero_case_model::access::{Action, Permission, Resource};
use primero_forms::FormSection;
use primero_http_kit::{ApiError, One, Params};
use serde_json::json;

use super::create::object;
use super::input::{Draft, Reach};
use super::mistakes::mistakes;
use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::options_input::settle_options;
use crate::http::rights::ChangeMetadata;
use crate::tenant::{Tenant, subforms_of};

const FULL: Permission = Permission {
    resource: Resource::Metadata,
    action: Action::Manage,
};

/// Merges the fields by name: what is not sent goes. Restricted administration changes texts, places
/// and visibility only.
#[utoipa::path(
    patch,
    path = "/api/v2/forms/{id}",
    operation_id = "forms.update",
    tag = "forms",
    params(("id" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.forms.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<ChangeMetadata>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Response, ApiError> {
    let reach = if call.may(FULL) {
        Reach::Whole
    } else {
        Reach::Restricted
    };
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        ..
    } = call;
    let stored = &super::find(&tenant, &id)?.form;
    let draft = Draft::changed(&stored.value, params.object("data")?, reach, &tenant);
    let draft = draft.map_err(|mistake| ApiError::InvalidFields(vec![mistake]))?;
    let mistakes = mistakes(&draft.form, &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let mut configuration = locked(&mut tx, &tenant).await?;
    let form = settled(draft, &mut configuration, &tenant).await?;
    let by = user.changes(now);
    configuration
        .update(&object(&form)?, stored.version, by)
        .await
        .map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let data = json!({"id": stored.id});
    Ok(Json(One { data }).into_response())
}

/// Takes away the options that the client takes away; those that records hold are no longer offered.
async fn settled(
    draft: Draft,
    configuration: &mut ConfigurationStore<'_>,
    tenant: &Tenant,
) -> Result<FormSection, ApiError> {
    let Draft {
        mut form,
        taken_away,
    } = draft;
    let mut in_use: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (field, options) in &taken_away {
        let places = places(&form, field, tenant);
        let options: Vec<String> = options.iter().cloned().collect();
        let used = configuration.options_in_use(&places, &options).await;
        in_use.insert(field.clone(), used.map_err(db_failure)?);
    }
    for field in &mut form.fields {
        if let Some(options) = taken_away.get(&field.name) {
            let used = in_use.remove(&field.name).unwrap_or_default();
            settle_options(&mut field.option_strings_text, options, &used);
        }
    }
    Ok(form)
}

/// Where records hold the answers to a field.
fn places<'a>(form: &FormSection, field: &'a str, tenant: &'a Tenant) -> Vec<AnswerPlace<'a>> {
    if form.is_nested {
        let subforms = subforms_of(tenant, &form.unique_id);
        return subforms
            .map(|subform| AnswerPlace {
                subform: Some(subform),
                field,
            })
            .collect();
    }
    vec![AnswerPlace {
        subform: None,
        field,
    }]
}
