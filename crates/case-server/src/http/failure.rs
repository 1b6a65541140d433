//! What errors of the layers below mean to a client.

use primero_case_db::DbError;
use primero_case_model::access::Refused;
use primero_http_kit::ApiError;

use crate::security::password::PasswordError;

/// Seconds after which a database that is away is asked again.
const RETRY_DATABASE: u32 = 5;

/// An error of the database: away, changed meanwhile, sent what it cannot hold, or a fault of ours.
pub(crate) fn db_failure(error: DbError) -> ApiError {
    if error.is_retryable() {
        tracing::warn!(%error, "the database does not answer");
        return ApiError::Unavailable {
            retry_after: RETRY_DATABASE,
        };
    }
    if matches!(error, DbError::Stale) {
        return ApiError::Stale(error.to_string());
    }
    if matches!(error, DbError::Unstorable { .. }) {
        return ApiError::BadRequest(error.to_string());
    }
    ApiError::internal(error)
}

/// The same for a new object: its id or number may be taken.
pub(crate) fn creation_failure(error: DbError) -> ApiError {
    if matches!(error, DbError::Exists { .. }) {
        ApiError::DuplicateId
    } else {
        db_failure(error)
    }
}

/// An error of the password hashes: too many wait, or a fault of ours.
pub(crate) fn password_failure(error: PasswordError) -> ApiError {
    match error {
        PasswordError::Busy => ApiError::Unavailable { retry_after: 1 },
        PasswordError::Hash(_) | PasswordError::Thread(_) => ApiError::internal(error),
    }
}

/// A right that is not there: 403, as the wire contract has it also for records out of scope.
pub(crate) fn refusal(refused: Refused) -> ApiError {
    match refused {
        Refused::NotGranted | Refused::OutOfScope => ApiError::Forbidden,
    }
}
