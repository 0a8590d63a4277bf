//! PostgreSQL: a pool of connections; a change runs in a task of its own at READ COMMITTED with its stream's row locked first.
//!
//! A deadlock or a conflict runs the body again, at most three times in all, with jitter. A lost connection at commit is
//! answered as `Unavailable`: the client's retry under the same key finds out what became of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::FutureExt as _;
use tokio_postgres::NoTls;
use wire::streams::Stream;

use super::database::{Body, Hooks, READ_LIMIT};
use super::failure::{self, Failure};
use super::migrate::{self, Applied};
use super::statements::{Statements, Tally};
use super::tx::{Conn, Tx, Verdict};
use super::unit::{Entry, Unit};
use crate::domain::error::{Error, Result};
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;
use crate::platform::random;

/// How long a change or a read waits for a connection of the pool.
const POOL_WAIT: Duration = Duration::from_secs(2);
/// How long the database may take to let the server in at start, so that a wrong address is told within two seconds.
const START_WAIT: Duration = Duration::from_millis(1500);
/// How often a body runs at most.
const ATTEMPTS: u32 = 3;

pub(super) struct Engine {
    pool: Pool,
    clock: Clock,
    ids: Ids,
    hooks: Hooks,
    statements: Tally,
    applied: Applied,
}

/// One run of a body.
enum Attempt<T> {
    Done(Result<T>),
    Again,
}

impl Engine {
    pub(super) async fn open(url: &str, pool: usize, clock: Clock, ids: Ids, hooks: Hooks) -> Result<Self, String> {
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|error| format!("The database URL cannot be read: {error}."))?;
        config.connect_timeout(Duration::from_secs(2));
        config.options(format!("-c statement_timeout={} -c synchronous_commit=on", READ_LIMIT.as_millis()));
        config.application_name("relaydesk");
        let applied = migrate_alone(&config, &clock).await?;
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(pool)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(POOL_WAIT))
            .create_timeout(Some(POOL_WAIT))
            .build()
            .map_err(|error| format!("The database pool cannot be made: {error}."))?;
        Ok(Self { pool, clock, ids, hooks, statements: Tally::default(), applied })
    }

    pub(super) async fn change<I, T, F>(self: Arc<Self>, stream: Stream, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Unit, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        // A task of its own: the change goes on when the caller's connection drops.
        let work = tokio::spawn(async move {
            for _ in 1..ATTEMPTS {
                match self.attempt(stream, &input, &body).await {
                    Attempt::Done(outcome) => return outcome,
                    Attempt::Again => tokio::time::sleep(Duration::from_millis(2 + random::up_to(20))).await,
                }
            }
            match self.attempt(stream, &input, &body).await {
                Attempt::Done(outcome) => outcome,
                Attempt::Again => Err(Failure::Again.into_error("change")),
            }
        });
        work.await.unwrap_or_else(|error| Err(Error::internal(error)))
    }

    async fn attempt<I, T, F>(&self, stream: Stream, input: &I, body: &F) -> Attempt<T>
    where
        F: for<'c> Fn(&'c mut Unit, &'c I) -> Body<'c, T>,
    {
        let conn = match self.begin("BEGIN").await {
            Ok(conn) => conn,
            Err(error) => return Attempt::Done(Err(error)),
        };
        let mut unit = Unit::new(Tx::new(Conn::Postgres(conn)), self.clock.clone(), self.ids.clone());
        let run = AssertUnwindSafe(async {
            unit.lock(stream).await?;
            let value = body(&mut unit, input).await?;
            let entries = unit.flush().await?;
            unit.require_whole()?;
            Ok((value, entries))
        });
        let outcome = run.catch_unwind().await.unwrap_or_else(|_| Err(Error::internal("a body panicked")));
        let jobs_waiting = unit.jobs_waiting();
        let mut tx = unit.into_tx();
        self.statements.add(tx.take_statements());
        let again = tx.take_verdict() == Verdict::Again;
        let Conn::Postgres(conn) = tx.into_conn() else { return Attempt::Done(Err(Error::internal("another engine"))) };
        match outcome {
            Ok((value, entries)) => match conn.batch_execute("COMMIT").await.map_err(failure::of_postgres) {
                Ok(()) => {
                    self.publish(entries, jobs_waiting);
                    Attempt::Done(Ok(value))
                }
                Err(Failure::Again) => Attempt::Again,
                Err(failure) => Attempt::Done(Err(failure.into_error("COMMIT"))),
            },
            Err(error) => {
                roll_back(conn).await;
                if again { Attempt::Again } else { Attempt::Done(Err(error)) }
            }
        }
    }

    fn publish(&self, entries: Vec<Entry>, jobs_waiting: bool) {
        (self.hooks.publish)(entries);
        if jobs_waiting {
            (self.hooks.wake_jobs)();
        }
    }

    pub(super) async fn read<I, T, F>(self: Arc<Self>, limit: Duration, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        // A task of its own: a caller who drops must not leave a connection within a transaction.
        let work = tokio::spawn(async move { self.snapshot(limit, &input, &body).await });
        work.await.unwrap_or_else(|error| Err(Error::internal(error)))
    }

    async fn snapshot<I, T, F>(&self, limit: Duration, input: &I, body: &F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T>,
    {
        let conn = self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let mut tx = Tx::new(Conn::Postgres(conn));
        let outcome = AssertUnwindSafe(tokio::time::timeout(limit, body(&mut tx, input))).catch_unwind().await;
        self.statements.add(tx.take_statements());
        if let Conn::Postgres(conn) = tx.into_conn() {
            roll_back(conn).await;
        }
        match outcome {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Failure::Busy.into_error("read")),
            Err(_) => Err(Error::internal("a body panicked")),
        }
    }

    async fn begin(&self, text: &str) -> Result<Object> {
        let conn = self.pool.get().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        conn.batch_execute(text).await.map_err(|error| failure::of_postgres(error).into_error("BEGIN"))?;
        Ok(conn)
    }

    pub(super) fn take_statements(&self) -> Statements {
        self.statements.take()
    }

    pub(super) fn applied(&self) -> &Applied {
        &self.applied
    }

    pub(super) fn close(&self) {
        self.pool.close();
    }
}

/// How long a connection may take to end a transaction.
const ROLLBACK_WAIT: Duration = Duration::from_secs(1);

/// Ends a transaction without a trace. A connection that cannot do that soon leaves the pool, and the server's statement
/// with it: a statement that was given up is still running there.
async fn roll_back(conn: Object) {
    match tokio::time::timeout(ROLLBACK_WAIT, conn.batch_execute("ROLLBACK")).await {
        Ok(Ok(())) => {}
        Ok(Err(_)) | Err(_) => {
            let cancel = conn.cancel_token();
            drop(Object::take(conn));
            let _ = tokio::time::timeout(ROLLBACK_WAIT, cancel.cancel_query(NoTls)).await;
        }
    }
}

/// One plain connection at the start: its errors can be told in a sentence, the pool's cannot.
async fn migrate_alone(config: &tokio_postgres::Config, clock: &Clock) -> Result<Applied, String> {
    let unreached = |cause: &str| format!("The database cannot be reached: {cause}.");
    let connected = tokio::time::timeout(START_WAIT, config.connect(NoTls)).await;
    let connected = connected.map_err(|_| unreached("it does not answer"))?;
    let (mut client, connection) = connected.map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        unreached(&cause)
    })?;
    let driver = tokio::spawn(connection);
    let applied = migrate::postgres(&mut client, clock.now().micros()).await;
    drop(client);
    let _ = driver.await;
    applied
}
