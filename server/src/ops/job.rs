//! Jobs: work done after a commit, written in the same transaction as its cause.
//!
//! Here are their kinds and how they are written and leased; `jobs/` does the work.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::ids::{FileId, JobId, MessageId};
use wire::streams::Stream;
use wire::time::Timestamp;

use super::change::Change;
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::platform::random;
use crate::store::jobs::{self, JobRecord, NewJob};

/// How long a worker may take before another takes over, in seconds.
const LEASE_SECONDS: i64 = 60;
/// After this many tries a job is given up.
const ATTEMPTS: i64 = 12;
/// The longest pause between two tries, in seconds.
const LONGEST_PAUSE_SECONDS: i64 = 3600;

/// A kind of job with what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Job {
    /// Deletes what the log need not keep; comes back every hour.
    TrimLog,
    /// Lets the many users whom a reply mentions follow its thread.
    FollowThread { reply: MessageId },
    /// Deletes the contents of files that are gone.
    DeleteFiles { files: Vec<FileId> },
    /// Takes away uploads that nobody finished or sent; comes back every hour.
    SweepUploads,
    /// Takes new messages into the lists that searches read; comes back every five minutes, and earlier when much is said.
    IndexMessages,
    /// Fetches previews of a message's links.
    PreviewLinks { message: MessageId },
}

impl Job {
    /// The name of the kind, as stored.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TrimLog => "trim_log",
            Self::DeleteFiles { .. } => "delete_files",
            Self::SweepUploads => "sweep_uploads",
            Self::IndexMessages => "index_messages",
            Self::FollowThread { .. } => "follow_thread",
            Self::PreviewLinks { .. } => "preview_links",
        }
    }

    /// How often the job comes back by itself; none for a job that has a cause.
    #[must_use]
    pub fn every(&self) -> Option<Duration> {
        match self {
            Self::TrimLog | Self::SweepUploads => Some(Duration::from_secs(3600)),
            Self::DeleteFiles { .. } | Self::FollowThread { .. } | Self::PreviewLinks { .. } => None,
            Self::IndexMessages => Some(Duration::from_secs(300)),
        }
    }

    /// The jobs that come back by themselves.
    pub const SCHEDULED: [Self; 3] = [Self::TrimLog, Self::SweepUploads, Self::IndexMessages];
}

/// A job somebody works on.
#[derive(Debug)]
pub struct Leased {
    pub record: JobRecord,
    pub lease: Uuid,
}

/// Writing jobs within a change.
pub trait Enqueue {
    /// Writes a job that runs after the commit, at `run_at` at the earliest.
    fn enqueue(&mut self, job: &Job, run_at: Timestamp) -> impl Future<Output = Result<()>> + Send;
}

impl Enqueue for Change {
    async fn enqueue(&mut self, job: &Job, run_at: Timestamp) -> Result<()> {
        let payload = serde_json::to_string(job).map_err(Error::internal)?;
        let unique_key = job.every().map(|_| job.kind());
        let (id, created_at) = (JobId(self.new_id()), self.now());
        let new = NewJob { id, kind: job.kind(), payload: &payload, unique_key, run_at, created_at };
        jobs::insert(self, &new).await?;
        self.wake_jobs();
        Ok(())
    }
}

/// Writes the jobs that come back by themselves, unless they wait already.
///
/// # Errors
/// As the store fails.
pub async fn schedule(app: &App) -> Result<()> {
    app.change(Stream::Workspace, (), |c, ()| {
        Box::pin(async move {
            for job in &Job::SCHEDULED {
                let now = c.now();
                c.enqueue(job, now).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Whether a job is due, or somebody works on one that was.
///
/// # Errors
/// As the store fails.
pub async fn is_due(app: &App) -> Result<bool> {
    let due = app.read((), |tx, ()| Box::pin(jobs::next_due(tx))).await?;
    Ok(due.is_some_and(|due| due <= app.clock.now()))
}

/// Brings a scheduled job forward: it runs in so many seconds at the latest.
///
/// # Errors
/// As the store fails.
pub async fn hasten(app: &App, job: &Job, seconds: i64) -> Result<()> {
    app.change(Stream::Workspace, (job.kind(), seconds), |c, (kind, seconds)| {
        Box::pin(async move {
            let at = c.now().plus_seconds(*seconds);
            jobs::hasten(c, kind, at).await
        })
    })
    .await
}

/// When a job that is done comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// At its usual time, if it comes back by itself.
    AsUsual,
    /// In so many seconds: there is more to do.
    In(i64),
}

/// Which jobs somebody takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    Any,
    /// Those that come back by themselves: they must not wait behind thousands of others.
    Scheduled,
}

/// Takes the job that is due longest; none when none is.
///
/// # Errors
/// As the store fails.
pub async fn lease(app: &App, share: Share) -> Result<Option<Leased>> {
    // Most rounds find nothing: look before taking the writer.
    if !is_due(app).await? {
        return Ok(None);
    }
    let now = app.clock.now();
    app.change(Stream::Workspace, (share, now), |c, (share, now)| {
        Box::pin(async move {
            let (lease, until) = (c.new_id(), now.plus_seconds(LEASE_SECONDS));
            let record = match share {
                Share::Any => jobs::lease(c, lease, *now, until).await?,
                Share::Scheduled => {
                    let keys: Vec<&str> = Job::SCHEDULED.iter().map(Job::kind).collect();
                    jobs::lease_of(c, &keys, (lease, *now, until)).await?
                }
            };
            Ok(record.map(|record| Leased { record, lease }))
        })
    })
    .await
}

/// The job is done. One that comes back is written anew for its next time.
///
/// # Errors
/// As the store fails; the job then comes back when its lease ends.
pub async fn finish(app: &App, leased: Leased, job: Job, next: Next) -> Result<()> {
    app.change(Stream::Workspace, (leased, job, next), |c, (leased, job, next)| {
        Box::pin(async move {
            if !jobs::finish(c, leased.record.id, leased.lease).await? {
                return Ok(());
            }
            let now = c.now();
            let next = match (next, job.every()) {
                (Next::In(seconds), _) => now.plus_seconds(*seconds),
                (Next::AsUsual, Some(every)) => {
                    now.plus_seconds(i64::try_from(every.as_secs()).map_err(Error::internal)?)
                }
                (Next::AsUsual, None) => return Ok(()),
            };
            c.enqueue(job, next).await
        })
    })
    .await
}

/// The job failed: it comes back after a growing pause with jitter, or is given up.
///
/// # Errors
/// As the store fails; the job then comes back when its lease ends.
pub async fn fail(app: &App, leased: Leased, reason: String) -> Result<()> {
    app.change(Stream::Workspace, (leased, reason), |c, (leased, reason)| {
        Box::pin(async move {
            let now = c.now();
            let attempts = leased.record.attempts;
            let dead_at = (attempts >= ATTEMPTS && may_be_given_up(&leased.record.kind)).then_some(now);
            jobs::fail(c, leased.record.id, reason, now.plus_seconds(pause_seconds(attempts)), dead_at).await
        })
    })
    .await
}

/// What was deleted must go, however long the store of files is away: that is tried for ever.
fn may_be_given_up(kind: &str) -> bool {
    kind != (Job::DeleteFiles { files: Vec::new() }).kind()
}

/// Doubles with each try, from 2 s to an hour, and adds up to half of it at random.
fn pause_seconds(attempts: i64) -> i64 {
    let doubled = 1_i64.checked_shl(u32::try_from(attempts).unwrap_or(u32::MAX)).filter(|pause| *pause > 0);
    let pause = doubled.unwrap_or(LONGEST_PAUSE_SECONDS).min(LONGEST_PAUSE_SECONDS);
    let jitter = random::up_to(u64::try_from(pause / 2).unwrap_or_default());
    pause + i64::try_from(jitter).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_within_an_hour_and_a_half() {
        assert!((2..=3).contains(&pause_seconds(1)));
        assert!((16..=24).contains(&pause_seconds(4)));
        for attempts in [12, 40, 63, 64, 1000] {
            let pause = pause_seconds(attempts);
            assert!((LONGEST_PAUSE_SECONDS..=LONGEST_PAUSE_SECONDS * 3 / 2).contains(&pause), "{attempts}: {pause}");
        }
    }
}
