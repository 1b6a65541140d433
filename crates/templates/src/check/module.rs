//! Modules and the lists, lookups and forms that they name.

use std::collections::BTreeSet;

use primero_forms::RecordType;

use super::{Check, vocabulary};
use crate::configuration::Module;

const FILE: &str = "template.yaml";

impl Check<'_> {
    pub(super) fn modules(&mut self) {
        let mut ids = BTreeSet::new();
        for module in &self.configuration.modules {
            let place = format!("modules[{}]", module.unique_id);
            if !ids.insert(&module.unique_id) {
                self.problem(FILE, &place, "two modules have this id");
            }
            if !module.unique_id.starts_with("primeromodule-") {
                self.problem(
                    FILE,
                    format!("{place}.unique_id"),
                    "expected primeromodule- and a short name",
                );
            }
            if module.associated_record_types.is_empty() {
                self.problem(
                    FILE,
                    format!("{place}.associated_record_types"),
                    "expected at least one record type",
                );
            }
            self.module_lists(module, &place);
            self.module_references(module, &place);
        }
        if self.configuration.modules.is_empty() {
            self.problem(FILE, "modules", "expected at least one module");
        }
    }

    fn module_lists(&mut self, module: &Module, place: &str) {
        let lists = [
            (
                "list_headers",
                &module.module_options.list_headers,
                vocabulary::is_list_column as fn(&str) -> bool,
            ),
            (
                "list_filters",
                &module.module_options.list_filters,
                vocabulary::is_list_filter,
            ),
        ];
        for (key, lists, known) in lists {
            for (plural, names) in lists {
                let place = format!("{place}.module_options.{key}.{plural}");
                let Some(record_type) = RecordType::ALL.into_iter().find(|t| t.plural() == plural)
                else {
                    self.problem(
                        FILE,
                        place,
                        "expected the plural of a record type, for example cases",
                    );
                    continue;
                };
                let scope = self.record_scope(record_type);
                for name in names
                    .iter()
                    .filter(|name| !scope.contains(name.as_str()) && !known(name))
                {
                    self.problem(FILE, &place, format!("no form asks {name:?}"));
                }
            }
        }
    }

    fn module_references(&mut self, module: &Module, place: &str) {
        let options = &module.module_options;
        let forms = [
            ("consent_form", &options.consent_form),
            ("services_form", &options.services_form),
        ];
        for (key, form) in forms {
            let missing = form.as_ref().filter(|id| {
                !self
                    .configuration
                    .forms
                    .iter()
                    .any(|form| form.unique_id == **id)
            });
            if let Some(id) = missing {
                self.problem(
                    FILE,
                    format!("{place}.module_options.{key}"),
                    format!("there is no form {id:?}"),
                );
            }
        }
        if let Some(id) = &options.workflow_lookup
            && !self
                .configuration
                .lookups
                .iter()
                .any(|lookup| lookup.unique_id == *id)
        {
            self.problem(
                FILE,
                format!("{place}.module_options.workflow_lookup"),
                format!("there is no lookup {id:?}"),
            );
        }
        let quick: BTreeSet<&str> = self
            .configuration
            .forms
            .iter()
            .flat_map(|form| &form.fields)
            .filter(|field| field.quick)
            .map(|field| field.name.as_str())
            .collect();
        for name in &options.quick_register {
            if !quick.contains(name.as_str()) {
                let reason = format!("no form has a field {name:?} that is tagged quick");
                self.problem(
                    FILE,
                    format!("{place}.module_options.quick_register"),
                    reason,
                );
            }
        }
    }
}
