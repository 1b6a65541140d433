//! Sizes: a file does one thing, so it stays short; its first line says which thing.
//!
//! Function length is clippy's (`too_many_lines`); this looks at whole files.

use std::path::Path;

use anyhow::{Context as _, Result};

/// Lines of a Rust or TypeScript file without its test module.
const WITHOUT_TESTS: usize = 400;
/// Lines of a file with everything in it.
const WITH_TESTS: usize = 600;
/// Lines of a `main.rs`: it parses arguments and calls.
const MAIN: usize = 60;
/// Lines of the README at the top.
const README: usize = 120;
/// Lines of `docs/ARCHITECTURE.md`.
const ARCHITECTURE: usize = 200;
/// Lines of one ADR.
const ADR: usize = 60;

/// Files that may be longer, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// What is wrong with the file called `path` (relative to the root), if anything.
pub(crate) fn judge(path: &str, text: &str) -> Vec<String> {
    if EXCEPTIONS.iter().any(|(exempt, _)| *exempt == path) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (what, lines, limit) in measures(path, text) {
        if lines > limit {
            found.push(format!(
                "{path}: {lines} lines{what}, the limit is {limit}; split it, or list it in \
                 EXCEPTIONS in crates/xtask/src/check/sizes.rs with a reason"
            ));
        }
    }
    if is_rust(path) && !text.starts_with("//! ") {
        found.push(format!(
            "{path}: the first line must say what the file is (`//! ...`)"
        ));
    }
    found
}

fn measures(path: &str, text: &str) -> Vec<(&'static str, usize, usize)> {
    let all = text.lines().count();
    if path == "README.md" {
        return vec![("", all, README)];
    }
    if path == "docs/ARCHITECTURE.md" {
        return vec![("", all, ARCHITECTURE)];
    }
    if path.starts_with("docs/adr/") {
        return vec![("", all, ADR)];
    }
    if is_rust(path) && path.ends_with("/src/main.rs") {
        return vec![("", all, MAIN)];
    }
    if is_rust(path) || has_extension(path, &["ts", "tsx", "mjs", "css"]) {
        return vec![
            (
                " without tests",
                lines_without_tests(path, text),
                WITHOUT_TESTS,
            ),
            (" with tests", all, WITH_TESTS),
        ];
    }
    Vec::new()
}

/// Lines before the test module that closes a file; a file that is all tests has none.
fn lines_without_tests(path: &str, text: &str) -> usize {
    let only_tests = path.ends_with("/tests.rs")
        || path.contains("/tests/")
        || path.contains(".test.")
        || path.starts_with("tests/");
    if only_tests {
        return 0;
    }
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .count()
}

fn is_rust(path: &str) -> bool {
    has_extension(path, &["rs"])
}

fn has_extension(path: &str, wanted: &[&str]) -> bool {
    Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| wanted.contains(&extension))
}

/// Judges every file that git knows of or would add, below `root`.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in super::tracked_files(root)? {
        if !is_rust(&path) && !has_extension(&path, &["ts", "tsx", "mjs", "css", "md"]) {
            continue;
        }
        let full = root.join(&path);
        if !full.exists() {
            continue;
        }
        let text = std::fs::read_to_string(&full)
            .with_context(|| format!("failed to read {}", full.display()))?;
        found.extend(judge(&path, &text));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(lines: usize, test_lines: usize) -> String {
        let mut text = String::from("//! A file.\n");
        text.push_str(&"// line\n".repeat(lines - 1));
        if test_lines > 0 {
            text.push_str("#[cfg(test)]\n");
            text.push_str(&"// line\n".repeat(test_lines - 1));
        }
        text
    }

    #[test]
    fn a_file_at_its_limits_is_silent() {
        assert_eq!(
            judge("crates/x/src/a.rs", &rust(400, 200)),
            Vec::<String>::new()
        );
    }

    #[test]
    fn tests_are_counted_apart_from_the_code() {
        assert_eq!(judge("crates/x/src/a.rs", &rust(401, 0)).len(), 1);
        assert_eq!(judge("crates/x/src/a.rs", &rust(400, 201)).len(), 1);
        assert_eq!(
            judge("crates/x/src/a/tests.rs", &rust(599, 0)),
            Vec::<String>::new()
        );
        assert_eq!(
            judge("crates/x/tests/http/main.rs", &rust(500, 0)),
            Vec::<String>::new()
        );
    }

    #[test]
    fn main_and_readme_have_limits_of_their_own() {
        assert_eq!(judge("crates/x/src/main.rs", &rust(61, 0)).len(), 1);
        assert_eq!(judge("README.md", &"x\n".repeat(121)).len(), 1);
        assert_eq!(judge("README.md", &"x\n".repeat(120)), Vec::<String>::new());
    }

    #[test]
    fn a_file_says_what_it_is_in_its_first_line() {
        let found = judge("crates/x/src/a.rs", "use std::fmt;\n");
        assert_eq!(
            found,
            ["crates/x/src/a.rs: the first line must say what the file is (`//! ...`)"]
        );
    }

    #[test]
    fn other_files_have_no_limit() {
        assert_eq!(
            judge("crds/x.yaml", &"x\n".repeat(5000)),
            Vec::<String>::new()
        );
    }
}
