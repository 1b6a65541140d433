//! Reports count by fields that are there.

use super::{Check, vocabulary};

impl Check<'_> {
    pub(super) fn reports(&mut self) {
        for report in &self.configuration.reports {
            let file = self.sources.of("report", &report.unique_id);
            if !report.unique_id.starts_with("report-") {
                self.problem(file, "unique_id", "expected report- and a short name");
            }
            if report.name.get(self.manifest.default_language()).is_none() {
                self.problem(file, "name", "expected a text");
            }
            if !self
                .configuration
                .modules
                .iter()
                .any(|m| m.unique_id == report.module_id)
            {
                self.problem(
                    file,
                    "module_id",
                    format!("there is no module {:?}", report.module_id),
                );
            }
            let scope = self.record_scope(report.record_type);
            for field in &report.fields {
                if !scope.contains(field.name.as_str()) && !vocabulary::is_record_field(&field.name)
                {
                    self.problem(file, format!("fields[{}]", field.name), "no form asks this");
                }
            }
            if report.fields.is_empty() {
                self.problem(file, "fields", "expected at least one field");
            }
            if let Some(rule) = &report.filter {
                self.record_rule(rule, report.record_type, file, "filter");
            }
            let periods = ["day", "week", "month", "year"];
            if let Some(period) = &report.group_dates_by
                && !periods.contains(&period.as_str())
            {
                self.problem(file, "group_dates_by", "expected day, week, month or year");
            }
        }
    }
}
