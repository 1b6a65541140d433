//! Reads the template library from the checkout.

use std::{
    fs,
    path::{Path, PathBuf},
};

use primero_templates::{Bundle, inline_blocks};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates-library")
}

fn read(directory: &Path) -> Bundle {
    let mut bundle = Bundle::default();
    let mut open = vec![directory.to_owned()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(&current).expect("a readable directory") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(directory).expect("lies below it");
            let name = name.to_str().expect("an ASCII path").to_owned();
            bundle
                .0
                .insert(name, fs::read(&path).expect("a readable file"));
        }
    }
    bundle
}

/// One template with its blocks inlined.
pub(crate) fn template(name: &str) -> Bundle {
    let (own, blocks) = (read(&root().join(name)), read(&root().join("blocks")));
    inline_blocks(&own, &blocks).expect("every block is there")
}

/// Every template by name.
pub(crate) fn library() -> Vec<(String, Bundle)> {
    let mut names: Vec<String> = fs::read_dir(root())
        .expect("a readable directory")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.join("template.yaml").exists())
        .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let bundle = template(&name);
            (name, bundle)
        })
        .collect()
}
