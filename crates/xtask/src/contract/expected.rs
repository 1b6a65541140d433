//! Our own cases as part of `cargo xtask test`: all pass but those that later work is named for.
//!
//! The runner skips nothing. What may still fail stands in a list, which can only shrink: a case
//! that fails and is not on it is a failure, and one that passes and is still on it too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::{Report, build, report};
use crate::paths;
use crate::step::{Step, Steps};
use crate::test::Tally;

/// The ids of cases that wait for later work, one a line; `#` begins a comment.
const WAITING: &str = "waiting.txt";

/// Runs every file of cases and compares what failed with what may.
pub(crate) fn ours(steps: &Steps) -> Result<Tally> {
    let name = "Run the cases of the contract";
    steps.step(name, "cargo xtask test contract", |step| {
        let directory = paths::root().join("tests/contract/cases");
        let waiting = std::fs::read_to_string(directory.join(WAITING));
        let waiting = waiting.context("failed to read the list of waiting cases")?;
        let waiting = ids(&waiting);
        let report = result(step, &directory)?;
        let tally = judge(&report, &waiting);
        for failure in &tally.failures {
            step.note(format_args!("failed: {failure}"));
        }
        Ok(tally)
    })
}

fn result(step: &mut Step, directory: &Path) -> Result<Report> {
    let program = build(step)?;
    let directory_of_report = tempfile::tempdir()?;
    let path = directory_of_report.path().join("report.json");
    let mut command = Command::new(program);
    for file in files(directory)? {
        command.arg("--cases").arg(file);
    }
    // Failing cases are no error of the run; a run that writes no report is.
    let ran = step.run(command.arg("--report").arg(&path));
    if path.is_file() {
        report(&path)
    } else {
        ran.and_then(|()| report(&path))
    }
}

fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).context("failed to list the files of cases")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn ids(list: &str) -> BTreeSet<&str> {
    let lines = list.lines();
    lines
        .map(|line| line.split('#').next().unwrap_or("").trim())
        .filter(|id| !id.is_empty())
        .collect()
}

/// What is as it may be counts as passed.
fn judge(report: &Report, waiting: &BTreeSet<&str>) -> Tally {
    let mut tally = Tally::default();
    let mut known = BTreeSet::new();
    for case in &report.cases {
        let id = case.id.as_str();
        known.insert(id);
        match (case.pass, waiting.contains(id)) {
            (true, false) | (false, true) => tally.passed += 1,
            (true, true) => tally
                .failures
                .push(format!("{id} passes: take it off {WAITING}")),
            (false, false) => tally.failures.push(id.to_owned()),
        }
    }
    let gone = waiting.difference(&known);
    tally
        .failures
        .extend(gone.map(|id| format!("{id} is no case: take it off {WAITING}")));
    tally.failed = u32::try_from(tally.failures.len()).unwrap_or(u32::MAX);
    tally
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::CaseResult;

    #[test]
    fn the_list_of_waiting_cases_can_only_shrink() {
        let case = |id: &str, pass| CaseResult {
            id: id.to_owned(),
            pass,
        };
        let report = Report {
            cases: vec![
                case("A", true),
                case("B", false),
                case("C", false),
                case("D", true),
            ],
        };
        let waiting = ids("# later\nC # transfers\nD\nE\n\n");
        let tally = judge(&report, &waiting);
        assert_eq!((tally.passed, tally.failed), (2, 3));
        let expected = [
            "B",
            "D passes: take it off waiting.txt",
            "E is no case: take it off waiting.txt",
        ];
        assert_eq!(tally.failures, expected);
    }
}
