//! Finding out who sends a request: the session cookie, or HTTP Basic credentials.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use primero_case_db::Tx;
use primero_case_db::sessions::Session;
use primero_case_db::users::{LockoutPolicy, User, UserId};
use primero_http_kit::ApiError;

use super::state::Shared;
use crate::http::cookies;
use crate::http::failure::{db_failure, password_failure};
use crate::security::session_token::SessionToken;

/// How long a session rests before it ends.
pub(crate) const SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(60);
/// How often a session in use is written down as used.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Wrong passwords in a row lock an account for half an hour.
const LOCKOUT: LockoutPolicy = LockoutPolicy {
    attempts: 6,
    duration: SignedDuration::from_mins(30),
};

/// What the contract's own server says to whoever is not signed in.
pub(super) const NOT_SIGNED_IN: &str = "You need to sign in or sign up before continuing.";
/// The same words for an unknown user, a wrong password and a locked account.
pub(super) const BAD_CREDENTIALS: &str = "Invalid User name or password.";

/// A user name and a password as somebody sent them.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) user_name: String,
    pub(crate) password: String,
}

/// A user who was found, with the transaction that found him and the configuration's revision.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) user: User,
    pub(crate) tx: Tx,
    pub(crate) configuration: i64,
}

/// How a request proves who sends it.
pub(super) enum Proof {
    Session(SessionToken),
    Basic(Credentials),
}

impl Proof {
    /// The proof in a request's headers; Basic wins, as it was sent on purpose.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        basic(headers)
            .map(Self::Basic)
            .or_else(|| cookies::session(headers).map(Self::Session))
    }
}

fn basic(headers: &HeaderMap) -> Option<Credentials> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user_name, password) = decoded.split_once(':')?;
    Some(Credentials {
        user_name: user_name.to_owned(),
        password: password.to_owned(),
    })
}

/// A session that begins now.
pub(crate) fn new_session(token: &SessionToken, user: UserId, now: Timestamp) -> Session {
    Session {
        token_hash: token.digest().to_vec(),
        user,
        created_at: now,
        last_seen_at: now,
        expires_at: now + SESSION_LIFETIME,
    }
}

impl Shared {
    /// A transaction of the tenant's database.
    pub(super) async fn begin(&self) -> Result<Tx, ApiError> {
        self.db.begin().await.map_err(db_failure)
    }

    /// The user of a session, and the transaction that found him.
    pub(super) async fn session_user(
        &self,
        token: &SessionToken,
        now: Timestamp,
    ) -> Result<Caller, ApiError> {
        let digest = token.digest();
        let mut tx = self.begin().await?;
        let found = tx.sessions().find(&digest, now).await.map_err(db_failure)?;
        let found = found.ok_or(ApiError::Unauthenticated(NOT_SIGNED_IN))?;
        if found.session.last_seen_at.duration_until(now) >= TOUCH_EVERY {
            let ends = now + SESSION_LIFETIME;
            tx.sessions()
                .touch(&digest, now, ends)
                .await
                .map_err(db_failure)?;
            tx.commit().await.map_err(db_failure)?;
            tx = self.begin().await?;
        }
        let user = Some(found.user).filter(may_sign_in);
        let user = user.ok_or(ApiError::Unauthenticated(NOT_SIGNED_IN))?;
        Ok(Caller {
            user,
            tx,
            configuration: found.configuration_revision,
        })
    }

    /// The user of HTTP Basic credentials, verified at most once a minute.
    pub(super) async fn basic_user(
        &self,
        credentials: Credentials,
        now: Timestamp,
    ) -> Result<Caller, ApiError> {
        let (found, tx) = self.find(&credentials).await?;
        let known = found.filter(|user| {
            may_sign_in(user)
                && !is_locked(user, now)
                && user
                    .password_hash
                    .as_ref()
                    .is_some_and(|hash| self.basic.knows(&credentials.password, hash, now))
        });
        let (user, mut tx) = if let Some(user) = known {
            (user, tx)
        } else {
            // No connection is held while a hash is computed.
            drop(tx);
            let password = credentials.password.clone();
            let user = self.password_user(credentials, now).await?;
            if let Some(hash) = &user.password_hash {
                self.basic.remember(&password, hash, now);
            }
            (user, self.begin().await?)
        };
        let configuration = tx
            .configuration()
            .state()
            .await
            .map_err(db_failure)?
            .revision;
        Ok(Caller {
            user,
            tx,
            configuration,
        })
    }

    /// The user of a name and a password, with the account's lock-out kept.
    pub(super) async fn password_user(
        &self,
        credentials: Credentials,
        now: Timestamp,
    ) -> Result<User, ApiError> {
        let (found, tx) = self.find(&credentials).await?;
        drop(tx);
        let hash = found.as_ref().and_then(|user| user.password_hash.clone());
        let right = self.passwords.verify(credentials.password, hash).await;
        let right = right.map_err(password_failure)?;
        let refused = ApiError::Unauthenticated(BAD_CREDENTIALS);
        let Some(user) = found.filter(|user| may_sign_in(user) && !is_locked(user, now)) else {
            return Err(refused);
        };
        if right && user.failed_attempts == 0 {
            return Ok(user);
        }
        let mut tx = self.begin().await?;
        if right {
            tx.users()
                .sign_in_succeeded(user.id, None)
                .await
                .map_err(db_failure)?;
        } else {
            tx.users()
                .sign_in_failed(user.id, LOCKOUT, now)
                .await
                .map_err(db_failure)?;
        }
        tx.commit().await.map_err(db_failure)?;
        if right { Ok(user) } else { Err(refused) }
    }

    async fn find(&self, credentials: &Credentials) -> Result<(Option<User>, Tx), ApiError> {
        let mut tx = self.begin().await?;
        let user = match credentials.user_name.parse() {
            Ok(name) => tx.users().find_by_name(&name).await.map_err(db_failure)?,
            Err(_) => None,
        };
        Ok((user, tx))
    }
}

pub(super) fn may_sign_in(user: &User) -> bool {
    !user.attributes.disabled && !user.attributes.unverified
}

fn is_locked(user: &User, now: Timestamp) -> bool {
    user.locked_until.is_some_and(|until| now < until)
}
