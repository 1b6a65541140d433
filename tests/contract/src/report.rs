//! What a run came to: a table for people, JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::run::Outcome;

/// The table, what differed, and `contract: N pass, M fail` as the last line.
pub(crate) fn render(outcomes: &[Outcome]) -> String {
    let widths = outcomes.iter().map(|outcome| outcome.id.chars().count());
    let width = widths.max().unwrap_or(0).max(4);
    let mut text = format!("{:width$}  result      ms\n", "case");
    for outcome in outcomes {
        let result = if outcome.failure.is_none() {
            "pass"
        } else {
            "FAIL"
        };
        let took = outcome.took.as_millis();
        line(
            &mut text,
            format_args!("{:width$}  {result:6}  {took:6}", outcome.id),
        );
    }
    for outcome in outcomes {
        let Some(failure) = &outcome.failure else {
            continue;
        };
        line(
            &mut text,
            format_args!("\n{}\n  {}", outcome.id, failure.step),
        );
        for difference in &failure.differences {
            line(&mut text, format_args!("    {difference}"));
        }
        if let Some(body) = &failure.body {
            line(&mut text, format_args!("    body: {body}"));
        }
    }
    let failed: Vec<&str> = failed(outcomes)
        .map(|outcome| outcome.id.as_str())
        .collect();
    if !failed.is_empty() {
        line(&mut text, format_args!("\nfailed: {}", failed.join(" ")));
    }
    let passed = outcomes.len() - failed.len();
    line(
        &mut text,
        format_args!("contract: {passed} pass, {} fail", failed.len()),
    );
    text
}

/// The same as JSON.
pub(crate) fn json(outcomes: &[Outcome]) -> Value {
    let failures = failed(outcomes).count();
    let cases = outcomes.iter().map(|outcome| {
        let mut case = json!({
            "id": outcome.id,
            "pass": outcome.failure.is_none(),
            "ms": u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX),
        });
        if let Some(failure) = &outcome.failure {
            case["failure"] = json!({
                "step": failure.step,
                "differences": failure.differences,
                "body": failure.body,
            });
        }
        case
    });
    json!({
        "pass": outcomes.len() - failures,
        "fail": failures,
        "cases": cases.collect::<Value>(),
    })
}

/// Those that failed.
pub(crate) fn failed(outcomes: &[Outcome]) -> impl Iterator<Item = &Outcome> {
    outcomes.iter().filter(|outcome| outcome.failure.is_some())
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::run::Failure;

    fn outcomes() -> [Outcome; 2] {
        let failure = Failure {
            step: "req: GET /api/v2/cases as full".to_owned(),
            differences: vec!["status: expected 200, got 403".to_owned()],
            body: Some("{\"errors\":[]}".to_owned()),
        };
        [
            Outcome {
                id: "A01-fine".to_owned(),
                took: Duration::from_millis(12),
                failure: None,
            },
            Outcome {
                id: "B02-wrong".to_owned(),
                took: Duration::from_millis(345),
                failure: Some(failure),
            },
        ]
    }

    #[test]
    fn the_last_line_counts_and_the_lines_before_say_what_differed() {
        insta::assert_snapshot!(render(&outcomes()));
    }

    #[test]
    fn programs_get_the_same_as_json() {
        insta::assert_json_snapshot!(json(&outcomes()));
    }

    #[test]
    fn nothing_wrong_is_said_in_one_line_after_the_table() {
        let text = render(&outcomes()[..1]);
        assert!(text.ends_with("12\ncontract: 1 pass, 0 fail\n"), "{text}");
    }
}
