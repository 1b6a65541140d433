//! A tenant's URL as a device sees it: through the ingress, with a session.

use std::env;

use anyhow::{Context as _, Result, ensure};
use primero_kernel::{Clock as _, SystemClock};
use primero_tenant_contract::{bootstrap, mount};
use serde_json::{Value, json};

use crate::http::{Answer, Client};
use crate::tenant::Tenant;

/// Address of the edge's plain HTTP port; names under `.localhost` lead there.
pub const EDGE: &str = "PRIMERO_E2E_EDGE";

/// The edge's TLS port on this machine.
pub const EDGE_TLS_PORT: &str = "PRIMERO_E2E_EDGE_TLS_PORT";

/// The cookie whose value goes into the header of a changing request.
const CSRF_COOKIE: &str = "CSRF-TOKEN";

/// One request for `host` through the edge, without a session.
pub fn get(host: &str, path: &str) -> Result<Answer> {
    Client::default().send("GET", &url(path), &[("host", host)], None)
}

/// One JSON body posted to `host` through the edge, without a session.
pub fn post(host: &str, path: &str, body: &Value) -> Result<Answer> {
    let headers = [("host", host), ("content-type", "application/json")];
    Client::default().send("POST", &url(path), &headers, Some(body))
}

fn url(path: &str) -> String {
    let edge = env::var(EDGE).unwrap_or_else(|_| "127.0.0.1:80".to_owned());
    format!("http://{edge}{path}")
}

/// A single-use sign-in token for a user of a tenant, made by whoever may read its Secret.
pub fn sign_in_token(tenant: &Tenant<'_>, user_name: &str) -> Result<String> {
    let key = tenant.secret(mount::BOOTSTRAP_SECRET, mount::SIGNING_KEY)?;
    let key = key
        .try_into()
        .ok()
        .context("the signing key has 32 bytes")?;
    let nonce = SystemClock.new_random_uuid().into_bytes();
    Ok(bootstrap::mint(
        &key,
        &tenant.uid()?,
        user_name,
        nonce,
        SystemClock.now(),
    ))
}

/// A signed-in user.
#[derive(Debug)]
pub struct Session {
    client: Client,
    host: String,
    cookies: Vec<(String, String)>,
}

impl Session {
    /// Signs in by a link.
    pub fn sign_in(tenant: &Tenant<'_>, user_name: &str) -> Result<Self> {
        let host = tenant.host();
        let mut session = Self {
            client: Client::default(),
            host,
            cookies: Vec::new(),
        };
        let token = json!({"token": sign_in_token(tenant, user_name)?});
        session
            .send("POST", "/api/app/v1/bootstrap-sessions", Some(&token))?
            .success(&format!("signing in as {user_name}"))?;
        ensure!(!session.cookies.is_empty(), "signing in gave no cookie");
        Ok(session)
    }

    /// One request with the session's cookies and, where it changes something, its CSRF token.
    pub fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let csrf = self.cookies.iter().find(|(name, _)| name == CSRF_COOKIE);
        let csrf = csrf
            .map(|(_, value)| percent_decoded(value))
            .unwrap_or_default();
        let mut headers = vec![("host", self.host.as_str()), ("accept", "application/json")];
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        if method != "GET" {
            headers.push(("x-csrf-token", &csrf));
            headers.push(("content-type", "application/json"));
        }
        let answer = self.client.send(method, &url(path), &headers, body)?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    /// The JSON of a page that must be there.
    pub fn get(&mut self, path: &str) -> Result<Value> {
        self.send("GET", path, None)?
            .success(&format!("GET {path}"))?
            .json()
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        let pairs = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .filter_map(|header| {
                let pair = header.to_str().ok()?.split(';').next()?;
                pair.split_once('=')
            });
        for (name, value) in pairs {
            self.cookies.retain(|(kept, _)| kept != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// `%2B` as `+`; anything that is no escape stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let code = after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let Some(code) = code.filter(u8::is_ascii) else {
            decoded.push('%');
            rest = after;
            continue;
        };
        decoded.push(char::from(code));
        rest = &after[2..];
    }
    decoded + rest
}

#[cfg(test)]
mod tests {
    use super::percent_decoded;

    #[test]
    fn escapes_of_a_cookie_are_undone_and_other_percent_signs_stay() {
        assert_eq!(percent_decoded("a%2Fb%2B%3D%3D"), "a/b+==");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zz%41"), "%zzA");
    }
}
