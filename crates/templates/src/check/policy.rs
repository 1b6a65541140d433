//! What a published template is held to beyond working: data protection, brevity, completeness.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use primero_forms::{FieldType, FormSection, RecordType, Sensitivity};

use super::{english, faceless};
use crate::{Configuration, Problem, Rule, compile::Compiled, language};

const MAX_QUICK_FIELDS: usize = 10;
const MAX_SECTION_FIELDS: usize = 25;
const MAX_GZIP_BYTES: usize = 120 * 1024;

pub(super) fn check(compiled: &Compiled, problems: &mut Vec<Problem>) {
    for form in &compiled.configuration.forms {
        form_policy(compiled, form, problems);
    }
    quick_register(compiled, problems);
    referral_roles(compiled, problems);
    english::check(compiled, problems);
    faceless::check(compiled, problems);
    size(compiled, problems);
}

/// Every answer says why it is asked, how much harm it can do and how long it is kept.
fn form_policy(compiled: &Compiled, form: &FormSection, problems: &mut Vec<Problem>) {
    let (file, place) = compiled.sources.of_form(&form.unique_id);
    let asked = |field: &&primero_forms::Field| {
        field.field_type.stores_answer() || field.field_type.is_attachment()
    };
    for field in form.fields.iter().filter(asked) {
        let missing = [
            (
                "purpose",
                field.purpose.as_deref().is_none_or(|p| p.trim().is_empty()),
            ),
            ("sensitivity", field.sensitivity.is_none()),
            ("retention", field.retention.is_none()),
        ];
        for (key, _) in missing.iter().filter(|(_, missing)| *missing) {
            let outer = if place.is_empty() {
                String::new()
            } else {
                format!("{place}.")
            };
            let at = format!("{outer}fields[{}].{key}", field.name);
            let problem = Problem::new(file, at, "every question states this");
            problems.push(problem.against(Rule::Purpose));
        }
    }
    let count = form
        .fields
        .iter()
        .filter(|f| f.visible)
        .filter(asked)
        .count();
    if count > MAX_SECTION_FIELDS {
        let reason = format!("{count} questions; a section has at most {MAX_SECTION_FIELDS}");
        problems.push(Problem::new(file, place, reason).against(Rule::Section));
    }
}

fn quick_register(compiled: &Compiled, problems: &mut Vec<Problem>) {
    for record_type in RecordType::ALL {
        let forms = compiled.configuration.forms.iter();
        let quick: Vec<(&str, &str)> = forms
            .filter(|form| form.parent_form == record_type)
            .flat_map(|form| form.fields.iter().map(move |field| (form, field)))
            .filter(|(_, field)| field.quick)
            .map(|(form, field)| (form.unique_id.as_str(), field.name.as_str()))
            .collect();
        let Some((form, field)) = quick.get(MAX_QUICK_FIELDS) else {
            continue;
        };
        let (file, _) = compiled.sources.of_form(form);
        let reason = format!(
            "{} fields of {record_type} are tagged quick; the quick register has at most {MAX_QUICK_FIELDS}",
            quick.len()
        );
        let problem = Problem::new(file, format!("fields[{field}].quick"), reason);
        problems.push(problem.against(Rule::Quick));
    }
}

/// Who only receives referrals sees nothing that can endanger a person.
fn referral_roles(compiled: &Compiled, problems: &mut Vec<Problem>) {
    let configuration = &compiled.configuration;
    for role in configuration
        .roles
        .iter()
        .filter(|role| role.referral || role.referral_authorization)
    {
        let file = compiled.sources.of("role", &role.unique_id);
        for id in role.form_section_read_write.keys() {
            for (form, field) in shown_fields(configuration, id) {
                if field.sensitivity == Some(Sensitivity::Sensitive) {
                    let reason = format!(
                        "a role for referrals would see the sensitive field {:?} of form {:?}",
                        field.name, form.unique_id
                    );
                    let place = format!("form_section_read_write.{id}");
                    problems.push(Problem::new(file, place, reason).against(Rule::Referral));
                }
            }
        }
    }
}

/// The fields of a section and of the rows that it shows.
fn shown_fields<'a>(
    configuration: &'a Configuration,
    id: &str,
) -> Vec<(&'a FormSection, &'a primero_forms::Field)> {
    let mut shown = Vec::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let Some(form) = configuration.forms.iter().find(|form| form.unique_id == id) else {
            continue;
        };
        for field in &form.fields {
            shown.push((form, field));
            if field.field_type == FieldType::Subform {
                open.extend(field.subform_section_unique_id.clone());
            }
        }
    }
    shown
}

/// What a phone downloads before it can work: forms and lookups in one language.
fn size(compiled: &Compiled, problems: &mut Vec<Problem>) {
    let mut configuration = compiled.configuration.clone();
    let default = compiled.manifest.default_language();
    language::restrict(&mut configuration, &[default.to_owned()], default);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = serde_json::to_vec(&(&configuration.forms, &configuration.lookups))
        .map_err(std::io::Error::other)
        .and_then(|json| encoder.write_all(&json))
        .and_then(|()| encoder.finish());
    match written {
        Ok(bytes) if bytes.len() > MAX_GZIP_BYTES => {
            let reason = format!(
                "forms and lookups in one language take {} bytes compressed; the limit is {MAX_GZIP_BYTES}",
                bytes.len()
            );
            problems.push(Problem::new("forms", "", reason).against(Rule::Size));
        }
        Ok(_) => {}
        Err(error) => problems.push(Problem::new("", "", error.to_string())),
    }
}
