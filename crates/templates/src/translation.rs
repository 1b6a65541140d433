//! `i18n/<locale>.yaml`: the template's texts in one more language.

use std::collections::BTreeMap;

use primero_forms::{Field, FieldOption, FormSection, LocalizedText, Lookup};
use serde::Deserialize;

use crate::{
    Configuration, Problem, Rule,
    document::{Documents, stem},
};

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Translation {
    forms: BTreeMap<String, FormTexts>,
    lookups: BTreeMap<String, LookupTexts>,
    workflows: BTreeMap<String, WorkflowTexts>,
    reports: BTreeMap<String, NamedTexts>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct FormTexts {
    name: Option<String>,
    description: Option<String>,
    help_text: Option<String>,
    fields: BTreeMap<String, FieldTexts>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct FieldTexts {
    display_name: Option<String>,
    help_text: Option<String>,
    guiding_questions: Option<String>,
    tick_box_label: Option<String>,
    options: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct LookupTexts {
    name: Option<String>,
    values: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct WorkflowTexts {
    tasks: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct NamedTexts {
    name: Option<String>,
    description: Option<String>,
}

/// Adds the texts of every translation. A text for something that is not there is a problem.
pub(crate) fn apply(
    documents: &Documents,
    languages: &[String],
    configuration: &mut Configuration,
    problems: &mut Vec<Problem>,
) {
    for (file, document) in documents.directory("i18n") {
        let locale = stem(file);
        if !languages.iter().any(|language| language == locale) {
            let reason = format!("template.yaml does not list the language {locale:?}");
            problems.push(Problem::new(file, "", reason).against(Rule::Translations));
            continue;
        }
        match serde_path_to_error::deserialize::<_, Translation>(document) {
            Ok(translation) => Translator {
                file,
                locale,
                problems,
            }
            .translate(translation, configuration),
            Err(error) => {
                let place = error.path().to_string();
                problems.push(Problem::new(file, place, error.into_inner().to_string()));
            }
        }
    }
}

struct Translator<'a> {
    file: &'a str,
    locale: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Translator<'_> {
    fn translate(&mut self, texts: Translation, to: &mut Configuration) {
        for (id, texts) in texts.forms {
            match to.forms.iter_mut().find(|form| form.unique_id == id) {
                Some(form) => self.form(&id, texts, form),
                None => self.unknown(format!("forms.{id}"), "form"),
            }
        }
        for (id, texts) in texts.lookups {
            match to.lookups.iter_mut().find(|lookup| lookup.unique_id == id) {
                Some(lookup) => self.lookup(&id, texts, lookup),
                None => self.unknown(format!("lookups.{id}"), "lookup"),
            }
        }
        for (id, texts) in texts.reports {
            match to.reports.iter_mut().find(|report| report.unique_id == id) {
                Some(report) => {
                    self.set(&mut report.name, texts.name);
                    self.set(&mut report.description, texts.description);
                }
                None => self.unknown(format!("reports.{id}"), "report"),
            }
        }
        for (id, texts) in texts.workflows {
            for (task_id, label) in texts.tasks {
                let task = to
                    .workflows
                    .iter_mut()
                    .filter(|workflow| workflow.unique_id == id)
                    .flat_map(|workflow| &mut workflow.tasks)
                    .find(|task| task.id == task_id);
                match task {
                    Some(task) => self.set(&mut task.label, Some(label)),
                    None => self.unknown(format!("workflows.{id}.tasks.{task_id}"), "task"),
                }
            }
        }
    }

    fn form(&mut self, id: &str, texts: FormTexts, form: &mut FormSection) {
        self.set(&mut form.name, texts.name);
        self.set(&mut form.description, texts.description);
        self.set(&mut form.help_text, texts.help_text);
        for (name, texts) in texts.fields {
            match form.fields.iter_mut().find(|field| field.name == name) {
                Some(field) => self.field(&format!("forms.{id}.fields.{name}"), texts, field),
                None => self.unknown(format!("forms.{id}.fields.{name}"), "field"),
            }
        }
    }

    fn field(&mut self, place: &str, texts: FieldTexts, field: &mut Field) {
        self.set(&mut field.display_name, texts.display_name);
        self.set(&mut field.help_text, texts.help_text);
        self.set(&mut field.guiding_questions, texts.guiding_questions);
        self.set(&mut field.tick_box_label, texts.tick_box_label);
        let options = field.option_strings_text.iter_mut().chain(&mut field.tally);
        self.options(&format!("{place}.options"), texts.options, options);
    }

    fn lookup(&mut self, id: &str, texts: LookupTexts, lookup: &mut Lookup) {
        self.set(&mut lookup.name, texts.name);
        let place = format!("lookups.{id}.values");
        self.options(&place, texts.values, lookup.values.iter_mut());
    }

    fn options<'o>(
        &mut self,
        place: &str,
        texts: BTreeMap<String, String>,
        options: impl Iterator<Item = &'o mut FieldOption>,
    ) {
        let mut options: BTreeMap<String, &mut FieldOption> =
            options.map(|option| (option.id.clone(), option)).collect();
        for (id, text) in texts {
            match options.get_mut(&id) {
                Some(option) => self.set(&mut option.display_text, Some(text)),
                None => self.unknown(format!("{place}.{id}"), "option"),
            }
        }
    }

    fn set(&self, to: &mut LocalizedText, text: Option<String>) {
        if let Some(text) = text {
            to.0.insert(self.locale.to_owned(), text);
        }
    }

    fn unknown(&mut self, place: String, what: &str) {
        let reason = format!("the template has no such {what}");
        let problem = Problem::new(self.file, place, reason);
        self.problems.push(problem.against(Rule::Translations));
    }
}
