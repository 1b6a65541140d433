//! A template from its directory, with the shared blocks beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use primero_templates::{Bundle, Configuration, compile, inline_blocks};

use crate::command::listed;

/// Reads a template; blocks come from `blocks` beside it, where the library keeps them.
pub(super) fn read(directory: &Path) -> anyhow::Result<Bundle> {
    let files = files(directory)?;
    if !files.0.contains_key("template.yaml") {
        bail!("{} holds no template.yaml", directory.display());
    }
    let library = fs::canonicalize(directory)?;
    let blocks = library.parent().map(|library| library.join("blocks"));
    let blocks = match blocks.filter(|blocks| blocks.is_dir()) {
        Some(blocks) => self::files(&blocks)?,
        None => Bundle::default(),
    };
    inline_blocks(&files, &blocks).map_err(|problems| anyhow::anyhow!(listed(&problems)))
}

/// What the template comes to in these languages.
pub(super) fn compiled(bundle: &Bundle, languages: &[String]) -> anyhow::Result<Configuration> {
    compile(bundle, &[], languages, &BTreeMap::new())
        .map_err(|problems| anyhow::anyhow!(listed(&problems)))
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
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
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
