//! The extractor that carries a right in its type.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use jiff::Timestamp;
use jiff::civil::Date;
use primero_case_db::Tx;
use primero_case_db::users::User;
use primero_case_model::access::{Actor, Granted, Permission, RequiredPermission};
use primero_http_kit::ApiError;
use primero_kernel::Clock;

use super::sign_in::{Caller, NOT_SIGNED_IN, Proof};
use super::state::{ServerState, Shared};
use crate::http::access_log::Trail;
use crate::security::csrf;
use crate::security::password::Passwords;
use crate::security::session_token::SessionToken;
use crate::tenant::Tenant;

/// A call of a signed-in user, with an open transaction.
#[derive(Debug)]
pub(crate) struct CallContext {
    /// Who calls, as far as decisions depend on him.
    pub(crate) actor: Actor,
    /// Who calls, as his account stands in the database.
    pub(crate) user: User,
    /// The transaction of the request; dropping it undoes everything.
    pub(crate) tx: Tx,
    /// When the request came.
    pub(crate) now: Timestamp,
    /// That day where the tenant is.
    pub(crate) today: Date,
    /// The language of the answer.
    pub(crate) locale: String,
    /// The tenant's configuration.
    pub(crate) tenant: Arc<Tenant>,
    /// Makes ids.
    pub(crate) clock: Arc<dyn Clock>,
    /// The session that the request belongs to; none for HTTP Basic.
    pub(crate) session: Option<SessionToken>,
    /// Computes password hashes.
    pub(crate) passwords: Passwords,
}

/// The proof that the caller has the right `P`, and the call.
#[derive(Debug)]
pub(crate) struct Authorized<P> {
    /// The call.
    pub(crate) call: CallContext,
    /// The proof.
    #[expect(dead_code, reason = "the proof is that it exists")]
    granted: Granted<P>,
}

/// A call that needs a sign-in and no right beyond it.
#[derive(Debug)]
pub(crate) struct SignedIn(pub(crate) CallContext);

impl<P: RequiredPermission> FromRequestParts<ServerState> for Authorized<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, ApiError> {
        let call = state.shared().call(parts).await?;
        let granted = Granted::to(&call.actor).map_err(|_| ApiError::Forbidden)?;
        Ok(Self { call, granted })
    }
}

impl FromRequestParts<ServerState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, ApiError> {
        state.shared().call(parts).await.map(Self)
    }
}

impl CallContext {
    /// Whether the caller's role grants a right.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.actor
            .grants
            .allow(permission.resource, permission.action)
    }
}

impl Shared {
    async fn call(&self, parts: &Parts) -> Result<CallContext, ApiError> {
        let now = self.clock.now();
        let proof = Proof::of(&parts.headers).ok_or(ApiError::Unauthenticated(NOT_SIGNED_IN))?;
        let (session, caller) = match proof {
            Proof::Basic(credentials) => (None, self.basic_user(credentials, now).await?),
            Proof::Session(token) => {
                let found = self.session_user(&token, now).await?;
                (Some(token), found)
            }
        };
        let Caller {
            user,
            mut tx,
            configuration,
        } = caller;
        Trail::leave(parts, &user);
        let tenant = self
            .tenant
            .at(configuration, &mut tx, &self.instance)
            .await?;
        if tenant.is_locked() {
            return Err(ApiError::Unavailable { retry_after: 60 });
        }
        if let Some(token) = &session {
            self.check_csrf(parts, token)?;
        }
        let actor = tenant.actor(&user).ok_or(ApiError::Forbidden)?;
        Ok(CallContext {
            locale: tenant.locale_of(&user),
            today: tenant.today(now),
            clock: Arc::clone(&self.clock),
            passwords: self.passwords.clone(),
            actor,
            user,
            tx,
            now,
            tenant,
            session,
        })
    }
}

impl Shared {
    /// A write that a session cookie vouches for must also show that a page of ours sent it: by the
    /// token, and by the origin if the browser names one.
    pub(super) fn check_csrf(&self, parts: &Parts, session: &SessionToken) -> Result<(), ApiError> {
        if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(());
        }
        let header = |name: &str| parts.headers.get(name).map(HeaderValue::to_str);
        let is_from_here = match header(header::ORIGIN.as_str()) {
            None => true,
            Some(Ok(origin)) => self.is_ours(origin, &parts.headers),
            Some(Err(_)) => false,
        };
        let token = header(csrf::HEADER).and_then(Result::ok);
        if is_from_here && token.is_some_and(|token| csrf::matches(session, token)) {
            Ok(())
        } else {
            Err(ApiError::CsrfToken)
        }
    }

    /// Whether an origin is the tenant's, by the name that the request came to. Behind an edge that
    /// ends TLS the request itself does not tell the scheme; the tenant's URL does.
    fn is_ours(&self, origin: &str, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).map(HeaderValue::to_str);
        let Some(Ok(host)) = host else { return false };
        let same = |scheme: &str| {
            let name = origin.strip_prefix(scheme);
            name.is_some_and(|name| name.eq_ignore_ascii_case(host))
        };
        same("https://") || (!self.cookies.secure && same("http://"))
    }
}
