//! Answers that a client keeps and asks for again: 304 while they are the same.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

/// The answer, or 304 to a client that has it already. `tag` differs from that of any other answer
/// at the same URL; `body` is made only when it is sent.
pub(crate) fn tagged<T: Serialize>(
    headers: &HeaderMap,
    tag: u64,
    body: impl FnOnce() -> T,
) -> Response {
    // The tag is weak, as the same answer may leave compressed or not.
    let text = format!("W/\"{tag:016x}\"");
    let value = HeaderValue::try_from(&text).expect("hexadecimal digits in quotes are a header");
    let kept = [
        (header::ETAG, value),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    if is_held(headers, &text) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, Json(body())).into_response()
}

fn is_held(headers: &HeaderMap, tag: &str) -> bool {
    let strong = tag.trim_start_matches("W/");
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|held| held.trim().trim_start_matches("W/") == strong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(held: &'static str) -> StatusCode {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(held));
        tagged(&headers, 10, || "body").status()
    }

    #[test]
    fn a_client_that_has_the_answer_gets_it_not_again() {
        assert_eq!(status("W/\"000000000000000a\""), StatusCode::NOT_MODIFIED);
        assert_eq!(
            status("\"x\", \"000000000000000a\""),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(status("\"000000000000000b\""), StatusCode::OK);
    }
}
