//! `serve --client-dir`: the files of another client at the paths that it knows.

use std::os::unix::fs::symlink;
use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use primero_case_server::http::Client;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Answer, TestApp};

/// A client's directory beside a file that is nobody's business.
async fn serving() -> (TestApp, TempDir) {
    let directory = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("secret.txt", "secret");
    write("client/index.html", "<!doctype html><title>Shell</title>");
    write("client/packs/main-0123abcd45.js", "start()");
    write("client/a file.css", "body{}");
    write("client/worker.js", "work()");
    let client = directory.path().join("client");
    symlink(directory.path().join("secret.txt"), client.join("link.txt")).unwrap();
    let app = TestApp::start_with(Client::Directory(client)).await;
    (app, directory)
}

async fn get(app: &TestApp, path: &str) -> Answer {
    app.send(Request::get(path).body(Body::empty()).unwrap())
        .await
}

fn header_of(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers[name].to_str().unwrap()
}

#[tokio::test]
async fn the_shell_answers_at_every_path_of_the_client() {
    let (app, _directory) = serving().await;
    for path in [
        "/",
        "/v2",
        "/v2/",
        "/v2/cases/0f0f?tab=1",
        "/v2/password_reset",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.body, "<!doctype html><title>Shell</title>", "{path}");
        let headers = &answer.headers;
        assert_eq!(
            header_of(headers, header::CONTENT_TYPE),
            "text/html; charset=utf-8"
        );
        assert_eq!(header_of(headers, header::CACHE_CONTROL), "no-cache");
        let policy = header_of(headers, header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("'unsafe-inline'") && !policy.contains('*'),
            "{policy}"
        );
    }
}

#[tokio::test]
async fn files_come_with_their_type_and_with_orders_for_caches() {
    let (app, _directory) = serving().await;
    for (path, kind, caching) in [
        (
            "/packs/main-0123abcd45.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("/a%20file.css", "text/css; charset=utf-8", "no-cache"),
        ("/worker.js", "text/javascript; charset=utf-8", "no-cache"),
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(header_of(&answer.headers, header::CONTENT_TYPE), kind);
        assert_eq!(header_of(&answer.headers, header::CACHE_CONTROL), caching);
        let again = Request::get(path)
            .header(header::IF_NONE_MATCH, &answer.headers[header::ETAG])
            .body(Body::empty());
        let answer = app.send(again.unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_the_directory_is_served() {
    let (app, _directory) = serving().await;
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/packs/..%2f..%2fsecret.txt",
        "/link.txt",
        "/%00",
        "/packs",
        "/missing.js",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body["errors"][0]["status"], 404, "{path}");
    }
    // Below /v2 every path is the client's own, so its shell answers, and never a file from outside.
    let answer = get(&app, "/v2/..%2f..%2fsecret.txt").await;
    assert_ne!(answer.body, "secret");
}

#[tokio::test]
async fn the_contract_keeps_its_own_paths() {
    let (app, _directory) = serving().await;
    assert_eq!(get(&app, "/health").await.status, StatusCode::NO_CONTENT);
    assert_eq!(
        app.get("full", "/api/v2/cases").await.status,
        StatusCode::OK
    );
    assert_eq!(get(&app, "/api/v2/primero").await.status, StatusCode::OK);
    let unknown = get(&app, "/api/v2/nothing").await;
    let expected = json!([{"status": 404, "resource": "/api/v2/nothing", "message": "Not Found"}]);
    assert_eq!(unknown.body["errors"], expected);
    let answer = get(&app, "/login/oidc").await;
    assert_eq!(answer.status, StatusCode::MOVED_PERMANENTLY);
    assert_eq!(
        header_of(&answer.headers, header::LOCATION),
        "/v2/login/oidc"
    );
}

#[tokio::test]
async fn a_directory_without_a_shell_is_told_as_missing() {
    let app = TestApp::start_with(Client::Directory(Path::new("/nowhere").to_owned())).await;
    assert_eq!(get(&app, "/").await.status, StatusCode::NOT_FOUND);
    let answer = app.call("full", Method::GET, "/health", None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}
