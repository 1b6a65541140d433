//! What the author of a template reads in the terminal.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use primero_templates::{Configuration, Problem};

use super::template::Template;

/// What becomes of the page while the template has mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meanwhile {
    /// Nothing was served yet.
    Waiting,
    /// The template as it was before them is served.
    Serving,
}

/// That a template is served now: what it holds, and what a published one would have to hold.
pub(super) fn applied(directory: &Path, template: &Template, was_broken: bool) -> String {
    let configuration = &template.configuration;
    let identity = &configuration.template;
    let mut told = String::new();
    if was_broken {
        told.push_str("every mistake is mended\n");
    }
    // Writing to a string cannot fail.
    let _ = writeln!(
        told,
        "{} {} is applied: {} sections, {} lookups, {} roles, {} sample records; reload the page",
        identity.id,
        identity.version,
        configuration
            .forms
            .iter()
            .filter(|form| !form.is_nested)
            .count(),
        configuration.lookups.len(),
        configuration.roles.len(),
        configuration.samples.records.len(),
    );
    if !template.advice.is_empty() {
        let advice = counted(template.advice.len(), "thing");
        let _ = writeln!(told, "before it is published, {advice} to mend:");
        told.push_str(&listed(directory, &template.advice));
    }
    told
}

/// Every mistake with file, place and reason.
pub(super) fn broken(directory: &Path, problems: &[Problem], meanwhile: Meanwhile) -> String {
    let mistakes = counted(problems.len(), "mistake");
    let meanwhile = self::meanwhile(meanwhile);
    format!("{mistakes}; {meanwhile}\n{}", listed(directory, problems))
}

/// Why the files could not be read or the configuration not be stored.
pub(super) fn failed(reason: &str, meanwhile: Meanwhile) -> String {
    format!("{reason}; {}\n", self::meanwhile(meanwhile))
}

/// What is gone from the template and still in the tenant: applying a template never destroys.
pub(super) fn left_behind(before: &Configuration, now: &Configuration) -> String {
    let (before, now) = (parts(before), parts(now));
    let gone: Vec<&str> = before.difference(&now).map(String::as_str).collect();
    if gone.is_empty() {
        return String::new();
    }
    format!(
        "no longer in the template, and still in this tenant until you start it again: {}\n",
        gone.join(", ")
    )
}

fn parts(configuration: &Configuration) -> BTreeSet<String> {
    let forms = configuration.forms.iter().map(|form| &form.unique_id);
    let lookups = configuration.lookups.iter().map(|lookup| &lookup.unique_id);
    let roles = configuration.roles.iter().map(|role| &role.unique_id);
    let workflows = configuration
        .workflows
        .iter()
        .map(|workflow| &workflow.unique_id);
    let reports = configuration.reports.iter().map(|report| &report.unique_id);
    let kinds = forms.map(|id| format!("form {id}"));
    kinds
        .chain(lookups.map(|id| format!("lookup {id}")))
        .chain(roles.map(|id| format!("role {id}")))
        .chain(workflows.map(|id| format!("workflow {id}")))
        .chain(reports.map(|id| format!("report {id}")))
        .collect()
}

const fn meanwhile(meanwhile: Meanwhile) -> &'static str {
    match meanwhile {
        Meanwhile::Waiting => "nothing is served until the template is mended",
        Meanwhile::Serving => "the template as it was before is still served",
    }
}

fn listed(directory: &Path, problems: &[Problem]) -> String {
    let mut lines = String::new();
    for problem in problems {
        let place = if problem.place.is_empty() {
            String::new()
        } else {
            format!(" {}:", problem.place)
        };
        let file = directory.join(&problem.file);
        let _ = writeln!(lines, "  {}:{place} {}", file.display(), problem.reason);
        let _ = writeln!(lines, "      mend: {}", problem.rule.mend());
    }
    lines
}

fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_names_file_place_reason_and_what_is_served() {
        let problems = [
            Problem::new("forms/a.yaml", "fields[b].type", "unknown variant"),
            Problem::new("forms/c.yaml", "", "line 2, column 1: unclosed bracket"),
        ];
        insta::assert_snapshot!(
            broken(Path::new("my/template"), &problems, Meanwhile::Serving),
            @r"
        2 mistakes; the template as it was before is still served
          my/template/forms/a.yaml: fields[b].type: unknown variant
              mend: correct the file at this place; templates-library/README.md lists files and keys
          my/template/forms/c.yaml: line 2, column 1: unclosed bracket
              mend: correct the file at this place; templates-library/README.md lists files and keys
        "
        );
    }

    #[test]
    fn what_is_gone_from_the_template_is_told() {
        let before: Configuration = serde_json::from_value(serde_json::json!({
            "template": {"id": "a", "version": "1.0.0", "digest": ""}, "languages": [], "modules": [], "roles": [],
            "lookups": [{"unique_id": "lookup-a"}], "forms": [{"unique_id": "visit", "parent_form": "case"}],
        }))
        .unwrap();
        assert_eq!(left_behind(&before, &before), "");
        assert_eq!(
            left_behind(&before, &Configuration::default()),
            "no longer in the template, and still in this tenant until you start it again: form visit, lookup lookup-a\n"
        );
    }
}
