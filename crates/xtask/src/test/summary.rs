//! The table at the end of a run, and the one line that a script reads.

use std::fmt::Write as _;
use std::time::Duration;

use super::tally::Tally;

/// What one part of the run came to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The part.
    pub(crate) name: String,
    /// Its tests.
    pub(crate) tally: Tally,
    /// How long it took.
    pub(crate) took: Duration,
}

/// True when nothing failed.
pub(crate) fn all_passed(outcomes: &[Outcome]) -> bool {
    outcomes.iter().all(|outcome| outcome.tally.failed == 0)
}

/// The table, the failures, and `N passed, N failed` as the last line.
pub(crate) fn render(outcomes: &[Outcome]) -> String {
    let width = outcomes
        .iter()
        .map(|outcome| outcome.name.len())
        .max()
        .unwrap_or(0)
        .max(4);
    let mut text = format!("\n{:width$}  passed  failed      time\n", "part");
    let mut total = (0, 0, Duration::ZERO);
    for Outcome { name, tally, took } in outcomes {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{name:width$}  {:6}  {:6}  {:>8}",
            tally.passed,
            tally.failed,
            shown(*took)
        );
        total = (
            total.0 + tally.passed,
            total.1 + tally.failed,
            total.2 + *took,
        );
    }
    let _ = writeln!(
        text,
        "{:width$}  {:6}  {:6}  {:>8}\n",
        "all",
        total.0,
        total.1,
        shown(total.2)
    );
    for outcome in outcomes {
        for failure in &outcome.tally.failures {
            let _ = writeln!(text, "failed: {}: {failure}", outcome.name);
        }
    }
    let _ = writeln!(text, "{} passed, {} failed", total.0, total.1);
    text
}

fn shown(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &str, passed: u32, failures: &[&str]) -> Outcome {
        let failures: Vec<String> = failures.iter().map(|&name| name.to_owned()).collect();
        let failed = u32::try_from(failures.len()).unwrap();
        Outcome {
            name: name.to_owned(),
            tally: Tally {
                passed,
                failed,
                failures,
            },
            took: Duration::from_millis(90_500),
        }
    }

    #[test]
    fn the_last_line_is_what_a_script_reads() {
        let text = render(&[outcome("check fmt", 1, &[]), outcome("e2e", 16, &["walk"])]);
        assert_eq!(text.lines().last(), Some("17 passed, 1 failed"));
        assert!(text.contains("failed: e2e: walk\n"), "{text}");
        assert!(
            text.contains("e2e            16       1  1:30 min\n"),
            "{text}"
        );
    }

    #[test]
    fn one_failure_anywhere_fails_the_run() {
        assert!(all_passed(&[outcome("a", 1, &[])]));
        assert!(!all_passed(&[
            outcome("a", 1, &[]),
            outcome("b", 5, &["x"])
        ]));
    }
}
