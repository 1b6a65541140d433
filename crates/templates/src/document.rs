//! The files of a bundle as trees.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Bundle, Problem};

/// The directories of a bundle whose files are documents.
pub(crate) const DIRECTORIES: [&str; 7] = [
    "forms",
    "lookups",
    "roles",
    "workflows",
    "reports",
    "i18n",
    "samples",
];

/// Documents that stand beside the directories.
const TOP_LEVEL: [&str; 4] = [
    "template.yaml",
    "locations.yaml",
    "agencies.yaml",
    "user_groups.yaml",
];

/// The documents of a bundle by path.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Documents(pub(crate) BTreeMap<String, Value>);

impl Documents {
    /// Reads every file; what cannot be read is a problem, and the rest is still read.
    pub(crate) fn read(bundle: &Bundle, problems: &mut Vec<Problem>) -> Self {
        let mut documents = BTreeMap::new();
        for (path, bytes) in &bundle.0 {
            if is_prose(path) {
                continue;
            }
            if let Err(reason) = check_path(path) {
                problems.push(Problem::new(path, "", reason));
                continue;
            }
            match parse(bytes) {
                Ok(document) => {
                    documents.insert(path.clone(), document);
                }
                Err(reason) => problems.push(Problem::new(path, "", reason)),
            }
        }
        Self(documents)
    }

    /// The documents of one directory.
    pub(crate) fn directory<'a>(
        &'a self,
        directory: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0
            .iter()
            .filter(move |(path, _)| {
                path.strip_prefix(directory)
                    .is_some_and(|rest| rest.starts_with('/'))
            })
            .map(|(path, document)| (path.as_str(), document))
    }
}

/// README and change log: for people, not part of the configuration.
pub(crate) fn is_prose(path: &str) -> bool {
    extension(path) == Some("md")
}

/// The file name without its directory and extension.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".yaml").unwrap_or(name)
}

fn extension(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(_, extension)| extension)
}

fn check_path(path: &str) -> Result<(), String> {
    if TOP_LEVEL.contains(&path) {
        return Ok(());
    }
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [directory, name] if DIRECTORIES.contains(directory) && extension(name) == Some("yaml") => {
            Ok(())
        }
        [directory, _] if DIRECTORIES.contains(directory) => {
            Err("expected a file that ends in .yaml".to_owned())
        }
        _ => Err(format!(
            "no such place in a template: files are {} or lie in {}",
            TOP_LEVEL.join(", "),
            DIRECTORIES.join(", ")
        )),
    }
}

/// Parses YAML. JSON is YAML too.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
    let options = serde_saphyr::options! {
        // `no` is a country and a language, `0700` a telephone number.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let place = error.location().map_or_else(String::new, |at| {
            format!("line {}, column {}: ", at.line(), at.column())
        });
        format!("{place}{}", error.without_snippet())
    })
}
