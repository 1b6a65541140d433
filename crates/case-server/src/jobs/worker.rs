//! Works the queue off: one job after the other, again later when one fails.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use primero_case_db::jobs::Job;
use primero_case_db::{Db, DbError};
use primero_kernel::Clock;
use primero_telemetry::shutdown::Shutdown;
use primero_tenant_contract::settings::InstanceSettings;

use super::password_reset::{self, PasswordReset};
use crate::http::Client;
use crate::mail::{MailError, MailMetrics, MailSettings, Mailer};

/// How long a job may take; then somebody else may take it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// Tries before a job is given up.
const MOST_ATTEMPTS: i32 = 6;
/// The wait after the first failure; each further one doubles it.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// How often the queue is looked at when nothing was put in: for jobs that wait for another try.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Does the jobs of one tenant.
#[derive(Debug)]
pub struct Worker {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) instance: InstanceSettings,
    /// Where the client that is served has users choose a new password.
    pub(super) password_page: &'static str,
    pub(super) mailer: Option<Mailer>,
    pub(super) metrics: MailMetrics,
}

/// Why a job was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum JobError {
    #[error("failed to store or read")]
    Db(#[from] DbError),
    #[error("failed to send mail")]
    Mail(#[from] MailError),
    #[error("a job of the kind {0:?} is unknown to this release")]
    Unknown(String),
    #[error("a job says something else than it should")]
    Payload(#[from] serde_json::Error),
}

impl Worker {
    /// A worker that has nothing to send mail with.
    pub fn without_mail(
        db: Db,
        clock: Arc<dyn Clock>,
        instance: InstanceSettings,
        client: &Client,
    ) -> Self {
        Self {
            db,
            clock,
            instance,
            password_page: client.password_page(),
            mailer: None,
            metrics: MailMetrics::default(),
        }
    }

    /// The same, sending mail by way of a server.
    ///
    /// # Errors
    /// The settings describe no mail server.
    pub fn with_mail(mut self, mail: MailSettings) -> Result<Self, MailError> {
        self.mailer = Some(Mailer::new(mail)?);
        Ok(self)
    }

    /// What became of letters.
    pub(crate) const fn metrics(&self) -> &MailMetrics {
        &self.metrics
    }

    /// Does jobs until the program stops.
    pub(crate) async fn work(self, shutdown: Shutdown) {
        while !shutdown.is_stopped() {
            if let Err(error) = self.work_off().await {
                tracing::warn!(%error, "failed to look for jobs; trying again later");
            }
            tokio::select! {
                () = self.db.job_added() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = shutdown.stopped() => return,
            }
        }
    }

    /// Does every job that is due, and says how many there were.
    ///
    /// # Errors
    /// The database does not give jobs.
    pub async fn work_off(&self) -> Result<usize, DbError> {
        let mut count = 0;
        while let Some(job) = self.take().await? {
            count += 1;
            let outcome = self.run(&job).await;
            self.settle(&job, outcome).await?;
        }
        Ok(count)
    }

    async fn take(&self) -> Result<Option<Job>, DbError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let job = tx.jobs().take(now, now + LEASE).await?;
        tx.commit().await?;
        Ok(job)
    }

    #[tracing::instrument(name = "job.run", skip_all, fields(job.id = %job.id, job.kind = job.kind))]
    async fn run(&self, job: &Job) -> Result<(), JobError> {
        match job.kind.as_str() {
            PasswordReset::KIND => {
                let payload = serde_json::from_value(job.payload.clone())?;
                password_reset::run(self, payload).await
            }
            other => Err(JobError::Unknown(other.to_owned())),
        }
    }

    async fn settle(&self, job: &Job, outcome: Result<(), JobError>) -> Result<(), DbError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        match outcome {
            Ok(()) => tx.jobs().finish(job.id).await?,
            Err(error) => {
                let error = chain(&error);
                let again = (job.attempts < MOST_ATTEMPTS).then(|| now + wait(job.attempts));
                if again.is_some() {
                    tracing::warn!(job.id = %job.id, error, "a job failed; trying again later");
                } else {
                    tracing::error!(job.id = %job.id, error, "a job was given up");
                }
                tx.jobs().put_back(job.id, again, &error, now).await?;
            }
        }
        tx.commit().await
    }
}

/// How long a job rests after so many attempts.
fn wait(attempts: i32) -> SignedDuration {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(10);
    FIRST_WAIT.checked_mul(1 << doublings).unwrap_or(FIRST_WAIT)
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_wait() {
        let minutes = |attempts| wait(attempts).as_mins();
        assert_eq!([minutes(1), minutes(2), minutes(5)], [1, 2, 16]);
    }
}
