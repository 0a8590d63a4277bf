//! The runner of jobs: takes what is due, does it, and says how it went.
//!
//! Each kind's work is one function of `ops`. A job that was leased by a process that died comes back when its lease ends, so
//! every kind must be harmless when it runs twice.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::ops::job::{self, Job, Leased, Next, Share};
use crate::ops::search::index;
use crate::ops::uploads::sweep;
use crate::ops::{follows, log, previews};

/// How long the runner rests when nothing rings: jobs of other nodes and later times are found then.
const REST: Duration = Duration::from_secs(5);

/// Jobs at once: one that waits for another server must not keep the rest waiting.
const WORKERS: [Share; 5] = [Share::Scheduled, Share::Any, Share::Any, Share::Any, Share::Any];

/// Runs jobs until cancelled; those at hand are finished first.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    if let Err(error) = job::schedule(&app).await {
        tracing::error!(%error, "scheduled jobs could not be written");
    }
    if let Err(error) = sweep::staging(&app).await {
        tracing::warn!(%error, "what was left of uploads could not be looked through");
    }
    join_all(WORKERS.map(|share| work_on(Arc::clone(&app), stop.clone(), share))).await;
}

async fn work_on(app: Arc<App>, stop: CancellationToken, share: Share) {
    while !stop.is_cancelled() {
        match next(&app, share).await {
            Ok(true) => {}
            Ok(false) => rest(&app, &stop).await,
            Err(error) => {
                tracing::warn!(%error, "no job could be taken");
                rest(&app, &stop).await;
            }
        }
    }
}

/// Does the job that is due longest; answers `false` when none is.
///
/// # Errors
/// As the store fails. A job that fails is no error here: it comes back.
pub async fn next(app: &App, share: Share) -> Result<bool> {
    let Some(leased) = job::lease(app, share).await? else { return Ok(false) };
    work(app, leased).await;
    Ok(true)
}

async fn rest(app: &App, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = app.jobs_waiting.notified() => {}
        () = tokio::time::sleep(REST) => {}
    }
}

async fn work(app: &App, leased: Leased) {
    let (id, kind) = (leased.record.id, leased.record.kind.clone());
    let told = match perform(app, &leased).await {
        Ok((job, next)) => job::finish(app, leased, job, next).await,
        Err(error) => {
            tracing::warn!(%error, %id, kind, attempts = leased.record.attempts, "a job failed");
            job::fail(app, leased, error.to_string()).await
        }
    };
    if let Err(error) = told {
        tracing::warn!(%error, %id, kind, "a job's end could not be written; it comes back");
    }
}

async fn perform(app: &App, leased: &Leased) -> Result<(Job, Next)> {
    let job: Job = serde_json::from_str(&leased.record.payload).map_err(Error::internal)?;
    let mut next = Next::AsUsual;
    match &job {
        Job::TrimLog => log::trim(app).await?,
        Job::DeleteFiles { files } => sweep::contents(app, files).await?,
        Job::FollowThread { reply } => follows::draw_in(app, *reply).await?,
        Job::SweepUploads => {
            sweep::uploads(app).await?;
            sweep::staging(app).await?;
        }
        Job::PreviewLinks { message } => previews::look(app, *message).await?,
        Job::IndexMessages => next = index::keep_up(app).await?,
    }
    Ok((job, next))
}
