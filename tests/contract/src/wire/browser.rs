//! What a browser does for a page: keeps cookies, repeats the newest CSRF token.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::SET_COOKIE;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::client::{Answer, Client};

const CSRF_COOKIE: &str = "CSRF-TOKEN";
/// Opens an anonymous session and gives its CSRF token.
const OPENING: &str = "/health/server?session=true";
/// The only public requests that need a CSRF token, by the start of their last path segment.
const GUARDED: [&str; 3] = ["tokens", "password-reset", "self-register"];

/// The cookies of one browser.
#[derive(Debug, Default)]
pub(crate) struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser in which a user has signed in.
    pub(crate) async fn signed_in(client: Client, user: &str, password: &str) -> Result<Self> {
        let mut browser = Self::default();
        browser.open(client).await?;
        let mut headers = browser.headers();
        headers.push(json_content());
        let body = json!({"user": {"user_name": user, "password": password}});
        let answer = client
            .send("POST", "/api/v2/tokens", &headers, body.to_string().into())
            .await?;
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(
            answer.status == 200,
            "the sign-in of {user:?} gave {}: {text}",
            answer.status
        );
        browser.keep(&answer);
        Ok(browser)
    }

    /// A browser in which nobody has signed in; with a CSRF token when the request needs one.
    pub(crate) async fn for_request(client: Client, method: &str, target: &str) -> Result<Self> {
        let mut browser = Self::default();
        if method == "POST" && is_guarded(target) {
            browser.open(client).await?;
        }
        Ok(browser)
    }

    async fn open(&mut self, client: Client) -> Result<()> {
        let answer = client.send("GET", OPENING, &[], Vec::new()).await?;
        self.keep(&answer);
        Ok(())
    }

    /// The headers that go with the next request.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter();
            let pairs: Vec<String> = pairs
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            headers.push(("Cookie".to_owned(), pairs.join("; ")));
        }
        if let Some(token) = self.cookies.get(CSRF_COOKIE) {
            let token = percent_decode_str(token).decode_utf8_lossy().into_owned();
            headers.push(("X-CSRF-Token".to_owned(), token));
        }
        headers
    }

    /// Takes the cookies of an answer.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let text = String::from_utf8_lossy(cookie.as_bytes());
            let mut parts = text.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let is_over = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
            if is_over {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What says that a body is JSON.
fn json_content() -> (String, String) {
    ("Content-Type".to_owned(), "application/json".to_owned())
}

/// The header of a caller with HTTP Basic credentials.
pub(crate) fn basic(user: &str, password: &str) -> (String, String) {
    let credentials = STANDARD.encode(format!("{user}:{password}"));
    ("Authorization".to_owned(), format!("Basic {credentials}"))
}

/// The headers and bytes of a body: a text as it is, anything else as JSON.
pub(crate) fn body(body: Option<&Value>) -> (Vec<(String, String)>, Vec<u8>) {
    match body {
        None => (Vec::new(), Vec::new()),
        Some(Value::String(text)) => (vec![json_content()], text.clone().into()),
        Some(other) => (vec![json_content()], other.to_string().into()),
    }
}

fn is_guarded(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or(target);
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    GUARDED.iter().any(|start| last.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue};
    use hyper::body::Bytes;

    fn answer(cookies: &[&str]) -> Answer {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        Answer {
            status: 200,
            headers,
            body: Bytes::new(),
        }
    }

    #[test]
    fn the_newest_token_is_repeated_decoded() {
        let mut browser = Browser::default();
        browser.keep(&answer(&[
            "CSRF-TOKEN=old; path=/",
            "_app_session=s; HttpOnly",
        ]));
        browser.keep(&answer(&["CSRF-TOKEN=a%2Bb%3D; path=/; SameSite=Strict"]));
        let expected = [
            ("Cookie", "CSRF-TOKEN=a%2Bb%3D; _app_session=s"),
            ("X-CSRF-Token", "a+b="),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(browser.headers(), expected);
    }

    #[test]
    fn a_cookie_that_is_taken_away_is_gone() {
        let mut browser = Browser::default();
        browser.keep(&answer(&["_app_session=s; path=/"]));
        browser.keep(&answer(&["_app_session=; path=/; Max-Age=0"]));
        assert_eq!(browser.headers(), []);
    }

    #[test]
    fn public_requests_that_need_a_token_are_known() {
        for target in [
            "/api/v2/tokens",
            "/api/v2//tokens?",
            "/api/v2/users/password-reset",
            "/api/v2/users/password-reset-request",
            "/api/v2/users/7/password-reset-request/",
            "/api/v2/users/self-register",
        ] {
            assert!(is_guarded(target), "{target}");
        }
        assert!(!is_guarded("/api/v2/cases"));
        assert!(!is_guarded("/api/v2/users?x=/tokens"));
    }

    #[test]
    fn a_body_of_text_goes_out_as_it_is() {
        assert_eq!(body(Some(&json!("{broken"))).1, b"{broken");
        assert_eq!(body(Some(&json!({"a": 1}))).1, br#"{"a":1}"#);
        assert_eq!(body(None), (Vec::new(), Vec::new()));
    }
}
