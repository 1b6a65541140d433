//! `PATCH /api/v2/:records/:id/approvals/:kind`.

use axum::Json;
use primero_case_model::access::{Action, Permission};
use primero_case_model::alert::Alert;
use primero_case_model::approval::{Approval, ApprovalKind, ApprovalStep};
use primero_case_model::{Change, Record, stamp};
use primero_http_kit::{ApiError, One, Params};
use serde_json::{Map, Value, json};

use crate::http::below_record::{RecordPath, Stored, authorship, store};
use crate::http::context::{CallContext, SignedIn};
use crate::http::failure::db_failure;
use crate::http::not_found;
use crate::http::openapi::Errors;
use crate::http::records::person::person;
use crate::http::records::wire::{Selection, Writer};
use crate::http::rights::ReadRecord;

/// The setting that says which section shows the alert of which approval.
const ALERTED: &str = "approval_forms_to_alert";
/// What is said of a status that approvals do not have.
const UNKNOWN_STATUS: &str = "errors.models.approval.approval_status";

/// Asks for an approval, or answers.
#[utoipa::path(
    patch,
    path = "/api/v2/{records}/{id}/approvals/{part}",
    operation_id = "approvals.update",
    tag = "approvals",
    params(("records" = String, Path), ("id" = String, Path), ("part" = String, Path)),
    request_body = Value,
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.approvals.update", skip_all, fields(record.id = %path))]
pub(super) async fn handler(
    SignedIn(mut call): SignedIn,
    path: RecordPath,
    params: Params,
) -> Result<Json<One<Value>>, ApiError> {
    let record = path.open_to_change::<ReadRecord>(&mut call).await?;
    let kind = ApprovalKind::named(&path.part);
    let kind = kind.ok_or_else(|| not_found("Approval", &path.part))?;
    let data = params.get("data").and_then(Value::as_object);
    let status = data.and_then(|data| data.get("approval_status")?.as_str());
    let step = status.and_then(ApprovalStep::named);
    require(&call, &record, kind, step)?;
    let data = params.object("data")?;
    let step = step.ok_or_else(|| ApiError::Unprocessable(UNKNOWN_STATUS.to_owned()))?;
    let stored = perform(&mut call, record, (kind, step), data).await?;
    let body = written(&call, &stored);
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Json(One { data: body }))
}

/// Each step has its right; a status that is none needs any of them. Owners answer themselves only
/// with a right for that.
fn require(
    call: &CallContext,
    record: &Record,
    kind: ApprovalKind,
    step: Option<ApprovalStep>,
) -> Result<(), ApiError> {
    let may = |action: Action| {
        call.may(Permission {
            resource: record.record_type().into(),
            action,
        })
    };
    let is_granted = match step {
        Some(step) => may(step.right(kind)),
        None => may(ApprovalStep::Requested.right(kind)) || may(ApprovalStep::Approved.right(kind)),
    };
    let answers = matches!(step, Some(ApprovalStep::Approved | ApprovalStep::Rejected));
    let is_owner = record.text("owned_by") == Some(call.actor.user_name.as_str());
    if is_granted && (!answers || !is_owner || may(Action::SelfApprove)) {
        Ok(())
    } else {
        Err(ApiError::Forbidden)
    }
}

async fn perform(
    call: &mut CallContext,
    record: Record,
    (kind, step): (ApprovalKind, ApprovalStep),
    data: &Map<String, Value>,
) -> Result<Stored, ApiError> {
    let text = |key: &str| {
        let text = data.get(key).and_then(Value::as_str);
        text.filter(|text| !text.trim().is_empty())
    };
    let approval = Approval {
        kind,
        step,
        plan_type: text("approval_type"),
        notes: text("notes"),
        user: call.actor.user_name.as_str(),
        today: call.today,
    };
    let row_id = call.clock.new_random_uuid().to_string();
    let mut changes = approval.changes(&record, &row_id);
    changes.extend(alerts(call, &record, &approval));
    let authorship = authorship(call, step.word(kind));
    changes.extend(stamp::updated(&record, &person(&call.user), &authorship));
    store(call, record, changes, authorship).await
}

/// A request is shown on the section that the settings name, until it is answered.
fn alerts(call: &CallContext, record: &Record, approval: &Approval<'_>) -> Vec<Change> {
    const FOR: &str = "approval";
    let kind = approval.kind.as_str();
    let form = alerted_form(call, record, kind);
    let added = match (approval.step, form) {
        (ApprovalStep::Requested, Some(form)) => vec![Alert {
            unique_id: call.clock.new_random_uuid().to_string(),
            kind: kind.to_owned(),
            alert_for: FOR.to_owned(),
            date: approval.today,
            form_unique_id: form,
            user: Some(approval.user.to_owned()),
            stays: true,
            transition: None,
        }],
        (ApprovalStep::Requested | ApprovalStep::Approved | ApprovalStep::Rejected, _) => {
            Vec::new()
        }
    };
    let is_of_another = |alert: &Alert| alert.alert_for != FOR || alert.kind != kind;
    Alert::replaced(record, is_of_another, &added)
}

/// The setting names the kind by section; a module has its own in place of the tenant's.
fn alerted_form(call: &CallContext, record: &Record, kind: &str) -> Option<String> {
    let module = record.text("module_id");
    let own = call
        .tenant
        .modules()
        .iter()
        .find(|stored| Some(stored.value.unique_id.as_str()) == module)
        .and_then(|stored| stored.value.module_options.switches.get(ALERTED));
    let forms = own
        .filter(|value| !value.is_null())
        .or_else(|| call.tenant.setting(ALERTED))?
        .as_object()?;
    let mut forms = forms.iter();
    let (form, _) = forms.find(|(_, of)| of.as_str() == Some(kind))?;
    Some(form.clone())
}

/// What changed in the record. Whoever asks or answers sees what he wrote.
fn written(call: &CallContext, stored: &Stored) -> Value {
    let writer = Writer::new(&call.tenant, &call.actor, Selection::Everything);
    let mut record = writer.changes(&stored.record, &stored.fields);
    if let Value::Object(shown) = &mut record {
        let is_of_approval = |field: &&String| field.contains("approv");
        for field in stored.fields.iter().filter(is_of_approval) {
            if let Some(value) = stored.record.data().get(field) {
                shown.insert(field.clone(), value.clone());
            }
        }
    }
    json!({ "record": record })
}
