//! Query strings with nested keys: `a[b]=1`, `a[0]=x&a[1]=y`, `a[]=x`.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// The most keys that a query may have.
const MOST_KEYS: usize = 4096;
/// The deepest nesting of a key.
const DEEPEST: usize = 16;

/// Why a query string cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// More than [`MOST_KEYS`] keys.
    #[error("the query has too many keys")]
    TooManyKeys,
    /// A key is nested deeper than [`DEEPEST`] levels.
    #[error("a key of the query is nested too deeply")]
    TooDeep,
    /// Percent-encoding that is not UTF-8.
    #[error("the query is not percent-encoded UTF-8")]
    Encoding,
    /// The character U+0000, which PostgreSQL has no texts with.
    #[error("the query contains the character U+0000")]
    Nul,
    /// The same key as a text and as a list or an object.
    #[error("a key of the query is used in two ways")]
    TwoWays,
}

/// Reads a query string into a tree of objects, lists and texts.
///
/// A key with indices (`a[0]`) becomes an object with the keys `"0"`, `"1"`, ...: whether that is a
/// list is for the endpoint to say ([`list`]). Only `a[]` makes a list here.
pub fn parse(query: &str) -> Result<Map<String, Value>, QueryError> {
    let mut tree = Map::new();
    for (count, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        if count >= MOST_KEYS {
            return Err(QueryError::TooManyKeys);
        }
        let (key, value) = match pair.split_once('=') {
            Some((key, value)) => (decode(key)?, Value::String(decode(value)?)),
            None => (decode(pair)?, Value::Null),
        };
        let (first, rest) = steps(&key)?;
        insert(&mut tree, first, &rest, value)?;
    }
    Ok(tree)
}

/// The elements of a parameter that may be written as `a[]=`, `a[0]=` or once as `a=`.
pub fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => {
            let mut indexed: Vec<(u64, &Value)> = items
                .iter()
                .filter_map(|(key, item)| Some((key.parse().ok()?, item)))
                .collect();
            indexed.sort_by_key(|(index, _)| *index);
            indexed.into_iter().map(|(_, item)| item).collect()
        }
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![value],
    }
}

fn decode(text: &str) -> Result<String, QueryError> {
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text)
        .decode_utf8()
        .map_err(|_| QueryError::Encoding)?;
    if decoded.contains('\0') {
        return Err(QueryError::Nul);
    }
    Ok(decoded.into_owned())
}

/// Cuts `a[b][]` into `a` and `["b", ""]`. Brackets that do not pair belong to the name.
fn steps(key: &str) -> Result<(&str, Vec<&str>), QueryError> {
    let Some(open) = key.find('[').filter(|open| *open > 0 && key.ends_with(']')) else {
        return Ok((key, Vec::new()));
    };
    let rest: Vec<&str> = key[open + 1..key.len() - 1].split("][").collect();
    if rest.len() > DEEPEST {
        return Err(QueryError::TooDeep);
    }
    Ok((&key[..open], rest))
}

fn insert(
    tree: &mut Map<String, Value>,
    key: &str,
    rest: &[&str],
    value: Value,
) -> Result<(), QueryError> {
    let Some((next, rest)) = rest.split_first() else {
        let old = tree.insert(key.to_owned(), value);
        return match old {
            None | Some(Value::String(_) | Value::Null) => Ok(()),
            Some(Value::Array(_) | Value::Object(_) | Value::Bool(_) | Value::Number(_)) => {
                Err(QueryError::TwoWays)
            }
        };
    };
    let empty = || {
        if next.is_empty() {
            Value::Array(Vec::new())
        } else {
            Value::Object(Map::new())
        }
    };
    match tree.entry(key).or_insert_with(empty) {
        Value::Array(items) if next.is_empty() => {
            if rest.is_empty() {
                items.push(value);
                return Ok(());
            }
            // `a[][b]=1`: each such pair starts an element, or fills the last one's missing key.
            let start_new = match items.last() {
                Some(Value::Object(last)) => last.contains_key(rest[0]),
                _ => true,
            };
            if start_new {
                items.push(Value::Object(Map::new()));
            }
            let Some(Value::Object(last)) = items.last_mut() else {
                return Err(QueryError::TwoWays);
            };
            insert(last, rest[0], &rest[1..], value)
        }
        Value::Object(inner) if !next.is_empty() => insert(inner, next, rest, value),
        Value::Array(_)
        | Value::Object(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_) => Err(QueryError::TwoWays),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nested_keys_become_objects_and_lists() {
        let tree =
            parse("fields=short&status%5B0%5D=open&status[1]=closed&age[from]=6&d[]=a&d[]=b");
        let expected = json!({
            "fields": "short",
            "status": {"0": "open", "1": "closed"},
            "age": {"from": "6"},
            "d": ["a", "b"],
        });
        assert_eq!(Value::Object(tree.unwrap()), expected);
    }

    #[test]
    fn a_bare_question_mark_or_ampersand_is_nothing() {
        assert!(parse("").unwrap().is_empty());
        assert!(parse("&&").unwrap().is_empty());
        assert_eq!(Value::Object(parse("a").unwrap()), json!({"a": null}));
    }

    #[test]
    fn data_in_the_query_is_a_tree() {
        let tree = parse("data%5Bcase_id%5D=1&data%5Brelationship_type%5D=farmer_on").unwrap();
        let expected = json!({"data": {"case_id": "1", "relationship_type": "farmer_on"}});
        assert_eq!(Value::Object(tree), expected);
    }

    #[test]
    fn indexed_elements_come_in_the_order_of_their_numbers() {
        let tree = parse("a[10]=z&a[2]=y&a[x]=ignored").unwrap();
        assert_eq!(list(&tree["a"]), [&json!("y"), &json!("z")]);
    }

    #[test]
    fn hostile_queries_are_refused() {
        assert_eq!(parse("a=1&a[b]=2"), Err(QueryError::TwoWays));
        assert_eq!(parse("a[b]=2&a=1"), Err(QueryError::TwoWays));
        assert_eq!(parse("a[]=2&a[b]=1"), Err(QueryError::TwoWays));
        assert_eq!(parse("a=%FF"), Err(QueryError::Encoding));
        assert_eq!(parse("a=%00"), Err(QueryError::Nul));
        assert_eq!(
            parse(&format!("a{}=1", "[b]".repeat(17))),
            Err(QueryError::TooDeep)
        );
        assert_eq!(parse(&"a=1&".repeat(4097)), Err(QueryError::TooManyKeys));
    }

    #[test]
    fn unpaired_brackets_belong_to_the_name() {
        assert_eq!(Value::Object(parse("a[b=1").unwrap()), json!({"a[b": "1"}));
        assert_eq!(Value::Object(parse("[b]=1").unwrap()), json!({"[b]": "1"}));
    }
}
