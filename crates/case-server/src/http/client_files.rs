//! Serves the files of another client of API v2 instead of our web app.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use primero_http_kit::ApiError;

/// Foreign clients were not written for a strict policy: they may use inline styles and scripts of
/// their own origin, and nothing from anywhere else.
const POLICY: &str = "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' \
                      'unsafe-eval'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
const SHELL: &str = "index.html";

/// Files at their paths; every other path below `/` and `/v2` gives the client's shell.
pub(super) fn router(directory: PathBuf) -> Router {
    Router::new()
        .route("/", get(file))
        .route("/{*path}", get(file))
        .with_state(Arc::new(directory))
}

async fn file(State(directory): State<Arc<PathBuf>>, uri: Uri) -> Result<Response, ApiError> {
    let asked = uri.path().trim_start_matches('/');
    if asked.starts_with("api/") {
        return Err(ApiError::NotFound(String::new()));
    }
    let path = inside(&directory, asked).unwrap_or_else(|| directory.join(SHELL));
    let bytes = tokio::fs::read(&path).await;
    let bytes = bytes.map_err(|_| ApiError::NotFound(String::new()))?;
    let kind = HeaderValue::from_static(content_type(&path));
    let policy = HeaderValue::from_static(POLICY);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    Ok((headers, bytes).into_response())
}

/// The file below the directory; a path that would leave it is none.
fn inside(directory: &Path, asked: &str) -> Option<PathBuf> {
    let relative = Path::new(asked);
    let stays = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let path = directory.join(relative);
    (stays && path.is_file()).then_some(path)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}
