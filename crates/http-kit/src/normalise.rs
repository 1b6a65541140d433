//! Sloppy URLs of existing clients, put right before routing.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// The path as the client wrote it, without its query.
#[derive(Debug, Clone)]
pub struct OriginalPath(Arc<str>);

impl OriginalPath {
    /// The path that the client wrote.
    pub fn of(request: &Request) -> Arc<str> {
        request.extensions().get::<Self>().map_or_else(
            || Arc::from(request.uri().path()),
            |path| Arc::clone(&path.0),
        )
    }
}

/// Merges repeated slashes and drops a trailing one and the suffix `.json` of API paths, which the
/// clients of API v2 send. For `tower::util::MapRequest`, around the router: it must run before a
/// route is chosen.
pub fn path(mut request: Request) -> Request {
    let written = request.uri().path();
    let original = OriginalPath(Arc::from(written));
    if let Some(path) = normal(written) {
        let query = request
            .uri()
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        if let Ok(target) = format!("{path}{query}").parse::<PathAndQuery>() {
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query = Some(target);
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
            }
        }
    }
    request.extensions_mut().insert(original);
    request
}

/// The path as it is routed; `None` when it is written that way already.
fn normal(written: &str) -> Option<String> {
    let mut path = String::with_capacity(written.len());
    for segment in written.split('/').filter(|segment| !segment.is_empty()) {
        path.push('/');
        path.push_str(segment);
    }
    if path.is_empty() {
        path.push('/');
    }
    let is_api = path.starts_with("/api/v2/") || path.starts_with("/health");
    if !is_api {
        // Other paths have their own meaning for a trailing slash and a suffix.
        return None;
    }
    if let Some(short) = path.strip_suffix(".json") {
        path.truncate(short.len());
    }
    (path != written).then_some(path)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn routed(uri: &str) -> (String, String) {
        let request = path(Request::get(uri).body(Body::empty()).unwrap());
        (
            request.uri().to_string(),
            OriginalPath::of(&request).to_string(),
        )
    }

    #[test]
    fn doubled_and_trailing_slashes_are_put_right() {
        assert_eq!(routed("/api/v2//primero").0, "/api/v2/primero");
        assert_eq!(
            routed("/api/v2/cases/1/case_relationships/?relationship_type=farmer_on").0,
            "/api/v2/cases/1/case_relationships?relationship_type=farmer_on"
        );
        assert_eq!(routed("//api//v2/cases").0, "/api/v2/cases");
    }

    #[test]
    fn the_json_suffix_is_optional_for_the_api_only() {
        assert_eq!(
            routed("/api/v2/cases.json?page=2").0,
            "/api/v2/cases?page=2"
        );
        assert_eq!(routed("/location-options.json").0, "/location-options.json");
        assert_eq!(routed("/app/").0, "/app/");
    }

    #[test]
    fn errors_can_still_name_what_the_client_wrote() {
        assert_eq!(routed("/api/v2//cases?a=b").1, "/api/v2//cases");
    }
}
