//! The configuration's own rules, checked on the server as in the browser.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use primero_case_model::access::{Actor, FormAccess};
use primero_case_model::{Change, RecordAction, RecordType};
use primero_forms::{AnswerRules, Circumstances, Violation};
use primero_http_kit::{ApiError, FieldError};
use serde_json::{Map, Value};

use crate::http::context::CallContext;
use crate::tenant::Tenant;

/// The rules of one write.
pub(super) struct Rules<'a> {
    tenant: &'a Tenant,
    record_type: RecordType,
    module: &'a str,
    today: Date,
    now: Timestamp,
}

impl<'a> Rules<'a> {
    /// The rules for a write of this caller.
    pub(super) fn of(call: &'a CallContext, record_type: RecordType, module: &'a str) -> Self {
        Self {
            tenant: &call.tenant,
            record_type,
            module,
            today: call.today,
            now: call.now,
        }
    }

    /// Calculates what is calculated in a new record and checks it: the quick fields are answered,
    /// and no answer breaks a rule.
    pub(super) fn check_new(
        &self,
        actor: &Actor,
        answers: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        let Some(rules) = self.tenant.rules(self.record_type, self.module) else {
            return Ok(());
        };
        answers.extend(rules.calculate(answers, self.today));
        let writable = writable(actor);
        refuse(&rules.check_new(answers, self.circumstances(Some(&writable))))
    }

    /// Checks what a change touches and what depends on it, and gives the changes of what is
    /// calculated from it.
    pub(super) fn check_change(
        &self,
        actor: &Actor,
        action: Option<RecordAction>,
        before: &Map<String, Value>,
        mut after: Map<String, Value>,
    ) -> Result<Vec<Change>, ApiError> {
        let Some(rules) = self.tenant.rules(self.record_type, self.module) else {
            return Ok(Vec::new());
        };
        let calculated = rules.calculate(&after, self.today);
        after.extend(calculated.clone());
        // An action opens fields of forms that the role does not write.
        let writable = action.is_none().then(|| writable(actor));
        refuse(&rules.check_change(before, &after, self.circumstances(writable.as_ref())))?;
        if is_closed(&after) && !is_closed(before) {
            self.require_complete(rules, &after)?;
        }
        Ok(calculated
            .into_iter()
            .map(|(field, value)| Change::set(field, value))
            .collect())
    }

    /// A record that lacks required answers stays open.
    fn require_complete(
        &self,
        rules: &AnswerRules,
        answers: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        let sections = rules.incomplete(answers, self.today);
        // The same question may stand on two sections: it is named once.
        let missing: BTreeSet<Violation> = sections
            .into_iter()
            .flat_map(|section| section.missing)
            .collect();
        refuse(&missing.into_iter().collect::<Vec<_>>())
    }

    const fn circumstances<'c>(&self, writable: Option<&'c BTreeSet<String>>) -> Circumstances<'c> {
        Circumstances {
            today: self.today,
            now: self.now,
            writable,
            is_location: None,
        }
    }
}

/// The sections that a caller may fill in.
fn writable(actor: &Actor) -> BTreeSet<String> {
    let forms = actor
        .forms
        .iter()
        .filter(|(_, access)| **access == FormAccess::ReadWrite);
    forms.map(|(form, _)| form.clone()).collect()
}

fn is_closed(answers: &Map<String, Value>) -> bool {
    answers.get("status").and_then(Value::as_str) == Some("closed")
}

fn refuse(violations: &[Violation]) -> Result<(), ApiError> {
    if violations.is_empty() {
        return Ok(());
    }
    let errors = violations
        .iter()
        .map(|violation| FieldError::new(violation.pointer(), violation.message()));
    Err(ApiError::InvalidFields(errors.collect()))
}
