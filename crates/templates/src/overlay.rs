//! Overlays: what one country changes of a template.
//!
//! An overlay is a bundle of partial documents that are laid over the template's documents of the
//! same path. Comparing the template version that an overlay was made for with a newer one is the
//! three-way merge of template upgrades; it starts from the same documents.

use std::collections::BTreeMap;

use crate::{
    Bundle, Problem,
    document::{DIRECTORIES, Documents},
    merge::merge,
};

/// A named set of changes to a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The name that problems carry.
    pub name: String,
    /// The partial documents by path.
    pub files: Bundle,
}

impl Overlay {
    /// An overlay from files of one flat directory, where `forms.basic_identity.yaml` stands for
    /// `forms/basic_identity.yaml`: the keys of a `ConfigMap` cannot hold a slash.
    pub fn from_flat_files(name: impl Into<String>, files: BTreeMap<String, Vec<u8>>) -> Self {
        let nest = |path: String| match path.split_once('.') {
            Some((directory, rest)) if DIRECTORIES.contains(&directory) && rest != "yaml" => {
                format!("{directory}/{rest}")
            }
            _ => path,
        };
        Self {
            name: name.into(),
            files: Bundle(
                files
                    .into_iter()
                    .map(|(path, bytes)| (nest(path), bytes))
                    .collect(),
            ),
        }
    }
}

/// Lays the overlays over the documents, in order.
pub(crate) fn apply(
    mut documents: Documents,
    overlays: &[Overlay],
    problems: &mut Vec<Problem>,
) -> Documents {
    for overlay in overlays {
        let mut found = Vec::new();
        for (path, over) in Documents::read(&overlay.files, &mut found).0 {
            let merged = match documents.0.remove(&path) {
                Some(base) => merge(base, &over),
                None => over,
            };
            documents.0.insert(path, merged);
        }
        problems.extend(found.into_iter().map(|problem| Problem {
            file: format!("{}:{}", overlay.name, problem.file),
            ..problem
        }));
    }
    documents
}
