//! Every text of a published template is there in English, whatever its first language is.

use primero_forms::{Field, FieldOption, FormSection, LocalizedText};

use crate::{Problem, Rule, compile::Compiled};

const ENGLISH: &str = "en";

pub(super) fn check(compiled: &Compiled, problems: &mut Vec<Problem>) {
    let configuration = &compiled.configuration;
    for form in &configuration.forms {
        let (file, place) = compiled.sources.of_form(&form.unique_id);
        let mut texts = Texts { file, problems };
        texts.form(form, place);
    }
    for lookup in &configuration.lookups {
        let file = compiled.sources.of("lookup", &lookup.unique_id);
        let mut texts = Texts { file, problems };
        texts.text(&lookup.name, "", "name");
        texts.options(&lookup.values, "", "values");
    }
    for report in &configuration.reports {
        let file = compiled.sources.of("report", &report.unique_id);
        let mut texts = Texts { file, problems };
        texts.text(&report.name, "", "name");
        texts.text(&report.description, "", "description");
    }
    for workflow in &configuration.workflows {
        let file = compiled.sources.of("workflow", &workflow.unique_id);
        let mut texts = Texts { file, problems };
        for task in &workflow.tasks {
            texts.text(&task.label, &format!("tasks[{}]", task.id), "label");
        }
    }
}

/// The texts of one file.
struct Texts<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Texts<'_> {
    fn form(&mut self, form: &FormSection, place: &str) {
        self.text(&form.name, place, "name");
        self.text(&form.description, place, "description");
        self.text(&form.help_text, place, "help_text");
        for field in &form.fields {
            self.field(field, &join(place, &format!("fields[{}]", field.name)));
        }
    }

    fn field(&mut self, field: &Field, place: &str) {
        self.text(&field.display_name, place, "display_name");
        self.text(&field.help_text, place, "help_text");
        self.text(&field.guiding_questions, place, "guiding_questions");
        self.text(&field.tick_box_label, place, "tick_box_label");
        let signed = &field.signature_provided_by_label;
        self.text(signed, place, "signature_provided_by_label");
        self.options(&field.option_strings_text, place, "option_strings_text");
        self.options(&field.tally, place, "tally");
    }

    fn options(&mut self, options: &[FieldOption], place: &str, key: &str) {
        for option in options {
            let place = join(place, &format!("{key}[{}]", option.id));
            self.text(&option.display_text, &place, "display_text");
        }
    }

    /// A text that is there at all is there in English. Whether it has to be there is said elsewhere.
    fn text(&mut self, text: &LocalizedText, place: &str, key: &str) {
        if !text.is_blank() && text.get(ENGLISH).is_none() {
            let problem = Problem::new(self.file, join(place, key), "the English text is missing");
            self.problems.push(problem.against(Rule::English));
        }
    }
}

fn join(outer: &str, inner: &str) -> String {
    if outer.is_empty() {
        inner.to_owned()
    } else {
        format!("{outer}.{inner}")
    }
}
