//! Approvals: somebody asks whether a plan or a closure is right, and somebody else answers.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::access::Action;
use crate::{Change, EventAction, Path, Record};

/// The subform that logs what was asked and answered.
const LOG: &str = "approval_subforms";

/// What is approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprovalKind {
    /// An assessment.
    Assessment,
    /// A case plan.
    CasePlan,
    /// A closure.
    Closure,
    /// An action plan.
    ActionPlan,
    /// A closure in gender-based violence.
    GbvClosure,
}

impl ApprovalKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Assessment,
        Self::CasePlan,
        Self::Closure,
        Self::ActionPlan,
        Self::GbvClosure,
    ];

    /// The kind of this name in API v2.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name in API v2, in fields and in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::CasePlan => "case_plan",
            Self::Closure => "closure",
            Self::ActionPlan => "action_plan",
            Self::GbvClosure => "gbv_closure",
        }
    }

    /// The right to ask.
    const fn request_right(self) -> Action {
        match self {
            Self::Assessment => Action::RequestApprovalAssessment,
            Self::CasePlan => Action::RequestApprovalCasePlan,
            Self::Closure => Action::RequestApprovalClosure,
            Self::ActionPlan => Action::RequestApprovalActionPlan,
            Self::GbvClosure => Action::RequestApprovalGbvClosure,
        }
    }

    /// The right to answer.
    const fn answer_right(self) -> Action {
        match self {
            Self::Assessment => Action::ApproveAssessment,
            Self::CasePlan => Action::ApproveCasePlan,
            Self::Closure => Action::ApproveClosure,
            Self::ActionPlan => Action::ApproveActionPlan,
            Self::GbvClosure => Action::ApproveGbvClosure,
        }
    }
}

/// A step of an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApprovalStep {
    /// Somebody asks.
    Requested,
    /// The answer is yes.
    Approved,
    /// The answer is no.
    Rejected,
}

impl ApprovalStep {
    /// The step that an `approval_status` of the wire asks for.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Requested, Self::Approved, Self::Rejected]
            .into_iter()
            .find(|step| step.as_str() == name)
    }

    /// The name in API v2.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// The right that the step needs.
    pub const fn right(self, kind: ApprovalKind) -> Action {
        match self {
            Self::Requested => kind.request_right(),
            Self::Approved | Self::Rejected => kind.answer_right(),
        }
    }

    /// The word for the step in history.
    pub fn word(self, kind: ApprovalKind) -> EventAction {
        EventAction::named(format!("{}_{}", kind.as_str(), self.as_str()))
    }
}

/// What somebody says about an approval.
#[derive(Clone, Copy, Debug)]
pub struct Approval<'a> {
    /// What it is about.
    pub kind: ApprovalKind,
    /// What is done.
    pub step: ApprovalStep,
    /// What kind of plan it is.
    pub plan_type: Option<&'a str>,
    /// What is said with it.
    pub notes: Option<&'a str>,
    /// Who.
    pub user: &'a str,
    /// On which day.
    pub today: Date,
}

impl Approval<'_> {
    /// The changes that the step makes; `row_id` names its row of the log.
    pub fn changes(&self, record: &Record, row_id: &str) -> Vec<Change> {
        let kind = self.kind.as_str();
        let status = match self.step {
            ApprovalStep::Requested => "pending",
            ApprovalStep::Approved | ApprovalStep::Rejected => self.step.as_str(),
        };
        let mut changes = vec![Change::set(format!("approval_status_{kind}"), status)];
        if self.step != ApprovalStep::Requested {
            let approved = self.step == ApprovalStep::Approved;
            changes.push(Change::set(format!("{kind}_approved"), approved));
            changes.push(Change::set(
                format!("{kind}_approved_date"),
                self.today.to_string(),
            ));
            if let Some(notes) = self.notes {
                changes.push(Change::set(format!("{kind}_approved_comments"), notes));
            }
        }
        if let Some(plan_type) = self
            .plan_type
            .filter(|_| self.kind == ApprovalKind::CasePlan)
        {
            changes.push(Change::set("case_plan_approval_type", plan_type));
        }
        changes.push(Change::PutRow {
            path: Path::field(LOG).child(row_id),
            fields: self.logged(record),
        });
        changes
    }

    fn logged(&self, record: &Record) -> Map<String, Value> {
        let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
        let plan_type = self
            .plan_type
            .or_else(|| record.text("case_plan_approval_type"))
            .filter(|_| self.kind == ApprovalKind::CasePlan);
        let (about, by) = match self.step {
            ApprovalStep::Requested => ("approval_requested_for", "requested_by"),
            ApprovalStep::Approved | ApprovalStep::Rejected => {
                ("approval_response_for", "approved_by")
            }
        };
        let fields = [
            (about, self.kind.as_str().into()),
            ("approval_for_type", text(plan_type)),
            ("approval_date", self.today.to_string().into()),
            ("approval_status", self.step.as_str().into()),
            (by, self.user.into()),
            ("approval_manager_comments", text(self.notes)),
        ];
        fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(field, value)| (field.to_owned(), value))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use primero_kernel::ManualClock;
    use serde_json::json;

    use super::*;
    use crate::{Authorship, RecordId, RecordType};

    #[test]
    fn a_request_waits_and_its_answer_is_kept_with_it() {
        let clock = ManualClock::new("2026-03-01T08:00:00Z".parse().unwrap());
        let mut record = Record::blank(RecordType::Case, RecordId::generate(&clock));
        let steps = [
            (ApprovalStep::Requested, "worker1", "row-1"),
            (ApprovalStep::Approved, "manager1", "row-2"),
        ];
        for (step, user, row) in steps {
            let approval = Approval {
                kind: ApprovalKind::CasePlan,
                step,
                plan_type: Some("service_provision"),
                notes: Some("fine"),
                user,
                today: "2026-03-01".parse().unwrap(),
            };
            let by = Authorship::new(&clock, user.parse().unwrap(), step.word(approval.kind));
            let changes = approval.changes(&record, row);
            record = record.change(changes, by).unwrap().unwrap().into_entity();
        }
        let data = record.data();
        assert_eq!(data["approval_status_case_plan"], "approved");
        assert_eq!(data["case_plan_approved"], true);
        assert_eq!(data["case_plan_approved_date"], "2026-03-01");
        assert_eq!(
            data["approval_subforms"][1],
            json!({
                "unique_id": "row-2",
                "approval_response_for": "case_plan",
                "approval_for_type": "service_provision",
                "approval_date": "2026-03-01",
                "approval_status": "approved",
                "approved_by": "manager1",
                "approval_manager_comments": "fine",
            })
        );
    }
}
