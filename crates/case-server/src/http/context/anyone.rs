//! The extractor of the few endpoints that need no sign-in.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use primero_case_db::DbError;
use primero_case_db::configuration::ChangedBy;
use primero_case_db::users::{NewUser, User, UserAttributes};
use primero_http_kit::ApiError;
use primero_kernel::UserName;
use primero_tenant_contract::bootstrap::{self, Claims};
use primero_tenant_contract::settings::InstanceSettings;

use super::sign_in::{Caller, Credentials, NOT_SIGNED_IN, may_sign_in, new_session};
use super::state::ServerState;
use crate::http::access_log::Trail;
use crate::http::cookies::{self, Cookies};
use crate::http::failure::{db_failure, password_failure};
use crate::jobs::PasswordReset;
use crate::security::reset_token::ResetToken;
use crate::security::session_token::SessionToken;
use crate::tenant::Tenant;

/// What a refused link says, whatever was wrong with it.
const BAD_LINK: &str = "This link is not valid any more. Ask for a new one.";

/// A call of anyone at all.
#[derive(Debug)]
pub(crate) struct Anyone {
    state: ServerState,
    /// When the request came.
    pub(crate) now: Timestamp,
    /// The session cookie of the request; it may belong to nobody.
    pub(crate) session: Option<SessionToken>,
    csrf: Result<(), ApiError>,
    trail: Trail,
}

impl FromRequestParts<ServerState> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, ApiError> {
        let session = cookies::session(&parts.headers);
        let csrf = match &session {
            Some(token) => state.shared().check_csrf(parts, token),
            None => Err(ApiError::CsrfToken),
        };
        let now = state.shared().clock.now();
        let trail = parts.extensions.get::<Trail>().cloned().unwrap_or_default();
        Ok(Self {
            state: state.clone(),
            now,
            session,
            csrf,
            trail,
        })
    }
}

impl Anyone {
    /// The cookies of the tenant.
    pub(crate) fn cookies(&self) -> Cookies {
        self.state.cookies()
    }

    /// What the operator says about the tenant.
    pub(crate) fn instance(&self) -> &InstanceSettings {
        &self.state.shared().instance
    }

    /// The applied configuration.
    pub(crate) async fn tenant(&self) -> Result<Arc<Tenant>, ApiError> {
        let shared = self.state.shared();
        let mut tx = shared.begin().await?;
        let revision = tx
            .configuration()
            .state()
            .await
            .map_err(db_failure)?
            .revision;
        shared.tenant.at(revision, &mut tx, &shared.instance).await
    }

    /// Whether the database answers.
    pub(crate) async fn is_database_there(&self) -> bool {
        self.state.shared().db.ping().await.is_ok()
    }

    /// Refuses a write while the configuration is locked, and one that no page of ours sent.
    pub(crate) async fn accept_write(&mut self) -> Result<Arc<Tenant>, ApiError> {
        let tenant = self.tenant().await?;
        if tenant.is_locked() {
            return Err(ApiError::Unavailable { retry_after: 60 });
        }
        self.require_csrf()?;
        Ok(tenant)
    }

    /// Refuses a request that no page of ours sent: it has to repeat the CSRF token that an earlier
    /// answer gave to the same, maybe anonymous, session.
    fn require_csrf(&mut self) -> Result<(), ApiError> {
        std::mem::replace(&mut self.csrf, Ok(()))
    }

    /// The user of the live session, if it is one.
    pub(crate) async fn session_user(&self) -> Result<Caller, ApiError> {
        match &self.session {
            Some(token) => self.state.shared().session_user(token, self.now).await,
            None => Err(ApiError::Unauthenticated(NOT_SIGNED_IN)),
        }
    }

    /// Counts a try to sign in, by name.
    pub(crate) fn count_sign_in(&self, user_name: &str) -> Result<(), ApiError> {
        let key: String = user_name.to_lowercase().split_whitespace().collect();
        let counted = self.state.shared().sign_ins.try_once(&key, self.now);
        counted.map_err(throttled)
    }

    /// Signs a user in by name and password. Wrong passwords lock the account.
    pub(crate) async fn sign_in(
        &self,
        credentials: Credentials,
    ) -> Result<(User, SessionToken), ApiError> {
        let shared = self.state.shared();
        let name = credentials.user_name.clone();
        match shared.password_user(credentials, self.now).await {
            Ok(user) => {
                let token = self.open_session(&user).await?;
                Ok((user, token))
            }
            Err(refused) => {
                self.name_in_trail(&name).await?;
                Err(refused)
            }
        }
    }

    /// Writes down whose account somebody failed to sign in to, if there is one.
    async fn name_in_trail(&self, user_name: &str) -> Result<(), ApiError> {
        let Ok(name) = user_name.parse() else {
            return Ok(());
        };
        let mut tx = self.state.shared().begin().await?;
        let found = tx.users().find_by_name(&name).await.map_err(db_failure)?;
        if let Some(user) = found {
            self.trail.set(&user);
        }
        Ok(())
    }

    /// Signs a user in by a link that was minted for him; each link works once.
    pub(crate) async fn redeem(&self, link: &str) -> Result<(User, SessionToken), ApiError> {
        let shared = self.state.shared();
        let uid = &shared.instance.uid;
        let claims = bootstrap::verify(&shared.signing_key, uid, link, self.now);
        let claims = claims.map_err(|refused| {
            tracing::info!(%refused, "a sign-in link was refused");
            ApiError::Unauthenticated(BAD_LINK)
        })?;
        // Only links that we signed count: a flood of forged ones must lock nobody out.
        shared
            .bootstraps
            .try_once(&claims.user_name, self.now)
            .map_err(throttled)?;
        let user = self.use_up(&claims).await?;
        let token = self.open_session(&user).await?;
        Ok((user, token))
    }

    async fn use_up(&self, claims: &Claims) -> Result<User, ApiError> {
        let refused = || ApiError::Unauthenticated(BAD_LINK);
        let name: UserName = claims.user_name.parse().map_err(|_| refused())?;
        let mut tx = self.state.shared().begin().await?;
        let user = tx.users().find_by_name(&name).await.map_err(db_failure)?;
        let user = user.filter(may_sign_in).ok_or_else(refused)?;
        let fresh = tx
            .bootstrap()
            .use_nonce(&claims.nonce, claims.expires)
            .await;
        if !fresh.map_err(db_failure)? {
            return Err(refused());
        }
        tx.commit().await.map_err(db_failure)?;
        Ok(user)
    }

    async fn open_session(&self, user: &User) -> Result<SessionToken, ApiError> {
        self.trail.set(user);
        let token = SessionToken::generate();
        let mut tx = self.state.shared().begin().await?;
        tx.sessions()
            .insert(&new_session(&token, user.id, self.now))
            .await
            .map_err(db_failure)?;
        tx.commit().await.map_err(db_failure)?;
        Ok(token)
    }

    /// Ends the session of the request, if it is one.
    pub(crate) async fn sign_out(&self) -> Result<(), ApiError> {
        let Some(token) = &self.session else {
            return Ok(());
        };
        let digest = token.digest();
        let mut tx = self.state.shared().begin().await?;
        let found = tx.sessions().find(&digest, self.now).await;
        if let Some(found) = found.map_err(db_failure)? {
            self.trail.set(&found.user);
        }
        let ended = tx.sessions().delete(&digest).await;
        ended.map_err(db_failure)?;
        tx.commit().await.map_err(db_failure)
    }

    /// Counts a request for a password reset.
    pub(crate) fn count_reset_request(&self, email: &str) -> Result<(), ApiError> {
        let counted = self.state.shared().reset_requests.try_once(email, self.now);
        counted.map_err(throttled)
    }

    /// Counts a new password that is chosen by a link, whosever it is.
    pub(crate) fn count_reset(&self) -> Result<(), ApiError> {
        let counted = self.state.shared().resets.try_once("", self.now);
        counted.map_err(throttled)
    }

    /// Has the user of an address sent a link by which he chooses a new password.
    pub(crate) async fn request_reset(&self, email: &str) -> Result<(), ApiError> {
        let shared = self.state.shared();
        let mut tx = shared.begin().await?;
        let job = PasswordReset::job(email, shared.clock.as_ref());
        tx.jobs().add(&job).await.map_err(db_failure)?;
        tx.commit().await.map_err(db_failure)
    }

    /// Adds the account of somebody who registers himself, and has him sent a link.
    pub(crate) async fn register(
        &self,
        account: &UserAttributes,
        failure: fn(DbError) -> ApiError,
    ) -> Result<(), ApiError> {
        let shared = self.state.shared();
        let mut tx = shared.begin().await?;
        let by = ChangedBy {
            user: &account.user_name,
            at: self.now,
        };
        let new = NewUser {
            attributes: account,
            password_hash: None,
            number: None,
        };
        tx.users().create(new, by).await.map_err(failure)?;
        let email = account.email.as_deref().unwrap_or_default();
        let job = PasswordReset::job(email, shared.clock.as_ref());
        tx.jobs().add(&job).await.map_err(db_failure)?;
        tx.commit().await.map_err(db_failure)
    }

    /// The user whose link this is; none when it does not work any more.
    pub(crate) async fn user_of_link(&self, link: &ResetToken) -> Result<Option<User>, ApiError> {
        let mut tx = self.state.shared().begin().await?;
        let mut resets = tx.password_resets();
        let found = resets.find(&link.digest(), self.now).await;
        let Some(id) = found.map_err(db_failure)? else {
            return Ok(None);
        };
        let user = tx.users().find(id).await.map_err(db_failure)?;
        // Who registered himself shows by the link that the address is his.
        Ok(user.filter(|user| !user.attributes.disabled))
    }

    /// Gives a user the password that he chose by a link, ends his sessions and begins one. None
    /// when the link was used a moment before.
    pub(crate) async fn reset_password(
        &self,
        user: &User,
        link: &ResetToken,
        password: String,
    ) -> Result<Option<SessionToken>, ApiError> {
        let shared = self.state.shared();
        let hash = shared.passwords.hash(password).await;
        let hash = hash.map_err(password_failure)?;
        let mut tx = shared.begin().await?;
        let was_open = tx.password_resets().use_up(&link.digest()).await;
        if !was_open.map_err(db_failure)? {
            return Ok(None);
        }
        let stored = tx.users().set_password(user.id, &hash, self.now).await;
        stored.map_err(db_failure)?;
        if user.attributes.unverified {
            let mut verified = user.clone();
            verified.attributes.unverified = false;
            let by = ChangedBy {
                user: &user.attributes.user_name,
                at: self.now,
            };
            let stored = tx.users().update(&verified, by).await;
            stored.map_err(db_failure)?;
        }
        let ended = tx.sessions().delete_of_user(user.id).await;
        ended.map_err(db_failure)?;
        tx.commit().await.map_err(db_failure)?;
        self.open_session(user).await.map(Some)
    }
}

const fn throttled(retry_after: u32) -> ApiError {
    ApiError::Throttled { retry_after }
}
