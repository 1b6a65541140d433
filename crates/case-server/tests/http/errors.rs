//! Every error is JSON, whatever the request was.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

use crate::support::{Browser, TestApp};

#[tokio::test]
async fn unknown_routes_methods_and_formats_answer_json() {
    let app = TestApp::start().await;
    for (method, path, status) in [
        (Method::GET, "/api/v2/nothing", StatusCode::NOT_FOUND),
        (Method::GET, "/api/v2/cases.xml", StatusCode::NOT_FOUND),
        (Method::GET, "/api/other", StatusCode::NOT_FOUND),
        (
            Method::PUT,
            "/api/v2/tokens",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
    ] {
        let answer = app.call("full", method, path, None).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.body["errors"][0]["resource"], path);
        assert_eq!(answer.body["errors"][0]["status"], status.as_u16());
    }
}

#[tokio::test]
async fn nobody_signed_in_has_its_own_shape() {
    let app = TestApp::start().await;
    let answer = Browser::new(&app).get("/api/v2/cases").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let text = "You need to sign in or sign up before continuing.";
    assert_eq!(answer.body, json!({ "error": text }));
    assert!(
        answer.headers[header::WWW_AUTHENTICATE]
            .to_str()
            .unwrap()
            .starts_with("Bearer")
    );
}

#[tokio::test]
async fn unreadable_bodies_are_refused() {
    let app = TestApp::start().await;
    let post = |kind: &'static str, body: Vec<u8>| {
        Request::post("/api/v2/cases")
            .header(header::AUTHORIZATION, "Basic ZnVsbDpTZWNyZXQxMjMh")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap()
    };
    for (kind, body, status) in [
        ("application/json", b"{".to_vec(), StatusCode::BAD_REQUEST),
        (
            "application/json",
            vec![0xff, 0xfe],
            StatusCode::BAD_REQUEST,
        ),
        (
            "application/json",
            br#"{"data":{"name":"\u0000"}}"#.to_vec(),
            StatusCode::BAD_REQUEST,
        ),
        (
            "text/plain",
            b"x".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            "application/json",
            vec![b' '; 3 * 1024 * 1024],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (
            "application/json",
            b"[]".to_vec(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "application/json",
            Vec::new(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let answer = app.send(post(kind, body)).await;
        assert_eq!(answer.status, status, "{:?}", answer.body);
        assert!(answer.body["errors"][0]["message"].is_string());
    }
}

#[tokio::test]
async fn sloppy_urls_are_understood_and_named_as_they_were_written() {
    let app = TestApp::start().await;
    for path in [
        "/api/v2//cases",
        "/api/v2/cases/?page=1",
        "/api/v2/cases?",
        "/api/v2/cases.json",
    ] {
        assert_eq!(app.get("full", path).await.status, StatusCode::OK, "{path}");
    }
    let answer = app.get("none", "/api/v2//cases?page=1").await;
    let expected = json!([{"status": 403, "resource": "/api/v2//cases", "message": "Forbidden"}]);
    assert_eq!(answer.body["errors"], expected);
}

#[tokio::test]
async fn answers_carry_headers_that_keep_browsers_careful() {
    let app = TestApp::start().await;
    let answer = app.get("full", "/api/v2/cases").await;
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    assert!(answer.headers.contains_key("x-request-id"));
    let page = Browser::new(&app).get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!page.headers.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn a_tenant_behind_tls_tells_browsers_to_stay_there() {
    let app = TestApp::start_at("https://tenant.example").await;
    let answer = Browser::new(&app).get("/health/server?session=true").await;
    assert_eq!(
        answer.headers["strict-transport-security"],
        "max-age=31536000"
    );
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        assert!(cookie.to_str().unwrap().ends_with("; Secure"), "{cookie:?}");
    }
}

#[tokio::test]
async fn hostile_queries_get_an_answer_below_500() {
    let app = TestApp::start().await;
    for query in [
        "a=1&a[b]=2",
        "page=-1&per=0",
        "page=99999999999999999999",
        "page=4294967295&per=1000",
        "order_by=name;drop%20table%20records",
        "status[0][1]=x",
        "age[from]=abc",
        "created_at=zzz..yyy",
        "created_at=2026-99-99..x",
        "or[or][or]=1",
        "not=x",
        "id[0]=nonsense",
        "query=%25%27%22%5C&id_search=true",
        "query=%00",
        "query=%00&phonetic=true",
        "name=%00",
        "loc:location_current=%00",
        "fields=%00,,",
        "query=%F0%9F%91%B6&phonetic=true",
    ] {
        let answer = app.get("full", &format!("/api/v2/cases?{query}")).await;
        assert!(
            answer.status.as_u16() < 500,
            "{query}: {} {:?}",
            answer.status,
            answer.body
        );
        assert_ne!(answer.body, Value::Null, "{query}");
    }
}

#[tokio::test]
async fn a_browser_that_came_without_tls_is_sent_to_the_address_with_it() {
    let app = TestApp::start_at("https://tenant.example").await;
    let ask = async |path: &str, proto: &str| {
        let request = Request::get(path)
            .header(header::HOST, "tenant.example")
            .header("x-forwarded-proto", proto)
            .body(Body::empty());
        app.send(request.unwrap()).await
    };
    let answer = ask("/app/cases?page=2", "http").await;
    assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
    let expected = "https://tenant.example/app/cases?page=2";
    assert_eq!(answer.headers[header::LOCATION], expected);
    assert_eq!(ask("/", "https").await.status, StatusCode::OK);
    assert_eq!(ask("/health", "http").await.status, StatusCode::NO_CONTENT);
    let plain = TestApp::start().await;
    let request = Request::get("/").header("x-forwarded-proto", "http");
    let answer = plain.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
}
