//! When answers carry cookies.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, SET_COOKIE};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::context::{Anyone, SESSION_LIFETIME, ServerState};
use crate::http::cookies;
use crate::security::session_token::SessionToken;

/// Gives a visitor a session that belongs to nobody, if he has none: a sign-in needs a CSRF token,
/// and the token belongs to a session.
pub(crate) fn give_anonymous(anyone: &Anyone, response: &mut Response) {
    let headers = response.headers_mut();
    if let Some(session) = &anyone.session {
        anyone.cookies().set_csrf(headers, session);
    } else {
        let session = SessionToken::generate();
        anyone
            .cookies()
            .set_session(headers, &session, SESSION_LIFETIME.as_secs());
        anyone.cookies().set_csrf(headers, &session);
    }
}

/// Gives a browser that has just signed in its session.
pub(crate) fn give_session(anyone: &Anyone, session: &SessionToken, response: &mut Response) {
    let headers = response.headers_mut();
    anyone
        .cookies()
        .set_session(headers, session, SESSION_LIFETIME.as_secs());
    anyone.cookies().set_csrf(headers, session);
}

/// Middleware of API v2: every answer to a session repeats its CSRF token and prolongs its cookie.
/// A caller with HTTP Basic gets a token too, as from the contract's own server, and no session.
pub(crate) async fn repeat(
    State(state): State<ServerState>,
    request: Request,
    next: Next,
) -> Response {
    let session = cookies::session(request.headers());
    let is_basic = request.headers().contains_key(AUTHORIZATION);
    let mut response = next.run(request).await;
    let is_over = response.status() == StatusCode::UNAUTHORIZED;
    if is_over || response.headers().contains_key(SET_COOKIE) {
        return response;
    }
    let headers = response.headers_mut();
    if is_basic {
        state
            .cookies()
            .set_csrf(headers, &session.unwrap_or_else(SessionToken::generate));
    } else if let Some(session) = session {
        state
            .cookies()
            .set_session(headers, &session, SESSION_LIFETIME.as_secs());
        state.cookies().set_csrf(headers, &session);
    }
    response
}
