//! Finds the blocks of a file: fenced YAML that has an `id`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Block, Broken, block};

/// A fenced block as it stands in the file.
struct Fenced {
    /// The line of its first line.
    line: usize,
    text: String,
}

/// The blocks of a file, in order. Fenced YAML without an `id` is prose.
pub(crate) fn read(text: &str) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    let mut blocks = Vec::new();
    for fenced in fenced(text) {
        let broken = |rule: String| Broken {
            line: fenced.line,
            rule,
        };
        let parsed = match parse(&fenced.text) {
            Ok(parsed) => parsed,
            Err(rule) => {
                blocks.push(Block {
                    id: id_by_eye(&fenced.text).unwrap_or_else(|| format!("line {}", fenced.line)),
                    case: Err(broken(rule)),
                });
                continue;
            }
        };
        let Some(id) = parsed.get("id") else { continue };
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let case = if seen.insert(id.clone()) {
            block::case(&parsed).map_err(broken)
        } else {
            Err(broken("another block has this id".to_owned()))
        };
        blocks.push(Block { id, case });
    }
    blocks
}

/// A block's text as JSON. `n` is a note and `0001` a number on a card: a case is sent and compared
/// as it was written.
fn parse(text: &str) -> Result<Value, String> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let error = error.to_string();
        format!("is not valid YAML: {}", error.lines().next().unwrap_or(""))
    })
}

/// The fenced blocks whose language is YAML. One that is never closed ends with the file.
fn fenced(text: &str) -> Vec<Fenced> {
    let mut found = Vec::new();
    let mut open: Option<Fenced> = None;
    let mut is_other = false;
    for (index, line) in text.lines().enumerate() {
        let fence = line.trim_end().strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(_)) if is_other => is_other = false,
            (None, Some("yaml" | "yml")) => {
                open = Some(Fenced {
                    line: index + 2,
                    text: String::new(),
                });
            }
            (None, Some(_)) => is_other = true,
            (None, None) => {}
        }
    }
    found.extend(open);
    found
}

/// The id of a block that is no YAML, so that a report can name it.
fn id_by_eye(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("id:"))?;
    Some(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        read(text).into_iter().map(|block| block.id).collect()
    }

    const GOOD: &str = "```yaml\nid: A\nas: anon\nreq: [GET, /health]\nstatus: 204\n```\n";

    #[test]
    fn yaml_blocks_with_an_id_are_cases_and_other_blocks_are_prose() {
        let text = format!("# T\n```text\n```\n```yaml\nx: 1\n```\n{GOOD}```json\n{{}}\n```\n");
        assert_eq!(ids(&text), ["A"]);
    }

    #[test]
    fn a_bad_block_is_named_and_the_others_are_still_read() {
        let text = format!("```yaml\nid: B\nreq: [GET\n```\n{GOOD}");
        let blocks = read(&text);
        assert_eq!(blocks[0].id, "B");
        let broken = blocks[0].case.as_ref().unwrap_err().to_string();
        assert!(broken.starts_with("line 2: is not valid YAML"), "{broken}");
        assert!(blocks[1].case.is_ok());
    }

    #[test]
    fn only_true_and_false_are_no_text_among_words() {
        let parsed = parse("{a: n, b: No, c: 0001, d: 1_000, e: true, f: 7, g: y}").unwrap();
        let expected = serde_json::json!({
            "a": "n", "b": "No", "c": "0001", "d": "1_000", "e": true, "f": 7, "g": "y",
        });
        assert_eq!(parsed, expected);
    }

    #[test]
    fn an_id_is_taken_once() {
        let blocks = read(&format!("{GOOD}{GOOD}"));
        assert!(blocks[0].case.is_ok());
        let broken = blocks[1].case.as_ref().unwrap_err();
        assert_eq!(broken.rule, "another block has this id");
        assert_eq!(broken.line, 8);
    }
}
