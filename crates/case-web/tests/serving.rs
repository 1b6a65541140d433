//! What the router answers, with and without a built app.
use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

async fn get(path: &str, encodings: &str) -> Response<Body> {
    let request = Request::get(path)
        .header(header::ACCEPT_ENCODING, encodings)
        .body(Body::empty())
        .expect("the request is valid");
    primero_case_web::router()
        .oneshot(request)
        .await
        .expect("the router never fails")
}

async fn text(response: Response<Body>) -> String {
    let bytes = response
        .into_body()
        .collect()
        .await
        .expect("the body is in memory")
        .to_bytes();
    String::from_utf8(bytes.to_vec()).expect("the page is text")
}

fn header_of(response: &Response<Body>, name: header::HeaderName) -> String {
    let value = response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap_or_default());
    value.unwrap_or_default().to_owned()
}

/// The first hashed script that the shell names, when the app has been built.
async fn script() -> Option<String> {
    let shell = text(get("/", "identity").await).await;
    let start = shell.find("/app/assets/")?;
    let rest = &shell[start..];
    Some(rest[..rest.find('"')?].to_owned())
}

#[tokio::test]
async fn every_address_of_the_app_answers_with_the_shell_or_with_how_to_build_it() {
    let is_built = script().await.is_some();
    for path in [
        "/",
        "/app",
        "/app/",
        "/app/sign-in",
        "/app/cases/abc/identity/edit",
    ] {
        let response = get(path, "identity").await;
        if is_built {
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(
                header_of(&response, header::CACHE_CONTROL),
                "no-cache",
                "{path}"
            );
            let policy = header_of(&response, header::CONTENT_SECURITY_POLICY);
            assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
        } else {
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert!(text(response).await.contains("npm run build"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_file_of_another_version_is_not_found() {
    for path in ["/app/assets/index-00000000.js", "/app/icons/none.png"] {
        assert_eq!(
            get(path, "identity").await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn hashed_files_are_immutable_and_come_in_the_encoding_that_is_asked_for() {
    let Some(script) = script().await else { return };
    for (offer, expected) in [
        ("identity", ""),
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("br;q=0, gzip", "gzip"),
    ] {
        let response = get(&script, offer).await;
        assert_eq!(response.status(), StatusCode::OK, "{offer}");
        assert_eq!(
            header_of(&response, header::CONTENT_ENCODING),
            expected,
            "{offer}"
        );
        assert!(
            header_of(&response, header::CACHE_CONTROL).contains("immutable"),
            "{offer}"
        );
        assert_eq!(
            header_of(&response, header::CONTENT_TYPE),
            "text/javascript",
            "{offer}"
        );
    }
    assert_eq!(
        get(&format!("{script}.br"), "identity").await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_known_shell_is_not_sent_again() {
    if script().await.is_none() {
        return;
    }
    let tag = header_of(&get("/app/", "gzip").await, header::ETAG);
    let request = Request::get("/app/cases")
        .header(header::ACCEPT_ENCODING, "gzip")
        .header(header::IF_NONE_MATCH, tag)
        .body(Body::empty())
        .expect("the request is valid");
    let response = primero_case_web::router()
        .oneshot(request)
        .await
        .expect("it never fails");
    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
}
