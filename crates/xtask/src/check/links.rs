//! Links: every relative link in our Markdown leads to a file that is there, and every path that a
//! document names in backticks from the top of the repository exists.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result};

/// Where a path in backticks must start to count as a path of ours.
const TOP: &[&str] = &[
    "crates/",
    "charts/",
    "crds/",
    "deploy/",
    "templates-library/",
    "tests/",
    "docs/",
];

/// A place in a document that points at something which `exists` denies.
pub(crate) fn dead(path: &str, text: &str, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            continue;
        }
        let linked = link_targets(line)
            .into_iter()
            .map(|target| normal(&folder.join(target)));
        let quoted = quoted_paths(line).into_iter().map(PathBuf::from);
        for target in linked.chain(quoted) {
            if !exists(&target) {
                found.push(format!(
                    "{path}:{}: {} does not exist; correct the link or the path",
                    index + 1,
                    target.display()
                ));
            }
        }
    }
    found
}

/// Targets of `[text](target)` that are files, without their fragment.
fn link_targets(line: &str) -> Vec<&str> {
    line.match_indices("](")
        .filter_map(|(start, _)| line[start + 2..].split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .filter_map(|target| target.split('#').next())
        .filter(|target| !target.is_empty())
        .collect()
}

/// Words in backticks that are plainly a path: no pattern, no placeholder, no blank.
fn quoted_paths(line: &str) -> Vec<&str> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| TOP.iter().any(|top| word.starts_with(top)))
        .filter(|word| !word.contains(['*', '<', '{', ' ', '…']) && !word.contains("..."))
        .collect()
}

/// `a/b/../c` as `a/c`; links climb out of their folder.
fn normal(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => clean.push(part),
        }
    }
    clean
}

/// Looks through every Markdown file below `root`.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let markdown = |path: &String| path.to_ascii_lowercase().ends_with(".md");
    for path in super::tracked_files(root)?.into_iter().filter(markdown) {
        let full = root.join(&path);
        if !full.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&full)
            .with_context(|| format!("failed to read {}", full.display()))?;
        found.extend(dead(&path, &text, |target| root.join(target).exists()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing_exists(_: &Path) -> bool {
        false
    }

    #[test]
    fn a_link_is_followed_from_the_folder_of_its_document() {
        let text = "see [the words](../glossary.md#tenant)\n";
        assert_eq!(
            dead("docs/adr/0001-x.md", text, nothing_exists),
            ["docs/adr/0001-x.md:1: docs/glossary.md does not exist; correct the link or the path"]
        );
        assert!(
            dead("docs/adr/0001-x.md", text, |path| path
                == Path::new("docs/glossary.md"))
            .is_empty()
        );
    }

    #[test]
    fn a_path_in_backticks_is_followed_from_the_top() {
        let found = dead(
            "docs/a.md",
            "copy `crates/x/src/b.rs` first",
            nothing_exists,
        );
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn addresses_fragments_patterns_and_code_blocks_are_left_alone() {
        let text = "[a](https://example.org/x) [b](#part) `crates/*/src` `crates/<name>/x`\n\
                    ```\n[c](missing.md) `docs/missing.md`\n```\n";
        assert!(dead("docs/a.md", text, nothing_exists).is_empty());
    }
}
