//! Sections and their fields.

use std::collections::{BTreeMap, BTreeSet};

use primero_forms::{Field, FieldOption, FieldType, FormSection, RecordType};

use super::{Check, vocabulary};
use crate::{Rule, document::stem};

/// What a check of one field needs to say where it is.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) file: &'a str,
    pub(super) place: &'a str,
}

impl Check<'_> {
    pub(super) fn forms(&mut self) {
        for (id, file, place) in self.sources.repeated_forms() {
            self.problem(file, place, format!("form {id:?} is defined twice"));
        }
        for form in &self.configuration.forms {
            self.form(form);
        }
        self.fields_agree();
        self.nested_forms_are_used_once();
    }

    fn form(&mut self, form: &FormSection) {
        let (file, place) = self.sources.of_form(&form.unique_id);
        let at = |key: &str| {
            if place.is_empty() {
                key.to_owned()
            } else {
                format!("{place}.{key}")
            }
        };
        if !vocabulary::is_name(&form.unique_id) {
            self.problem(
                file,
                at("unique_id"),
                "expected lower-case letters, digits and underscores, starting with a letter",
            );
        }
        if !form.is_nested && stem(file) != form.unique_id {
            self.problem(
                file,
                "unique_id",
                format!(
                    "the file of form {0:?} must be called {0}.yaml",
                    form.unique_id
                ),
            );
        }
        if form.name.get(self.manifest.default_language()).is_none() {
            self.problem(file, at("name"), "expected a text");
        }
        self.form_modules(form, file, &at("module_ids"));
        let mut names = BTreeSet::new();
        for field in &form.fields {
            let place = at(&format!("fields[{}]", field.name));
            if !names.insert(&field.name) {
                self.problem(file, &place, "the form has two fields of this name");
            }
            self.field(
                form,
                field,
                At {
                    file,
                    place: &place,
                },
            );
        }
        for name in &form.collapsed_field_names {
            if form.field(name).is_none() {
                self.problem(
                    file,
                    at("collapsed_field_names"),
                    format!("the form has no field {name:?}"),
                );
            }
        }
        self.form_rules(form, At { file, place });
    }

    fn form_modules(&mut self, form: &FormSection, file: &str, place: &str) {
        for module_id in &form.module_ids {
            let modules = &self.configuration.modules;
            match modules.iter().find(|module| module.unique_id == *module_id) {
                None => self.problem(file, place, format!("there is no module {module_id:?}")),
                Some(module) if !module.associated_record_types.contains(&form.parent_form) => {
                    let reason = format!(
                        "module {module_id:?} has no records of type {}",
                        form.parent_form
                    );
                    self.problem(file, place, reason);
                }
                Some(_) => {}
            }
        }
    }

    fn field(&mut self, form: &FormSection, field: &Field, at: At<'_>) {
        let key = |key: &str| format!("{}.{key}", at.place);
        if !vocabulary::is_name(&field.name) {
            self.problem(
                at.file,
                key("name"),
                "expected lower-case letters, digits and underscores, starting with a letter",
            );
        }
        if field.field_type.stores_answer()
            && field
                .display_name
                .get(self.manifest.default_language())
                .is_none()
        {
            self.problem(at.file, key("display_name"), "expected a text");
        }
        self.options(field, at);
        if field.multi_select && field.field_type != FieldType::SelectBox {
            self.problem(
                at.file,
                key("multi_select"),
                "only a select_box takes several options",
            );
        }
        if let Some(id) = &field.retention
            && !self.manifest.retention.contains_key(id)
        {
            self.problem(
                at.file,
                key("retention"),
                format!("template.yaml has no retention rule {id:?}"),
            );
        }
        if let (Some(least), Some(greatest)) = (field.minimum, field.maximum)
            && least > greatest
        {
            self.problem(at.file, key("minimum"), "greater than the maximum");
        }
        self.total(form, field, at);
        self.nested_form(form, field, at);
        self.field_rules(form, field, at);
    }

    fn options(&mut self, field: &Field, at: At<'_>) {
        let key = |key: &str| format!("{}.{key}", at.place);
        let chooses = matches!(
            field.field_type,
            FieldType::RadioButton | FieldType::SelectBox
        );
        let own = !field.option_strings_text.is_empty();
        match &field.option_strings_source {
            Some(_) if own => self.problem(
                at.file,
                key("option_strings_text"),
                "the options already come from option_strings_source",
            ),
            None if chooses && !own => self.problem(
                at.file,
                at.place,
                "a choice needs option_strings_source or option_strings_text",
            ),
            Some(source) if !chooses => {
                let reason =
                    format!("only a radio_button or select_box takes options, not from {source}");
                self.problem(at.file, key("option_strings_source"), reason);
            }
            Some(source) => {
                let missing = source.lookup_id().filter(|id| {
                    !self
                        .configuration
                        .lookups
                        .iter()
                        .any(|lookup| lookup.unique_id == *id)
                });
                if let Some(id) = missing {
                    self.problem(
                        at.file,
                        key("option_strings_source"),
                        format!("there is no lookup {id:?}"),
                    );
                }
            }
            None => {}
        }
        self.option_list(
            &field.option_strings_text,
            at.file,
            &key("option_strings_text"),
        );
        if field.field_type == FieldType::TallyField && field.tally.is_empty() {
            self.problem(at.file, at.place, "a tally_field needs tally");
        }
        self.option_list(&field.tally, at.file, &key("tally"));
    }

    /// Ids that are unique and stable, and a text for each.
    pub(super) fn option_list(&mut self, options: &[FieldOption], file: &str, place: &str) {
        self.under(Rule::Lookups, |check| {
            let mut ids = BTreeSet::new();
            for option in options {
                let place = format!("{place}[{}]", option.id);
                check.option(option, file, &place);
                if !ids.insert(&option.id) {
                    check.problem(file, &place, "two options have this id");
                }
            }
        });
    }

    fn option(&mut self, option: &FieldOption, file: &str, place: &str) {
        if !vocabulary::is_option_id(&option.id) {
            let reason = "an option's id is printable ASCII without blanks";
            self.problem(file, place, reason);
        }
        let default = self.manifest.default_language();
        if option.display_text.get(default).is_none() {
            self.problem(file, format!("{place}.display_text"), "expected a text");
        }
    }

    fn nested_form(&mut self, form: &FormSection, field: &Field, at: At<'_>) {
        if field.field_type != FieldType::Subform {
            if field.subform_section_unique_id.is_some() {
                self.problem(at.file, at.place, "only a subform has a subform_section");
            }
            return;
        }
        let Some(id) = &field.subform_section_unique_id else {
            return self.problem(at.file, at.place, "a subform needs a subform_section");
        };
        match self
            .configuration
            .forms
            .iter()
            .find(|nested| nested.unique_id == *id)
        {
            None => self.problem(at.file, at.place, format!("there is no form {id:?}")),
            Some(nested) if !nested.is_nested || nested.parent_form != form.parent_form => {
                self.problem(
                    at.file,
                    at.place,
                    format!("form {id:?} is not a nested form of {}", form.parent_form),
                );
            }
            Some(nested) => self.rows_shown(field, nested, at),
        }
    }

    /// A number that is a total says of what.
    fn total(&mut self, form: &FormSection, field: &Field, at: At<'_>) {
        let is_tally = field.field_type == FieldType::TallyField;
        let is_number = field.field_type == FieldType::NumericField;
        if !is_tally && !is_number && (field.autosum_total || field.autosum_group.is_some()) {
            let reason = "only a numeric_field or a tally_field is summed up";
            self.problem(at.file, format!("{}.autosum_group", at.place), reason);
        }
        if !is_number || !field.autosum_total {
            return;
        }
        let summed = |other: &&Field| {
            let is_number = other.field_type == FieldType::NumericField && !other.autosum_total;
            other.autosum_group == field.autosum_group
                && (is_number || other.field_type == FieldType::TallyField)
        };
        let group = field.autosum_group.as_deref();
        if group.is_none() || !form.fields.iter().any(|other| summed(&other)) {
            let reason = "a number that is a total needs an autosum_group with other fields";
            self.problem(at.file, format!("{}.autosum_total", at.place), reason);
        }
    }

    /// The same name on two sections of a record is one answer, so it has one kind.
    fn fields_agree(&mut self) {
        let mut known: BTreeMap<(RecordType, &str), (FieldType, bool, &str)> = BTreeMap::new();
        let sections = self
            .configuration
            .forms
            .iter()
            .filter(|form| !form.is_nested);
        for (form, field) in
            sections.flat_map(|form| form.fields.iter().map(move |field| (form, field)))
        {
            if !field.field_type.stores_answer() {
                continue;
            }
            let kind = (
                field.field_type,
                field.multi_select,
                form.unique_id.as_str(),
            );
            let first = *known.entry((form.parent_form, &field.name)).or_insert(kind);
            if (first.0, first.1) != (kind.0, kind.1) {
                let (file, _) = self.sources.of_form(&form.unique_id);
                let reason = format!(
                    "form {:?} defines a field of this name with another type",
                    first.2
                );
                self.problem(file, format!("fields[{}]", field.name), reason);
            }
        }
    }

    fn nested_forms_are_used_once(&mut self) {
        for nested in self
            .configuration
            .forms
            .iter()
            .filter(|form| form.is_nested)
        {
            let users = self
                .configuration
                .forms
                .iter()
                .flat_map(|form| &form.fields)
                .filter(|field| field.subform_section_unique_id.as_ref() == Some(&nested.unique_id))
                .count();
            if users == 0 {
                let (file, place) = self.sources.of_form(&nested.unique_id);
                self.problem(
                    file,
                    place,
                    format!("no field shows the nested form {:?}", nested.unique_id),
                );
            }
        }
    }
}
