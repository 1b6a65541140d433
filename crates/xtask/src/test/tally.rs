//! How many tests passed, read off what `cargo test` printed.

/// Counts over every test program of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u32,
    /// Tests that failed.
    pub(crate) failed: u32,
    /// Names of those that failed.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    /// Reads the output of `cargo test`.
    pub(crate) fn read(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines().map(str::trim) {
            if let Some(result) = line.strip_prefix("test result: ") {
                tally.passed += count(result, "passed");
                tally.failed += count(result, "failed");
            } else if let Some(test) = line.strip_prefix("test ").and_then(failed_test) {
                tally.failures.push(test.to_owned());
            }
        }
        tally
    }
}

/// The number before `word` in `ok. 18 passed; 0 failed; ...`.
fn count(result: &str, word: &str) -> u32 {
    let words: Vec<&str> = result
        .split([' ', ';'])
        .filter(|part| !part.is_empty())
        .collect();
    let pair = words.windows(2).find(|pair| pair[1] == word);
    pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

fn failed_test(line: &str) -> Option<&str> {
    line.strip_suffix(" ... FAILED")
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn results_of_all_programs_are_added_up() {
        let output = "running 2 tests\ntest a::works ... ok\ntest a::breaks ... FAILED\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let tally = Tally::read(output);
        assert_eq!((tally.passed, tally.failed), (41, 1));
        assert_eq!(tally.failures, ["a::breaks"]);
    }

    #[test]
    fn what_a_test_prints_about_results_in_general_is_not_counted() {
        let output = "the result: ok. 7 passed\ntest result: ok. 2 passed; 0 failed; 0 ignored\n";
        assert_eq!(Tally::read(output).passed, 2);
    }
}
