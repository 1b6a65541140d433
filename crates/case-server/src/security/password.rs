//! Password hashes: argon2id, few at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;

/// The fewest characters of a new password.
pub(crate) const SHORTEST: usize = 8;
/// The most characters of a password. Longer ones cannot be right.
pub(crate) const LONGEST: usize = 128;

/// Hashes computed at the same time: each takes 19 MiB.
const AT_ONCE: usize = 2;
/// Sign-ins that may wait for their turn.
const QUEUE: usize = 32;

/// Computes and checks password hashes.
#[derive(Debug, Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

/// Why a hash could not be computed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    /// Too many sign-ins wait.
    #[error("too many sign-ins at once")]
    Busy,
    /// The hash function failed.
    #[error("failed to hash a password: {0}")]
    Hash(argon2::password_hash::Error),
    /// The thread that hashed is gone.
    #[error("failed to wait for a password hash")]
    Thread(#[source] tokio::task::JoinError),
}

/// What is wrong with a chosen password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Fewer than [`SHORTEST`] characters.
    TooShort,
    /// More than [`LONGEST`] characters.
    TooLong,
}

/// Checks the length of a chosen password; there are no rules about its characters.
pub(crate) fn fits(password: &str) -> Result<(), Unfit> {
    match password.chars().count() {
        0..SHORTEST => Err(Unfit::TooShort),
        SHORTEST..=LONGEST => Ok(()),
        _ => Err(Unfit::TooLong),
    }
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::new(AtomicUsize::new(0)),
        }
    }

    /// The hash of a new password, as a PHC string.
    pub(crate) async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.in_turn(move || {
            let hash = hasher().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
                .map_err(PasswordError::Hash)
        })
        .await?
    }

    /// Whether the password has this hash. Without a hash (no such user) it takes as long and says
    /// no, so that the time does not tell who exists.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, PasswordError> {
        if password.len() > LONGEST * 4 {
            return Ok(false);
        }
        self.in_turn(move || {
            let known = hash
                .as_deref()
                .and_then(|hash| PasswordHash::new(hash).ok());
            if let Some(hash) = known {
                return hasher().verify_password(password.as_bytes(), &hash).is_ok();
            }
            // The result is not wanted, its duration is.
            let _ = hasher().hash_password(password.as_bytes());
            false
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let queue = Waiting::enter(&self.waiting)?;
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| PasswordError::Busy)?;
        drop(queue);
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .map_err(PasswordError::Thread)
    }
}

/// A place in the queue; given back on drop, also when the client hangs up.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicUsize) -> Result<Self, PasswordError> {
        let place = Waiting(count);
        if count.fetch_add(1, Ordering::AcqRel) < QUEUE {
            Ok(place)
        } else {
            Err(PasswordError::Busy)
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("these are the documented minimum");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let passwords = Passwords::new();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .verify("correct horse".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("wrong horse".to_owned(), Some(hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("correct horse".to_owned(), None)
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("x".to_owned(), Some("garbage".to_owned()))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_recovers() {
        let passwords = Passwords::new();
        let turns = Arc::clone(&passwords.turns)
            .acquire_many_owned(2)
            .await
            .unwrap();
        let waiting: Vec<_> = (0..QUEUE)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.verify("x".to_owned(), None).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let refused = passwords.verify("x".to_owned(), None).await;
        assert!(matches!(refused, Err(PasswordError::Busy)));
        for task in waiting {
            task.abort();
            let _ = task.await;
        }
        drop(turns);
        assert!(!passwords.verify("x".to_owned(), None).await.unwrap());
    }

    #[test]
    fn only_the_length_of_a_password_is_ruled() {
        assert_eq!(fits("1234567"), Err(Unfit::TooShort));
        assert_eq!(fits("كلمةالسر"), Ok(()));
        assert_eq!(fits(&"x".repeat(129)), Err(Unfit::TooLong));
    }
}
