//! Jobs: work done after a commit, written inside it.

use uuid::Uuid;
use wire::ids::JobId;
use wire::time::Timestamp;

use super::db::{Tx, record, sql};
use crate::domain::error::Result;

record! {
    /// A job as stored, once leased.
    pub struct JobRecord {
        pub id: JobId,
        pub kind: String,
        pub payload: String,
        /// How often it was tried, this time included.
        pub attempts: i64,
    }
}

/// A job to write.
#[derive(Debug)]
pub struct NewJob<'a> {
    pub id: JobId,
    pub kind: &'a str,
    pub payload: &'a str,
    /// At most one waiting job a key.
    pub unique_key: Option<&'a str>,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
}

/// Writes a job, unless one with its key waits already.
pub async fn insert(tx: &mut Tx, job: &NewJob<'_>) -> Result<()> {
    sql("INSERT INTO jobs (id, kind, payload, unique_key, run_at, attempts, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (unique_key) DO NOTHING")
    .bind(job.id)
    .bind(job.kind)
    .bind(job.payload)
    .bind(job.unique_key)
    .bind(job.run_at)
    .bind(0_i64)
    .bind(job.created_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Brings the waiting job with this key forward.
pub async fn hasten(tx: &mut Tx, unique_key: &str, run_at: Timestamp) -> Result<()> {
    sql("UPDATE jobs SET run_at = $2 WHERE unique_key = $1 AND run_at > $2 AND lease_until IS NULL")
        .bind(unique_key)
        .bind(run_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes the job that is due longest, unless somebody works on it, until the lease ends.
pub async fn lease(tx: &mut Tx, lease: Uuid, now: Timestamp, until: Timestamp) -> Result<Option<JobRecord>> {
    let due = sql(
        "SELECT id FROM jobs WHERE run_at <= $1 AND dead_at IS NULL AND (lease_until IS NULL OR lease_until < $1) \
                   ORDER BY run_at LIMIT 1",
    );
    let due = due.bind(now).fetch_value::<JobId>(tx).await?;
    take(tx, due, (lease, now, until)).await
}

/// The same among the jobs with these keys.
pub async fn lease_of(
    tx: &mut Tx,
    unique_keys: &[&str],
    (lease, now, until): (Uuid, Timestamp, Timestamp),
) -> Result<Option<JobRecord>> {
    let due = sql(
        "SELECT id FROM jobs WHERE run_at <= $1 AND dead_at IS NULL AND (lease_until IS NULL OR lease_until < $1) \
                   AND unique_key IN ($list) ORDER BY run_at LIMIT 1",
    );
    let due = due.bind(now).bind_list(unique_keys.iter().copied()).fetch_value::<JobId>(tx).await?;
    take(tx, due, (lease, now, until)).await
}

async fn take(
    tx: &mut Tx,
    due: Option<JobId>,
    (lease, now, until): (Uuid, Timestamp, Timestamp),
) -> Result<Option<JobRecord>> {
    let Some(due) = due else { return Ok(None) };
    // Another node may have been faster since: then there is no row, and the next round finds another job.
    sql("UPDATE jobs SET lease_id = $2, lease_until = $3, attempts = attempts + 1 \
         WHERE id = $1 AND (lease_until IS NULL OR lease_until < $4) RETURNING id, kind, payload, attempts")
    .bind(due)
    .bind(lease)
    .bind(until)
    .bind(now)
    .fetch_optional(tx)
    .await
}

/// When the next job is due; none when none waits.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let due = sql("SELECT min(run_at) FROM jobs WHERE dead_at IS NULL").fetch_value::<Option<Timestamp>>(tx).await?;
    Ok(due.flatten())
}

/// The job is done: it leaves the table, if the lease still holds. Answers whether it did.
pub async fn finish(tx: &mut Tx, job: JobId, lease: Uuid) -> Result<bool> {
    Ok(sql("DELETE FROM jobs WHERE id = $1 AND lease_id = $2").bind(job).bind(lease).execute(tx).await? > 0)
}

/// The job failed: it waits until `run_at`, or is given up at `dead_at`.
pub async fn fail(tx: &mut Tx, job: JobId, error: &str, run_at: Timestamp, dead_at: Option<Timestamp>) -> Result<()> {
    sql(
        "UPDATE jobs SET last_error = $2, run_at = $3, dead_at = $4, lease_id = NULL, lease_until = NULL WHERE id = $1",
    )
    .bind(job)
    .bind(error)
    .bind(run_at)
    .bind(dead_at)
    .execute(tx)
    .await?;
    Ok(())
}
