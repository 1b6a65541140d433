//! Serves the files of another client of API v2 instead of our web app.

use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::Router;
use axum::extract::{Path as PathParam, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use primero_http_kit::ApiError;

/// Foreign clients were not written for a strict policy: they may use inline styles and scripts of
/// their own origin, and nothing from anywhere else.
const POLICY: &str = "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' \
                      'unsafe-eval'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; \
                      object-src 'none'; base-uri 'self'";
/// The page that a client starts with.
const SHELL: &str = "index.html";
/// Asked for again each time, and sent again only when it is another file.
const ASK_AGAIN: &str = "no-cache";
/// A name that holds a digest is another name when the content is another.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The fewest hexadecimal digits that make a digest in a file name.
const DIGEST: usize = 8;

/// The shell at `/`, `/v2` and everything below it that is no file; files at their paths.
pub(super) fn router(directory: PathBuf) -> Router {
    Router::new()
        .route("/", get(page))
        .route("/v2", get(page))
        .route("/v2/", get(page))
        .route("/v2/{*path}", get(page))
        .route("/login/{provider}", get(to_sign_in))
        .route("/{*path}", get(file))
        .with_state(Arc::new(directory))
}

/// Where identity providers of the old client send users back to.
async fn to_sign_in(PathParam(provider): PathParam<String>) -> Response {
    match HeaderValue::try_from(format!("/v2/login/{provider}")) {
        Ok(target) => (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, target)]).into_response(),
        Err(_) => ApiError::NotFound(String::new()).into_response(),
    }
}

/// A file, or else the shell: the client knows its own paths.
async fn page(
    State(directory): State<Arc<PathBuf>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let shell = || find(&directory, SHELL);
    let found = find(&directory, uri.path()).or_else(shell);
    found.ok_or_else(missing)?.send(&headers).await
}

/// A file, or nothing.
async fn file(
    State(directory): State<Arc<PathBuf>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiError> {
    let found = find(&directory, uri.path());
    found.ok_or_else(missing)?.send(&headers).await
}

const fn missing() -> ApiError {
    ApiError::NotFound(String::new())
}

/// A file that may be served.
struct Found {
    path: PathBuf,
    metadata: Metadata,
}

/// The file that a path names, if it lies in the directory: neither the path nor a link leads out.
fn find(directory: &Path, asked: &str) -> Option<Found> {
    let decoded = percent_decode_str(asked.trim_start_matches('/'))
        .decode_utf8()
        .ok()?;
    let relative = Path::new(decoded.as_ref());
    let stays = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !stays || decoded.contains('\0') {
        return None;
    }
    let root = directory.canonicalize().ok()?;
    let path = root.join(relative).canonicalize().ok()?;
    let metadata = path.metadata().ok()?;
    (path.starts_with(&root) && metadata.is_file()).then_some(Found { path, metadata })
}

impl Found {
    async fn send(self, request: &HeaderMap) -> Result<Response, ApiError> {
        let tag = self.tag();
        let headers = [
            (header::CONTENT_TYPE, fixed(content_type(&self.path))),
            (header::CONTENT_SECURITY_POLICY, fixed(POLICY)),
            (header::CACHE_CONTROL, fixed(self.caching())),
            (header::ETAG, tag.clone()),
        ];
        if request.get(header::IF_NONE_MATCH) == Some(&tag) {
            return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
        }
        let bytes = tokio::fs::read(&self.path).await;
        let bytes = bytes.map_err(ApiError::internal)?;
        Ok((headers, bytes).into_response())
    }

    /// Another tag for another content, as far as size and time tell.
    fn tag(&self) -> HeaderValue {
        let changed = self.metadata.modified().ok();
        let changed = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let changed = changed.unwrap_or_default().as_millis();
        let tag = format!("W/\"{:x}-{changed:x}\"", self.metadata.len());
        HeaderValue::try_from(tag).expect("a tag is made of visible ASCII")
    }

    fn caching(&self) -> &'static str {
        let name = self.path.file_name().and_then(|name| name.to_str());
        let parts = name.unwrap_or_default().split(['.', '-', '_']);
        let mut digests = parts.filter(|part| {
            part.len() >= DIGEST
                && part.bytes().all(|byte| byte.is_ascii_hexdigit())
                && part.bytes().any(|byte| byte.is_ascii_digit())
        });
        if digests.next().is_some() {
            FOR_EVER
        } else {
            ASK_AGAIN
        }
    }
}

const fn fixed(text: &'static str) -> HeaderValue {
    HeaderValue::from_static(text)
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        Some("ttf") => "font/ttf",
        Some("wasm") => "application/wasm",
        Some("pdf") => "application/pdf",
        Some("mp3") => "audio/mpeg",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> Found {
        let directory = std::env::temp_dir();
        Found {
            path: directory.join(name),
            metadata: directory.metadata().unwrap(),
        }
    }

    #[test]
    fn only_names_with_a_digest_are_kept_for_ever() {
        for name in ["application-3fa94c0d21.js", "main.0123abcd.css"] {
            assert_eq!(found(name).caching(), FOR_EVER, "{name}");
        }
        for name in [
            "index.html",
            "worker.js",
            "defaced.js",
            "translations-en.js",
        ] {
            assert_eq!(found(name).caching(), ASK_AGAIN, "{name}");
        }
    }
}
