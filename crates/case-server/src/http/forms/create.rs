//! `POST /api/v2/forms`.

use axum::response::Response;
use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_forms::FormSection;
use primero_http_kit::{ApiError, Params};
use serde_json::json;

use super::input::Draft;
use super::mistakes::mistakes;
use super::wire;
use crate::http::context::{Authorized, CallContext};
use crate::http::created::{ClientNumber, short_code};
use crate::http::failure::{creation_failure, db_failure};
use crate::http::locking::locked;
use crate::http::openapi::Errors;
use crate::http::rights::WriteMetadata;
use crate::tenant::{Stored, StoredForm};

/// Adds a section. One without an id gets an id out of its name.
#[utoipa::path(
    post,
    path = "/api/v2/forms",
    operation_id = "forms.create",
    tag = "forms",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.forms.create", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteMetadata>,
    params: Params,
) -> Result<Response, ApiError> {
    let CallContext {
        mut tx,
        tenant,
        user,
        now,
        clock,
        ..
    } = call;
    let data = params.object("data")?;
    let number = ClientNumber::of(data);
    let draft = Draft::new(data, &short_code(clock.as_ref()), &tenant);
    let form = draft
        .map_err(|mistake| ApiError::InvalidFields(vec![mistake]))?
        .form;
    let mistakes = mistakes(&form, &tenant);
    if !mistakes.is_empty() {
        return Err(ApiError::InvalidFields(mistakes));
    }
    let mut configuration = locked(&mut tx, &tenant).await?;
    let by = user.changes(now);
    let id = configuration
        .insert(&object(&form)?, number.chosen(), by)
        .await
        .map_err(creation_failure)?;
    let numbers = configuration.field_numbers(&form.unique_id).await;
    let numbers = numbers.map_err(db_failure)?;
    tx.commit().await.map_err(db_failure)?;
    let field_ids = form.fields.iter().map(|field| {
        let number = numbers.get(&field.name).copied();
        number.unwrap_or_default().into()
    });
    let stored = StoredForm {
        field_ids: field_ids.collect(),
        form: Stored {
            id: id.into(),
            value: form,
            version: 1,
            created_at: now,
            updated_at: now,
        },
    };
    Ok(number.answer(|| wire::form(&stored, &tenant)))
}

/// The section as it is stored.
pub(super) fn object(form: &FormSection) -> Result<NewObject, ApiError> {
    Ok(NewObject {
        kind: ObjectKind::Form,
        unique_id: form.unique_id.parse().map_err(ApiError::internal)?,
        document: json!(form),
    })
}
