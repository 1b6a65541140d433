//! The languages of a tenant: which texts it keeps, and how complete they are.

use std::collections::BTreeMap;

use primero_forms::{Field, LocalizedText};

use crate::{Configuration, Problem, configuration::LanguageCoverage};

/// Checks the languages that an instance asks for. Those that the template lacks are accepted.
pub(crate) fn check(languages: &[String], problems: &mut Vec<Problem>) {
    for (position, language) in languages.iter().enumerate() {
        let reason = if !is_language_tag(language) {
            format!("{language:?} is not a language tag such as en or pt-BR")
        } else if languages[..position].contains(language) {
            format!("language {language:?} is listed twice")
        } else {
            continue;
        };
        problems.push(Problem::new("", "", reason));
    }
}

fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let primary = subtags.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Keeps the texts of these languages. The first language has every text: where it is not
/// translated, it takes the template's default.
pub(crate) fn restrict(configuration: &mut Configuration, languages: &[String], default: &str) {
    let mut coverage: BTreeMap<String, LanguageCoverage> = languages
        .iter()
        .map(|language| (language.clone(), LanguageCoverage::default()))
        .collect();
    visit_texts(configuration, &mut |text| {
        let Some(original) = text.pick([default]).map(str::to_owned) else {
            text.0.clear();
            return;
        };
        let mut kept = BTreeMap::new();
        for (position, language) in languages.iter().enumerate() {
            let translated = in_language(text, language);
            if let Some(coverage) = coverage.get_mut(language) {
                coverage.total += 1;
                coverage.translated += u32::from(translated.is_some());
            }
            let fallback = (position == 0).then_some(original.as_str());
            if let Some(text) = translated.or(fallback) {
                kept.insert(language.clone(), text.to_owned());
            }
        }
        text.0 = kept;
    });
    configuration.languages = languages.to_vec();
    configuration.language_coverage = coverage;
}

/// The text in the language itself, else in the language without its region or script.
fn in_language<'a>(text: &'a LocalizedText, language: &str) -> Option<&'a str> {
    let primary = language.split('-').next().unwrap_or(language);
    text.get(language).or_else(|| text.get(primary))
}

fn visit_texts(configuration: &mut Configuration, visit: &mut impl FnMut(&mut LocalizedText)) {
    for form in &mut configuration.forms {
        visit(&mut form.name);
        visit(&mut form.description);
        visit(&mut form.help_text);
        for field in &mut form.fields {
            visit_field(field, visit);
        }
    }
    for lookup in &mut configuration.lookups {
        visit(&mut lookup.name);
        for option in &mut lookup.values {
            visit(&mut option.display_text);
        }
    }
    for module in &mut configuration.modules {
        module.approvals_labels.values_mut().for_each(&mut *visit);
        module.field_labels.values_mut().for_each(&mut *visit);
    }
    for report in &mut configuration.reports {
        visit(&mut report.name);
        visit(&mut report.description);
    }
    for workflow in &mut configuration.workflows {
        for task in &mut workflow.tasks {
            visit(&mut task.label);
        }
    }
    let samples = &mut configuration.samples;
    for location in configuration
        .locations
        .iter_mut()
        .chain(&mut samples.locations)
    {
        visit(&mut location.placename);
    }
    for agency in configuration
        .agencies
        .iter_mut()
        .chain(&mut samples.agencies)
    {
        visit(&mut agency.name);
        visit(&mut agency.description);
    }
}

fn visit_field(field: &mut Field, visit: &mut impl FnMut(&mut LocalizedText)) {
    visit(&mut field.display_name);
    visit(&mut field.help_text);
    visit(&mut field.guiding_questions);
    visit(&mut field.tick_box_label);
    visit(&mut field.signature_provided_by_label);
    for option in field.option_strings_text.iter_mut().chain(&mut field.tally) {
        visit(&mut option.display_text);
    }
}
