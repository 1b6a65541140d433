//! The caseworkers' web app, built by Vite from `ui/` and embedded as static files.
//!
//! The app owns `/`, `/app`, everything below `/app/` and `/manifest.webmanifest`. Its own addresses
//! are decided in the browser, so every address that is no file answers with the same shell.

mod asset;
mod encoding;
mod response;

use axum::{
    Router,
    extract::Path,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};

use crate::asset::Asset;

/// The routes of the web app.
pub fn router() -> Router {
    Router::new()
        .route("/", get(shell))
        .route("/app", get(shell))
        .route("/app/", get(shell))
        .route("/app/{*path}", get(below_app))
        .route("/manifest.webmanifest", get(manifest))
}

async fn shell(headers: HeaderMap) -> Response {
    match Asset::find("index.html") {
        Some(asset) => response::shell(&asset, &headers),
        None => response::not_built(),
    }
}

/// Files that were built, and the shell for every address that the app itself understands.
async fn below_app(Path(path): Path<String>, headers: HeaderMap) -> Response {
    if let Some(asset) = Asset::find(&format!("app/{path}")) {
        return response::file(&asset, &headers);
    }
    // A file of another version must not be answered with HTML under a script's name.
    if path.starts_with("assets/") || path.starts_with("icons/") {
        return response::no_such_file();
    }
    shell(headers).await.into_response()
}

async fn manifest(headers: HeaderMap) -> Response {
    Asset::find("manifest.webmanifest").map_or_else(response::no_such_file, |asset| {
        response::file(&asset, &headers)
    })
}
