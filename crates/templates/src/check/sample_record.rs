//! Sample records pass the checks that every record passes.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil};
use primero_forms::{AnswerRules, Circumstances};

use super::{Check, vocabulary};
use crate::configuration::SampleRecord;

const FILE: &str = "samples/records.yaml";

impl Check<'_> {
    pub(super) fn sample_records(&mut self) {
        for (index, record) in self.configuration.samples.records.iter().enumerate() {
            self.references(record, &format!("[{index}]"));
        }
    }

    /// A published template's samples answer what is asked, and break no rule. An overlay that takes
    /// a question away leaves their answers behind, which stops nothing.
    pub(super) fn sample_answers(&mut self) {
        for (index, record) in self.configuration.samples.records.iter().enumerate() {
            self.answers(record, &format!("[{index}]"));
        }
    }

    fn references(&mut self, record: &SampleRecord, place: &str) {
        let mut users = self.configuration.samples.users.iter();
        if !users.any(|user| user.user_name == record.owned_by) {
            let reason = format!("there is no sample user {:?}", record.owned_by);
            self.problem(FILE, format!("{place}.owned_by"), reason);
        }
        let mut modules = self.configuration.modules.iter();
        if !modules.any(|module| module.unique_id == record.module_id) {
            let reason = format!("there is no module {:?}", record.module_id);
            self.problem(FILE, format!("{place}.module_id"), reason);
        }
    }

    fn answers(&mut self, record: &SampleRecord, place: &str) {
        let scope = self.record_scope(record.record_type);
        for name in record.data.keys() {
            if !scope.contains(name.as_str()) && !vocabulary::is_record_field(name) {
                self.problem(FILE, format!("{place}.data.{name}"), "no form asks this");
            }
        }
        let configuration = self.configuration;
        let forms = configuration.forms.iter().filter(|form| {
            form.parent_form == record.record_type && form.module_ids.contains(&record.module_id)
        });
        // A rule that cannot be read is already a problem of its form.
        let Ok(rules) = AnswerRules::new(forms, &configuration.lookups) else {
            return;
        };
        let locations: BTreeSet<&str> = configuration
            .locations
            .iter()
            .chain(&configuration.samples.locations)
            .map(|location| location.code.as_str())
            .collect();
        let at = Circumstances {
            // There is no clock here: a template is right or wrong whatever the day.
            today: civil::Date::MAX,
            now: Timestamp::MAX,
            writable: None,
            is_location: Some(&|code| locations.contains(code)),
        };
        for violation in rules.check_new(&record.data, at) {
            let place = format!("{place}.data{}", violation.pointer());
            let reason = format!("breaks the rule {:?}", violation.rule.as_str());
            self.problem(FILE, place, reason);
        }
    }
}
