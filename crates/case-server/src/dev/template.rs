//! A template from its directory, with the shared blocks beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use primero_templates::{Bundle, Configuration, Problem, check, compile, inline_blocks};

/// The files of a template and of the blocks beside it, as they are on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files {
    own: Bundle,
    blocks: Bundle,
}

/// A template that can be served.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) bundle: Bundle,
    pub(super) configuration: Configuration,
    /// What stops nothing here, and has no place in a published template.
    pub(super) advice: Vec<Problem>,
}

/// Reads the files; blocks come from `blocks` beside the template, where the library keeps them.
pub(super) fn read(directory: &Path) -> anyhow::Result<Files> {
    let library = fs::canonicalize(directory)
        .with_context(|| format!("failed to find {}", directory.display()))?;
    let blocks = library.parent().map(|library| library.join("blocks"));
    Ok(Files {
        own: files(directory)?,
        blocks: match blocks.filter(|blocks| blocks.is_dir()) {
            Some(blocks) => files(&blocks)?,
            None => Bundle::default(),
        },
    })
}

/// What the files come to in these languages, or everything that keeps them from being served.
pub(super) fn judge(files: &Files, languages: &[String]) -> Result<Template, Vec<Problem>> {
    let bundle = inline_blocks(&files.own, &files.blocks)?;
    let configuration = compile(&bundle, &[], languages, &BTreeMap::new())?;
    let advice = check(&bundle);
    Ok(Template {
        bundle,
        configuration,
        advice,
    })
}

/// The text files below a directory, by their paths.
fn files(directory: &Path) -> anyhow::Result<Bundle> {
    let mut bundle = Bundle::default();
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("failed to read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // What editors leave behind while they save.
            let is_hidden = name.starts_with('.') || name.ends_with('~');
            if is_hidden {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path)
                    .with_context(|| format!("failed to read {}", path.display()))?;
                let below = path
                    .strip_prefix(directory)?
                    .to_string_lossy()
                    .replace('\\', "/");
                bundle.0.insert(below, bytes);
            }
        }
    }
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_counts_but_those_that_editors_leave_behind() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str| fs::write(directory.path().join(name), "a: 1").unwrap();
        fs::create_dir(directory.path().join("forms")).unwrap();
        for name in [
            "template.yaml",
            "forms/a.yml",
            "forms/.a.yaml.swp",
            "b.yaml~",
        ] {
            write(name);
        }
        let found = files(directory.path()).unwrap();
        let names: Vec<&str> = found.0.keys().map(String::as_str).collect();
        assert_eq!(names, ["forms/a.yml", "template.yaml"]);
    }

    #[test]
    fn a_mistake_is_told_with_its_file_and_an_omission_as_advice() {
        let manifest = "{id: small, version: 1.0.0, name: Small, description: Small, license: CC-BY-4.0, \
            languages: [en], modules: [{unique_id: primeromodule-cp, name: CP, associated_record_types: [case]}]}";
        let role = "{unique_id: role-instance-admin, name: A, group_permission: admin_only, permissions: {role: [read]}}";
        let form = "{unique_id: a, parent_form: case, name: A, fields: [{name: b, type: text_field, display_name: B}]}";
        let judged = |form: &str| {
            let own = [
                ("template.yaml", manifest),
                ("roles/role-instance-admin.yaml", role),
                ("forms/a.yaml", form),
            ];
            let own = own.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
            let files = Files {
                own: Bundle(own.into()),
                blocks: Bundle::default(),
            };
            judge(&files, &[])
        };
        let mistakes = judged(&form.replace("text_field", "text")).unwrap_err();
        assert_eq!(mistakes[0].file, "forms/a.yaml");
        assert_eq!(mistakes[0].place, "fields[b].type");
        let advice = judged(form).unwrap().advice;
        assert!(advice.iter().all(|advice| advice.file == "forms/a.yaml"));
        assert_eq!(advice.len(), 3);
    }
}
