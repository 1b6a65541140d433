//! Sends the link by which a user chooses a new password.

use jiff::SignedDuration;
use primero_case_db::jobs::NewJob;
use primero_case_db::users::User;
use primero_kernel::Clock;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::worker::{JobError, Worker};
use crate::mail::{self, Outcome};
use crate::security::reset_token::ResetToken;

/// How long a link works.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// Somebody asked for a new password of the account with this address.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PasswordReset {
    email: String,
}

impl PasswordReset {
    /// The kind of the job.
    pub(super) const KIND: &'static str = "password_reset";

    /// The job for an address. Whether anybody has it is found out when the job is done, so that
    /// the answer to whoever asks takes as long in either case.
    pub(crate) fn job(email: &str, clock: &dyn Clock) -> NewJob {
        NewJob {
            id: clock.new_uuid(),
            kind: Self::KIND,
            payload: json!({ "email": email }),
            at: clock.now(),
        }
    }
}

/// Makes a link and sends it. The secret in it is nowhere but in the letter.
pub(super) async fn run(worker: &Worker, asked: PasswordReset) -> Result<(), JobError> {
    let mut tx = worker.db.begin().await?;
    let found = tx.users().find_by_email(&asked.email).await?;
    let Some(user) = found.filter(|user| !user.attributes.disabled) else {
        worker.metrics.count(Outcome::NoReader);
        return Ok(());
    };
    let Some(mailer) = &worker.mailer else {
        worker.metrics.count(Outcome::Unconfigured);
        tracing::warn!(
            user.id = %user.id,
            "a user asked for a new password and got no mail: this tenant has no mail server"
        );
        return Ok(());
    };
    let locale = locale(&mut tx, &user).await?;
    let token = ResetToken::generate();
    let expires = worker.clock.now() + LIFETIME;
    tx.password_resets()
        .put(user.id, &token.digest(), expires)
        .await?;
    tx.commit().await?;
    let instance = &worker.instance;
    let link = format!("{}{}{}", instance.url, worker.password_page, token.encode());
    let letter = mail::password_reset(&locale, &instance.display_name, &link);
    let sent = mailer.send(&asked.email, &letter).await;
    let outcome = if sent.is_ok() {
        Outcome::Sent
    } else {
        Outcome::Failed
    };
    worker.metrics.count(outcome);
    Ok(sent?)
}

/// The language that the user reads, or else the tenant's.
async fn locale(tx: &mut primero_case_db::Tx, user: &User) -> Result<String, JobError> {
    if let Some(own) = &user.attributes.locale {
        return Ok(own.clone());
    }
    let state = tx.configuration().state().await?;
    let first = state.languages.first().cloned();
    Ok(first.unwrap_or_else(|| "en".to_owned()))
}
