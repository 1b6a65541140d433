//! `PATCH /api/v2/contact_information`.

use axum::Json;
use primero_case_db::configuration::{NewObject, ObjectKind};
use primero_http_kit::{ApiError, One, Params};
use primero_templates::configuration::ContactInformation;
use serde::Deserialize as _;
use serde_json::{Map, Value};

use crate::http::context::{Authorized, CallContext};
use crate::http::failure::db_failure;
use crate::http::openapi::Errors;
use crate::http::rights::WriteContact;
use crate::tenant::ONLY;

/// Changes the keys that are sent.
#[utoipa::path(
    patch,
    path = "/api/v2/contact_information",
    operation_id = "contact_information.update",
    tag = "contact_information",
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.contact_information.update", skip_all)]
pub(super) async fn handler(
    Authorized { call, .. }: Authorized<WriteContact>,
    params: Params,
) -> Result<Json<One<Map<String, Value>>>, ApiError> {
    let CallContext {
        mut tx, now, user, ..
    } = call;
    let by = user.changes(now);
    let kind = ObjectKind::ContactInformation;
    let stored = tx
        .configuration()
        .find(kind, ONLY)
        .await
        .map_err(db_failure)?;
    let before = match &stored {
        Some(stored) => ContactInformation::deserialize(&stored.document),
        None => Ok(ContactInformation::default()),
    };
    let contact = changed(&before.map_err(ApiError::internal)?, params.object("data")?);
    let object = NewObject {
        kind,
        unique_id: ONLY.parse().map_err(ApiError::internal)?,
        document: serde_json::to_value(&contact).map_err(ApiError::internal)?,
    };
    let number = match stored {
        Some(stored) => {
            let version = stored.version;
            tx.configuration()
                .update(&object, version, by)
                .await
                .map_err(db_failure)?;
            stored.number
        }
        None => tx
            .configuration()
            .insert(&object, None, by)
            .await
            .map_err(db_failure)?,
    };
    tx.commit().await.map_err(db_failure)?;
    let mut data = written(&contact);
    data.insert("id".to_owned(), number.into());
    Ok(Json(One { data }))
}

/// The contact with the known keys of `sent`; other keys and other kinds of values are dropped.
fn changed(contact: &ContactInformation, sent: &Map<String, Value>) -> ContactInformation {
    let mut contact = contact.clone();
    for (key, field) in fields(&mut contact) {
        if let Some(Value::String(text)) = sent.get(key) {
            field.clone_from(text);
        } else if sent.get(key) == Some(&Value::Null) {
            field.clear();
        }
    }
    contact
}

/// The contact without keys that have no text.
pub(super) fn written(contact: &ContactInformation) -> Map<String, Value> {
    let mut contact = contact.clone();
    let texts = fields(&mut contact)
        .into_iter()
        .filter(|(_, text)| !text.is_empty());
    texts
        .map(|(key, text)| (key.to_owned(), Value::from(text.as_str())))
        .collect()
}

fn fields(contact: &mut ContactInformation) -> [(&'static str, &mut String); 8] {
    [
        ("name", &mut contact.name),
        ("organization", &mut contact.organization),
        ("phone", &mut contact.phone),
        ("location", &mut contact.location),
        ("other_information", &mut contact.other_information),
        ("support_forum", &mut contact.support_forum),
        ("email", &mut contact.email),
        ("position", &mut contact.position),
    ]
}
