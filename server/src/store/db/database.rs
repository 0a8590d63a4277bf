//! The database: opens one of the two engines and runs bodies on it.
//!
//! What `change` promises: the body runs detached from the request, in one transaction; its events are published after the
//! commit and in order, or never. Read `sqlite.rs` for group commit and `postgres.rs` for retries.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use wire::streams::Stream;

use super::migrate::{self, Applied};
use super::statements::Statements;
use super::tx::Tx;
use super::unit::{Entry, Unit};
use super::{postgres, sqlite};
use crate::domain::error::Result;
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;

/// Where the data is.
#[derive(Clone, Debug)]
pub enum Location {
    /// A SQLite file, made when absent.
    Sqlite(PathBuf),
    /// `postgres://…`, with the number of pooled connections.
    Postgres { url: String, pool: usize },
}

/// What the database tells the rest of the server.
#[derive(Clone)]
pub struct Hooks {
    /// Gets the events of each commit, in order, after the commit and before its caller is answered.
    pub publish: Arc<dyn Fn(Vec<Entry>) + Send + Sync>,
    /// Called after a commit that wrote jobs.
    pub wake_jobs: Arc<dyn Fn() + Send + Sync>,
    /// Called once when the disk refused a write: the process must stop.
    pub fatal: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Default for Hooks {
    fn default() -> Self {
        Self { publish: Arc::new(|_| ()), wake_jobs: Arc::new(|| ()), fatal: Arc::new(|_| ()) }
    }
}

/// The future of a body: it awaits only the store.
pub type Body<'c, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'c>>;

/// How long a read may take.
pub const READ_LIMIT: Duration = Duration::from_secs(5);

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    engine: Engine,
}

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<sqlite::Engine>),
    Postgres(Arc<postgres::Engine>),
}

impl Database {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// A sentence for the person who starts the server: unreachable, wrong password, newer than this program …
    pub async fn open(location: &Location, clock: Clock, ids: Ids, hooks: Hooks) -> Result<Self, String> {
        let engine = match location {
            Location::Sqlite(file) => Engine::Sqlite(Arc::new(sqlite::Engine::open(file, clock, ids, hooks)?)),
            Location::Postgres { url, pool } => {
                Engine::Postgres(Arc::new(postgres::Engine::open(url, *pool, clock, ids, hooks).await?))
            }
        };
        Ok(Self { engine })
    }

    /// Runs a body in one unit of work with `stream` locked, and commits.
    ///
    /// The body gets its input by reference because it may run again from the start. It goes on to the end even when the
    /// caller is gone.
    ///
    /// # Errors
    /// What the body answers (then nothing was written), or what the commit met.
    pub async fn change<I, T, F>(&self, stream: Stream, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Unit, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        match &self.engine {
            Engine::Sqlite(engine) => engine.change(stream, input, body).await,
            Engine::Postgres(engine) => Arc::clone(engine).change(stream, input, body).await,
        }
    }

    /// Runs a body in one read snapshot, for at most five seconds.
    ///
    /// # Errors
    /// What the body answers, or `Busy` when it took too long.
    pub async fn read<I, T, F>(&self, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        self.read_within(READ_LIMIT, input, body).await
    }

    /// Runs a body in one read snapshot, for at most so long.
    ///
    /// # Errors
    /// What the body answers, or `Busy` when it took too long.
    pub async fn read_within<I, T, F>(&self, limit: Duration, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        match &self.engine {
            Engine::Sqlite(engine) => engine.read(limit, input, body).await,
            Engine::Postgres(engine) => Arc::clone(engine).read(limit, input, body).await,
        }
    }

    /// The statements that ran since the last time this was asked. Tests keep the hot paths flat and indexed with it.
    pub fn take_statements(&self) -> Statements {
        match &self.engine {
            Engine::Sqlite(engine) => engine.take_statements(),
            Engine::Postgres(engine) => engine.take_statements(),
        }
    }

    /// Finishes what is queued and closes. Later calls answer `Unavailable`.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(engine) => engine.close().await,
            Engine::Postgres(engine) => engine.close(),
        }
    }

    /// The migrations that were applied when it was opened.
    #[must_use]
    pub fn applied(&self) -> &Applied {
        match &self.engine {
            Engine::Sqlite(engine) => engine.applied(),
            Engine::Postgres(engine) => engine.applied(),
        }
    }

    /// The newest schema this program knows.
    #[must_use]
    pub fn newest_schema() -> i64 {
        migrate::newest()
    }
}
