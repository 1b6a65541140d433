//! Fields that take a right of their own to be seen or written.

use primero_case_model::RecordType;
use primero_case_model::access::{Action, Actor, Resource};

/// The approvals by the middle of their fields' names, with the rights to ask for and to give them.
const APPROVALS: [(&str, Action, Action); 5] = [
    (
        "assessment",
        Action::RequestApprovalAssessment,
        Action::ApproveAssessment,
    ),
    (
        "case_plan",
        Action::RequestApprovalCasePlan,
        Action::ApproveCasePlan,
    ),
    (
        "gbv_closure",
        Action::RequestApprovalGbvClosure,
        Action::ApproveGbvClosure,
    ),
    (
        "closure",
        Action::RequestApprovalClosure,
        Action::ApproveClosure,
    ),
    (
        "action_plan",
        Action::RequestApprovalActionPlan,
        Action::ApproveActionPlan,
    ),
];

/// The dashboards that show approvals.
const APPROVAL_DASHBOARDS: [Action; 10] = [
    Action::ApprovalsAssessment,
    Action::ApprovalsCasePlan,
    Action::ApprovalsClosure,
    Action::ApprovalsActionPlan,
    Action::ApprovalsGbvClosure,
    Action::ApprovalsAssessmentPending,
    Action::ApprovalsCasePlanPending,
    Action::ApprovalsClosurePending,
    Action::ApprovalsActionPlanPending,
    Action::ApprovalsGbvClosurePending,
];

/// What one caller may see and write besides the fields of forms.
pub(super) struct FieldRights<'a>(pub(super) &'a Actor);

impl FieldRights<'_> {
    /// Whether a guarded field of a record of this type is shown.
    pub(super) fn shows(&self, kind: RecordType, field: &str) -> bool {
        let own = |actions: &[Action]| self.has_any(kind.into(), actions);
        match field {
            "hidden_name" => own(&[Action::Write]),
            "registry_record_id" | "registry_id_display" | "registry_name" | "registry_no" => {
                own(&[Action::ViewRegistryRecord, Action::AddRegistryRecord])
            }
            "family_id" | "family_member_id" | "family_id_display" | "family_name"
            | "family_number" => own(&[
                Action::ViewFamilyRecord,
                Action::CaseFromFamily,
                Action::LinkFamilyRecord,
            ]),
            "sync_status" | "synced_at" => own(&[Action::SyncExternal]),
            "identified_by" | "identified_by_full_name" | "identified_at" => {
                own(&[Action::Attribute])
            }
            _ => self.shows_due_dates(field) || self.shows_approval(kind, field),
        }
    }

    fn shows_due_dates(&self, field: &str) -> bool {
        let dashboard = match field {
            "assessment_due_dates" => Action::CasesByTaskOverdueAssessment,
            "case_plan_due_dates" => Action::CasesByTaskOverdueCasePlan,
            "service_due_dates" => Action::CasesByTaskOverdueServices,
            "followup_due_dates" => Action::CasesByTaskOverdueFollowups,
            _ => return false,
        };
        self.has_any(Resource::Dashboard, &[dashboard])
    }

    fn shows_approval(&self, kind: RecordType, field: &str) -> bool {
        if approval(field).is_none() {
            return false;
        }
        let any = APPROVALS
            .iter()
            .any(|(_, asks, gives)| self.has_any(kind.into(), &[*asks, *gives]));
        any || self.has_any(Resource::Dashboard, &APPROVAL_DASHBOARDS)
    }

    /// Whether writing a field takes a right of its own.
    pub(super) fn is_guarded_write(field: &str) -> bool {
        matches!(
            field,
            "hidden_name" | "reporting_location_hierarchy" | "sync_status" | "synced_at"
        ) || approval(field).is_some()
    }

    /// Whether a field says what became of an approval: owners answer themselves only with a right
    /// for that.
    pub(super) fn is_of_approval(field: &str) -> bool {
        approval(field).is_some()
    }

    /// Whether a guarded field may be written. An approval is written by whoever may give it: who
    /// may only ask for it must not give it to himself.
    pub(super) fn writes(&self, kind: RecordType, field: &str) -> bool {
        let right = match field {
            "sync_status" | "synced_at" => Action::SyncExternal,
            _ => match approval(field) {
                Some((_, _, gives)) => *gives,
                None => Action::Write,
            },
        };
        self.has_any(kind.into(), &[right])
    }

    fn has_any(&self, resource: Resource, actions: &[Action]) -> bool {
        actions
            .iter()
            .any(|action| self.0.grants.allow(resource, *action))
    }
}

/// The approval that a field belongs to: `approval_status_closure`, `closure_approved`,
/// `closure_approved_date`, `closure_approved_comments`.
fn approval(field: &str) -> Option<&'static (&'static str, Action, Action)> {
    let name = field.strip_prefix("approval_status_").or_else(|| {
        ["_approved", "_approved_date", "_approved_comments"]
            .iter()
            .find_map(|end| field.strip_suffix(end))
    })?;
    APPROVALS.iter().find(|(known, ..)| *known == name)
}

#[cfg(test)]
mod tests {
    use primero_case_model::access::{Grants, Scope};

    use super::*;

    /// Somebody with these rights.
    fn actor(grants: &[(Resource, Action)]) -> Actor {
        Actor {
            user_name: "worker1".parse().unwrap(),
            agency: None,
            groups: [].into(),
            role: "role-worker".parse().unwrap(),
            scope: Scope::Own,
            grants: Grants::new(grants.iter().copied()),
            modules: [].into(),
            forms: [].into(),
        }
    }

    #[test]
    fn a_guarded_field_is_shown_to_who_has_one_of_its_rights() {
        for (right, field) in [
            ((Resource::Case, Action::Write), "hidden_name"),
            (
                (Resource::Case, Action::AddRegistryRecord),
                "registry_record_id",
            ),
            ((Resource::Case, Action::ViewFamilyRecord), "family_id"),
            ((Resource::Case, Action::SyncExternal), "synced_at"),
            (
                (Resource::Case, Action::RequestApprovalClosure),
                "approval_status_closure",
            ),
            (
                (Resource::Case, Action::ApproveCasePlan),
                "closure_approved_date",
            ),
            (
                (Resource::Dashboard, Action::ApprovalsAssessment),
                "assessment_approved",
            ),
            (
                (Resource::Dashboard, Action::CasesByTaskOverdueServices),
                "service_due_dates",
            ),
        ] {
            let read = (Resource::Case, Action::Read);
            let with = actor(&[read, right]);
            assert!(FieldRights(&with).shows(RecordType::Case, field), "{field}");
            let without = actor(&[read]);
            assert!(
                !FieldRights(&without).shows(RecordType::Case, field),
                "{field}"
            );
        }
    }

    #[test]
    fn who_may_only_ask_for_an_approval_does_not_write_it() {
        let asks = actor(&[(Resource::Case, Action::RequestApprovalGbvClosure)]);
        let gives = actor(&[(Resource::Case, Action::ApproveGbvClosure)]);
        let field = "approval_status_gbv_closure";
        assert!(FieldRights::is_guarded_write(field));
        assert!(!FieldRights(&asks).writes(RecordType::Case, field));
        assert!(FieldRights(&gives).writes(RecordType::Case, field));
    }

    #[test]
    fn fields_without_an_approval_in_their_name_are_free() {
        for field in [
            "status",
            "approval_status_",
            "approval_status_other",
            "x_approved",
        ] {
            assert!(!FieldRights::is_guarded_write(field), "{field}");
        }
    }
}
