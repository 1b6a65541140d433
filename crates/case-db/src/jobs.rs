//! Work that no request waits for: a durable queue, put in with what it belongs to.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::DbError;

/// A job to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// The id.
    pub id: Uuid,
    /// What kind of work it is.
    pub kind: &'static str,
    /// What the work is about.
    pub payload: Value,
    /// When it was asked for, and from when on it may be done.
    pub at: Timestamp,
}

/// A job that somebody has taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The id.
    pub id: Uuid,
    /// What kind of work it is.
    pub kind: String,
    /// What the work is about.
    pub payload: Value,
    /// How often it was taken, this time included.
    pub attempts: i32,
}

/// The queue.
#[derive(Debug)]
pub struct Jobs<'t> {
    connection: &'t mut PgConnection,
    has_jobs: &'t mut bool,
}

impl<'t> Jobs<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection, has_jobs: &'t mut bool) -> Self {
        Self {
            connection,
            has_jobs,
        }
    }

    /// Puts a job in. The commit wakes whoever does the work.
    #[tracing::instrument(name = "db.jobs.add", skip_all, fields(job.kind = job.kind))]
    pub async fn add(&mut self, job: &NewJob) -> Result<(), DbError> {
        sqlx::query!(
            r#"insert into jobs (job_id, kind, payload, due_at, created_at)
               values ($1, $2, $3, $4, $4)"#,
            job.id,
            job.kind,
            job.payload,
            job.at.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map_err(DbError::query("jobs.add"))?;
        *self.has_jobs = true;
        Ok(())
    }

    /// Takes the job that has been due the longest. Nobody else takes it before `leased_until`.
    #[tracing::instrument(name = "db.jobs.take", skip_all)]
    pub async fn take(
        &mut self,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<Job>, DbError> {
        sqlx::query_as!(
            Job,
            r#"update jobs set attempts = attempts + 1, leased_until = $2
               where job_id = (
                   select job_id from jobs
                   where given_up_at is null and due_at <= $1
                     and (leased_until is null or leased_until <= $1)
                   order by due_at limit 1 for update skip locked
               )
               returning job_id as id, kind, payload, attempts"#,
            now.to_sqlx() as _,
            leased_until.to_sqlx() as _,
        )
        .fetch_optional(&mut *self.connection)
        .await
        .map_err(DbError::query("jobs.take"))
    }

    /// Removes a job that is done.
    #[tracing::instrument(name = "db.jobs.finish", skip_all, fields(job.id = %id))]
    pub async fn finish(&mut self, id: Uuid) -> Result<(), DbError> {
        sqlx::query!("delete from jobs where job_id = $1", id)
            .execute(&mut *self.connection)
            .await
            .map(|_| ())
            .map_err(DbError::query("jobs.finish"))
    }

    /// Puts a job back for another try; without a time it is given up.
    #[tracing::instrument(name = "db.jobs.put_back", skip_all, fields(job.id = %id))]
    pub async fn put_back(
        &mut self,
        id: Uuid,
        due_at: Option<Timestamp>,
        error: &str,
        now: Timestamp,
    ) -> Result<(), DbError> {
        sqlx::query!(
            r#"update jobs set leased_until = null, last_error = $3, due_at = coalesce($2, due_at),
                   given_up_at = case when $2::timestamptz is null then $4::timestamptz end
               where job_id = $1"#,
            id,
            due_at.map(ToSqlx::to_sqlx) as _,
            error,
            now.to_sqlx() as _,
        )
        .execute(&mut *self.connection)
        .await
        .map(|_| ())
        .map_err(DbError::query("jobs.put_back"))
    }
}
