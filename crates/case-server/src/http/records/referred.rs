//! Records that were referred to somebody with a role to see them through.

use primero_case_model::access::{Action, Actor, FormAccess};
use primero_case_model::{Record, RecordType, transition};
use primero_templates::configuration::{FormPermission, Role};
use serde_json::{Map, Value, json};

use crate::tenant::{PermittedFields, Tenant};

/// Actions of a role that clients show as forms of their own.
const FORM_ACTIONS: [Action; 17] = [
    Action::RequestApprovalAssessment,
    Action::RequestApprovalCasePlan,
    Action::RequestApprovalClosure,
    Action::RequestApprovalActionPlan,
    Action::RequestApprovalGbvClosure,
    Action::ApproveAssessment,
    Action::ApproveCasePlan,
    Action::ApproveClosure,
    Action::ApproveActionPlan,
    Action::ApproveGbvClosure,
    Action::Referral,
    Action::Transfer,
    Action::IncidentFromCase,
    Action::ChangeLog,
    Action::AccessLog,
    Action::ViewRegistryRecord,
    Action::ViewFamilyRecord,
];

/// The role through which a caller sees a record that was referred to him.
pub(super) fn role(actor: &Actor, record: &Record) -> Option<String> {
    transition::authorized_role(record, actor.user_name.as_str())
}

/// The fields of a record that a caller may see and fill in: those of his own role's forms, or of
/// the role that a referral names.
pub(in crate::http) fn permitted<'t>(
    tenant: &'t Tenant,
    actor: &Actor,
    record: &Record,
) -> PermittedFields<'t> {
    let (kind, module) = (record.record_type(), record.text("module_id"));
    match role(actor, record) {
        None => PermittedFields::of(tenant, actor, kind, module),
        Some(role) => PermittedFields::of(tenant, &narrowed(tenant, actor, &role), kind, module),
    }
}

/// The caller with the forms of the role that a referral names; with none when it is gone.
pub(super) fn narrowed(tenant: &Tenant, actor: &Actor, role: &str) -> Actor {
    let role = tenant.role(role).map(|stored| &stored.value);
    let forms = role.map(|role| {
        let forms = role.form_section_read_write.iter();
        forms
            .map(|(form, permission)| (form.clone(), access(*permission)))
            .collect()
    });
    Actor {
        forms: forms.unwrap_or_default(),
        ..actor.clone()
    }
}

const fn access(permission: FormPermission) -> FormAccess {
    match permission {
        FormPermission::Read => FormAccess::Read,
        FormPermission::ReadWrite => FormAccess::ReadWrite,
    }
}

/// What an answer says about the role that the record is seen through.
pub(super) fn permissions(tenant: &Tenant, role: &str, kind: RecordType) -> Map<String, Value> {
    let Some(stored) = tenant.role(role) else {
        return Map::new();
    };
    let forms = json!(stored.value.form_section_read_write);
    let actions = json!({ kind.as_str(): form_actions(&stored.value, kind) });
    Map::from_iter([
        ("permitted_forms".to_owned(), forms),
        ("permitted_form_actions".to_owned(), actions),
    ])
}

fn form_actions(role: &Role, kind: RecordType) -> Vec<&'static str> {
    let permissions = json!(role.permissions);
    let granted = permissions.get(kind.as_str()).and_then(Value::as_array);
    let is_granted =
        |action: &Action| granted.is_some_and(|all| all.iter().any(|own| own == action.as_str()));
    let actions = FORM_ACTIONS.iter().filter(|action| is_granted(action));
    actions.map(|action| action.as_str()).collect()
}
