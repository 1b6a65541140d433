//! The admin port: `/livez`, `/readyz` and `/metrics`, never reachable from outside the cluster.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use crate::metrics::Metrics;
use crate::readiness::Readiness;

#[derive(Clone, Debug)]
struct Admin {
    readiness: Readiness,
    metrics: Metrics,
}

/// The routes of the admin port.
pub fn router(readiness: Readiness, metrics: Metrics) -> Router {
    Router::new()
        .route("/livez", get(async || "ok"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(render_metrics))
        .with_state(Admin { readiness, metrics })
}

async fn readyz(State(admin): State<Admin>) -> Response {
    let report = admin.readiness.report().await;
    let checks: Map<String, Value> = report
        .checks
        .into_iter()
        .map(|(name, answer)| {
            (
                name.to_owned(),
                answer.map_or_else(Value::from, |()| json!("ok")),
            )
        })
        .collect();
    let status = if report.ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "ready": report.ready, "checks": checks })),
    )
        .into_response()
}

async fn render_metrics(State(admin): State<Admin>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], admin.metrics.render()).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn get(path: &str, readiness: &Readiness) -> (StatusCode, String) {
        let metrics = Metrics::new("test");
        let answer = router(readiness.clone(), metrics)
            .oneshot(Request::get(path).body(Body::empty()).unwrap())
            .await
            .unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn readiness_names_the_check_that_fails() {
        let readiness = Readiness::builder()
            .check("database", async || Err("connection refused".to_owned()))
            .check("configuration", async || Ok(()))
            .build();
        let (status, body) = get("/readyz", &readiness).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        let expected =
            r#"{"checks":{"configuration":"ok","database":"connection refused"},"ready":false}"#;
        assert_eq!(body, expected);
    }

    #[tokio::test]
    async fn draining_turns_readiness_off_and_leaves_liveness_on() {
        let readiness = Readiness::builder().build();
        assert_eq!(get("/readyz", &readiness).await.0, StatusCode::OK);
        readiness.drain();
        assert_eq!(
            get("/readyz", &readiness).await.0,
            StatusCode::SERVICE_UNAVAILABLE
        );
        assert_eq!(
            get("/livez", &readiness).await,
            (StatusCode::OK, "ok".to_owned())
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_hangs_counts_as_failed() {
        let readiness = Readiness::builder()
            .check("database", async || {
                std::future::pending::<Result<(), String>>().await
            })
            .build();
        let report = readiness.report().await;
        assert_eq!(
            report.checks,
            [("database", Err("no answer within 2 s".to_owned()))]
        );
    }

    #[tokio::test]
    async fn metrics_are_openmetrics_text() {
        let (status, body) = get("/metrics", &Readiness::builder().build()).await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "# EOF\n"));
    }
}
