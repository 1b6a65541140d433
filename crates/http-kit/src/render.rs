//! The layer that writes error bodies, so that every error answer is JSON.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::json;

use crate::error::{Detail, Line, Message, Problem};
use crate::normalise::OriginalPath;

#[derive(Serialize)]
struct ErrorObject<'a> {
    status: u16,
    resource: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a Detail>,
    message: &'a Message,
}

/// Middleware for `axum::middleware::from_fn`; the outermost but for logging.
///
/// Answers of [`crate::ApiError`] get their body here. Bare errors of axum and tower (unknown
/// route, method, time-out, unreadable request) get one too; an error that has a body of its own
/// type, such as a page, is left alone.
pub async fn errors(request: Request, next: Next) -> Response {
    let path = OriginalPath::of(&request);
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() {
        return with_body(response, &problem, &path);
    }
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || has_own_body(&response) {
        return response;
    }
    let message = Message::Text(text(status).to_owned());
    with_body(
        response,
        &Problem::Lines(vec![Line::new(message, None)]),
        &path,
    )
}

fn with_body(response: Response, problem: &Problem, path: &str) -> Response {
    let (parts, _) = response.into_parts();
    let body = match problem {
        Problem::Unauthenticated(text) => json!({ "error": text }),
        Problem::Lines(lines) => {
            let objects: Vec<_> = lines
                .iter()
                .map(|line| error_object(line, parts.status, path))
                .collect();
            json!({ "errors": objects })
        }
    };
    let mut answer = (parts.status, Json(body)).into_response();
    for (name, value) in &parts.headers {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            answer.headers_mut().append(name, value.clone());
        }
    }
    *answer.extensions_mut() = parts.extensions;
    answer
}

const fn error_object<'a>(line: &'a Line, status: StatusCode, path: &'a str) -> ErrorObject<'a> {
    ErrorObject {
        status: status.as_u16(),
        resource: path,
        detail: line.detail.as_ref(),
        message: &line.message,
    }
}

fn has_own_body(response: &Response<Body>) -> bool {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| !kind.starts_with(b"text/plain"))
}

fn text(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use serde_json::Value;
    use tower::ServiceExt as _;

    use super::*;
    use crate::{ApiError, FieldError};

    async fn call(method: &str, path: &str) -> (StatusCode, Value) {
        let app = Router::new()
            .route("/api/v2/cases", get(async || ApiError::Forbidden))
            .route(
                "/api/v2/tokens",
                get(async || ApiError::Unauthenticated("Sign in.")),
            )
            .route(
                "/api/v2/one",
                get(async || ApiError::InvalidRecord(vec!["/sex".to_owned()])),
            )
            .route(
                "/api/v2/two",
                get(async || {
                    let rule = "errors.rules.required";
                    ApiError::InvalidFields(vec![FieldError::new("/name", rule)])
                }),
            )
            .route(
                "/api/v2/three",
                get(async || ApiError::internal("secret cause")),
            )
            .layer(from_fn(errors));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        let answer = app.oneshot(request).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn an_error_names_its_path_without_the_query() {
        let (_, body) = call("GET", "/api/v2/cases?name=secret").await;
        let object = json!({"status": 403, "resource": "/api/v2/cases", "message": "Forbidden"});
        assert_eq!(body, json!({ "errors": [object] }));
    }

    #[tokio::test]
    async fn unknown_routes_and_methods_answer_json() {
        let (status, body) = call("GET", "/api/v2/nothing").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(body["errors"][0]["message"], "Not Found");
        let (status, body) = call("DELETE", "/api/v2/cases").await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(body["errors"][0]["status"], 405);
    }

    #[tokio::test]
    async fn a_missing_sign_in_has_its_own_shape() {
        assert_eq!(
            call("GET", "/api/v2/tokens").await.1,
            json!({"error": "Sign in."})
        );
    }

    #[tokio::test]
    async fn wrong_types_are_pointers_and_broken_rules_are_lists() {
        let (_, body) = call("GET", "/api/v2/one").await;
        assert_eq!(body["errors"][0]["detail"], json!(["/sex"]));
        assert_eq!(body["errors"][0]["message"], "Invalid Record JSON");
        let (_, body) = call("GET", "/api/v2/two").await;
        assert_eq!(body["errors"][0]["detail"], "/name");
        assert_eq!(
            body["errors"][0]["message"],
            json!(["errors.rules.required"])
        );
    }

    #[tokio::test]
    async fn a_fault_of_ours_keeps_its_cause_for_the_log() {
        let (status, body) = call("GET", "/api/v2/three").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(body["errors"][0]["message"], "Internal Server Error");
    }
}
