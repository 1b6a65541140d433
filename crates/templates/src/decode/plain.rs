//! Documents that are read as they are, apart from texts without a language.

use std::collections::BTreeMap;

use primero_forms::Lookup;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    element,
    text::{localize, localize_list, localize_values},
    typed,
};
use crate::{
    Problem,
    configuration::{
        Agency, Location, Report, Role, SampleRecord, SampleUser, Samples, UserGroup, Workflow,
    },
    document::Documents,
    manifest::Manifest,
    parameter,
};

/// `template.yaml`. Its parameters are read first and put into every document, the manifest
/// included, since it may use them itself.
pub(crate) fn manifest(
    documents: &mut Documents,
    given: &BTreeMap<String, String>,
    problems: &mut Vec<Problem>,
) -> Option<Manifest> {
    const FILE: &str = "template.yaml";
    let definitions = match documents
        .0
        .get(FILE)
        .map(|manifest| manifest.get("parameters"))
    {
        None => {
            // A file that is there and cannot be read is a problem already.
            if !problems.iter().any(|problem| problem.file == FILE) {
                problems.push(Problem::new(FILE, "", "a template needs this file"));
            }
            return None;
        }
        Some(None) => Vec::new(),
        Some(Some(list)) => typed(FILE, "parameters", list, problems)?,
    };
    let values = parameter::values(&definitions, given, problems);
    parameter::substitute(documents, &values, problems);
    let mut object = documents
        .0
        .get(FILE)?
        .as_object()
        .cloned()
        .unwrap_or_default();
    let locale = default_language(&object);
    if let Some(Value::Array(modules)) = object.get_mut("modules") {
        for module in modules.iter_mut().filter_map(Value::as_object_mut) {
            localize_values(module, &["approvals_labels", "field_labels"], &locale);
        }
    }
    if let Some(Value::Object(settings)) = object.get_mut("system_settings") {
        localize_values(settings, &["approvals_labels_i18n"], &locale);
        localize(settings, &["welcome_email_text_i18n"], &locale);
    }
    typed(FILE, "", &Value::Object(object), problems)
}

fn default_language(manifest: &Map<String, Value>) -> String {
    let languages = manifest.get("languages").and_then(Value::as_array);
    let first = languages.and_then(|languages| languages.first());
    first.and_then(Value::as_str).unwrap_or("en").to_owned()
}

pub(crate) fn lookups(
    documents: &Documents,
    locale: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Lookup)> {
    each(documents, "lookups", problems, |lookup| {
        localize(lookup, &["name"], locale);
        localize_list(lookup, &["values"], &["display_text"], locale);
    })
}

pub(crate) fn roles(documents: &Documents, problems: &mut Vec<Problem>) -> Vec<(String, Role)> {
    each(documents, "roles", problems, |_| {})
}

pub(crate) fn workflows(
    documents: &Documents,
    locale: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Workflow)> {
    each(documents, "workflows", problems, |workflow| {
        localize_list(workflow, &["tasks"], &["label"], locale);
    })
}

pub(crate) fn reports(
    documents: &Documents,
    locale: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Report)> {
    each(documents, "reports", problems, |report| {
        localize(report, &["name", "description"], locale);
    })
}

pub(crate) fn locations(
    documents: &Documents,
    file: &str,
    locale: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Location> {
    list(documents, file, problems, |location| {
        localize(location, &["placename"], locale);
    })
}

pub(crate) fn agencies(
    documents: &Documents,
    file: &str,
    locale: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Agency> {
    list(documents, file, problems, |agency| {
        localize(agency, &["name", "description"], locale);
    })
}

pub(crate) fn user_groups(
    documents: &Documents,
    file: &str,
    problems: &mut Vec<Problem>,
) -> Vec<UserGroup> {
    list(documents, file, problems, |_| {})
}

pub(crate) fn samples(documents: &Documents, locale: &str, problems: &mut Vec<Problem>) -> Samples {
    const FILES: [&str; 5] = ["agencies", "locations", "records", "user_groups", "users"];
    for (file, _) in documents.directory("samples") {
        if !FILES.contains(&crate::document::stem(file)) {
            let reason = format!("no such kind of sample; there are {}", FILES.join(", "));
            problems.push(Problem::new(file, "", reason));
        }
    }
    Samples {
        locations: locations(documents, "samples/locations.yaml", locale, problems),
        agencies: agencies(documents, "samples/agencies.yaml", locale, problems),
        user_groups: user_groups(documents, "samples/user_groups.yaml", problems),
        users: list::<SampleUser>(documents, "samples/users.yaml", problems, |_| {}),
        records: list::<SampleRecord>(documents, "samples/records.yaml", problems, |_| {}),
    }
}

/// Reads the one value of every file of a directory, with the file.
fn each<T: DeserializeOwned>(
    documents: &Documents,
    directory: &str,
    problems: &mut Vec<Problem>,
    prepare: impl Fn(&mut Map<String, Value>),
) -> Vec<(String, T)> {
    let mut values = Vec::new();
    for (file, document) in documents.directory(directory) {
        let mut document = document.clone();
        if let Some(object) = document.as_object_mut() {
            prepare(object);
        }
        if let Some(value) = typed(file, "", &document, problems) {
            values.push((file.to_owned(), value));
        }
    }
    values
}

/// Reads the list in one file; a file that is not there is an empty list.
fn list<T: DeserializeOwned>(
    documents: &Documents,
    file: &str,
    problems: &mut Vec<Problem>,
    prepare: impl Fn(&mut Map<String, Value>),
) -> Vec<T> {
    let elements = match documents.0.get(file) {
        None => return Vec::new(),
        Some(Value::Array(elements)) => elements,
        Some(_) => {
            problems.push(Problem::new(file, "", "expected a list"));
            return Vec::new();
        }
    };
    let mut values = Vec::new();
    for (index, value) in elements.iter().enumerate() {
        let place = element(Some(value), index);
        let mut value = value.clone();
        if let Some(object) = value.as_object_mut() {
            prepare(object);
        }
        values.extend(typed::<T>(file, &place, &value, problems));
    }
    values
}
