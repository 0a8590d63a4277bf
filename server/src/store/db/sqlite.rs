//! SQLite: one writer thread with group commit, a few reader threads.
//!
//! The writer drains its queue: BEGIN IMMEDIATE; for each waiting change a savepoint, its body, release (or roll back to it);
//! COMMIT; publish; answer all. Nothing waiting, a change commits alone: there is no timer. Bodies are futures that never
//! wait, so each is polled once. WAL with `synchronous=FULL`: an answer means durable.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;
use tokio::time::Instant;
use wire::streams::Stream;

use super::database::{Body, Hooks};
use super::failure;
use super::migrate::{self, Applied};
use super::statements::{Statements, Tally};
use super::tx::{Conn, Tx, Verdict};
use super::unit::{Entry, Unit};
use super::wal::WriteAhead;
use crate::domain::error::{Error, Result};
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;

/// Changes waiting for the writer; more are refused as `Busy`.
const WRITE_QUEUE: usize = 4096;
/// Changes of one commit.
const BATCH: usize = 256;
/// Reads waiting for a reader; more are refused as `Busy`.
const READ_QUEUE: usize = 4096;
const READERS: usize = 4;
/// Statements kept prepared on each connection.
const PREPARED: usize = 256;

pub(super) struct Engine {
    changes: Mutex<Option<SyncSender<Box<dyn Change>>>>,
    reads: Mutex<Option<SyncSender<Timed>>>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    statements: Arc<Tally>,
    applied: Applied,
}

/// A change with its types erased.
trait Change: Send {
    fn run(&mut self, unit: &mut Unit) -> Result<()>;
    fn answer(self: Box<Self>, commit: Result<()>);
}

type Changes = Receiver<Box<dyn Change>>;
/// A read, and how long it may take.
type Timed = (Duration, Box<dyn Read>);

/// A read with its types erased.
trait Read: Send {
    /// Answers its caller; what ran is told before.
    fn run(self: Box<Self>, tx: &mut Tx, snapshot: Result<()>, statements: &Tally);
}

impl Engine {
    pub(super) fn open(file: &Path, clock: Clock, ids: Ids, hooks: Hooks) -> Result<Self, String> {
        let text = |error: rusqlite::Error| format!("The database {} cannot be opened: {error}.", file.display());
        let mut conn = Connection::open(file).map_err(text)?;
        configure(&conn).map_err(text)?;
        conn.pragma_update(None, "journal_mode", "wal").map_err(text)?;
        let applied = migrate::sqlite(&mut conn, file, clock.now().micros())?;
        let log = WriteAhead::take_over(&mut conn, file)?;
        let statements = Arc::new(Tally::default());
        let readers = (0..READERS).map(|_| open_reader(file)).collect::<Result<Vec<_>, _>>().map_err(text)?;
        let (changes, queue) = sync_channel(WRITE_QUEUE);
        let writer = Writer { clock, ids, hooks, statements: Arc::clone(&statements), log, stopped: false };
        let writer = spawn("sqlite-writer", move || writer.serve(conn, &queue))?;
        let (reads, queue) = sync_channel(READ_QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        for conn in readers {
            let (queue, statements) = (Arc::clone(&queue), Arc::clone(&statements));
            spawn("sqlite-reader", move || serve_reads(conn, &queue, &statements))?;
        }
        Ok(Self {
            changes: Mutex::new(Some(changes)),
            reads: Mutex::new(Some(reads)),
            writer: Mutex::new(Some(writer)),
            statements,
            applied,
        })
    }

    pub(super) async fn change<I, T, F>(&self, stream: Stream, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Unit, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        let (reply, answer) = oneshot::channel();
        send(&self.changes, Box::new(TypedChange { stream, input, body, value: None, reply }))?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    pub(super) async fn read<I, T, F>(&self, limit: Duration, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        let (reply, answer) = oneshot::channel();
        send(&self.reads, (limit, Box::new(TypedRead { input, body, reply })))?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    pub(super) fn take_statements(&self) -> Statements {
        self.statements.take()
    }

    pub(super) fn applied(&self) -> &Applied {
        &self.applied
    }

    /// Lets the writer finish its queue and write the log back into the file.
    pub(super) async fn close(&self) {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).take();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            let _ = tokio::task::spawn_blocking(move || writer.join()).await;
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the database is closed".into())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<std::thread::JoinHandle<()>, String> {
    let thread = std::thread::Builder::new().name(name.into());
    thread.spawn(work).map_err(|error| format!("A thread cannot be started: {error}."))
}

fn send<T>(queue: &Mutex<Option<SyncSender<T>>>, item: T) -> Result<()> {
    let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
    match queue.as_ref().ok_or_else(closed)?.try_send(item) {
        Ok(()) => Ok(()),
        Err(TrySendError::Full(_)) => Err(Error::Busy(Duration::from_secs(1))),
        Err(TrySendError::Disconnected(_)) => Err(closed()),
    }
}

fn configure(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "synchronous", "full")?;
    // 16 MiB of pages a connection.
    conn.pragma_update(None, "cache_size", -16_384)?;
    conn.pragma_update(None, "temp_store", "memory")
}

fn open_reader(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(file, flags)?;
    configure(&conn)?;
    Ok(conn)
}

/// Polls a body once: its store calls complete at once, so a body left pending awaits something it must not.
fn poll_once<T>(body: Body<'_, T>) -> Result<T> {
    let polled = std::panic::catch_unwind(AssertUnwindSafe(|| body.now_or_never()));
    match polled {
        Ok(Some(outcome)) => outcome,
        Ok(None) => Err(Error::internal("a body awaited something other than the store")),
        Err(_) => Err(Error::internal("a body panicked")),
    }
}

struct TypedChange<I, T, F> {
    stream: Stream,
    input: I,
    body: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<I, T, F> Change for TypedChange<I, T, F>
where
    I: Send + Sync,
    T: Send,
    F: for<'c> Fn(&'c mut Unit, &'c I) -> Body<'c, T> + Send,
{
    fn run(&mut self, unit: &mut Unit) -> Result<()> {
        poll_once(Box::pin(unit.lock(self.stream)))?;
        self.value = Some(poll_once((self.body)(unit, &self.input))?);
        Ok(())
    }

    fn answer(self: Box<Self>, commit: Result<()>) {
        let Self { value, reply, .. } = *self;
        // Nobody may be waiting any more: the change is done all the same.
        let _ = reply.send(commit.and_then(|()| value.ok_or_else(|| Error::internal("a change gave no answer"))));
    }
}

struct TypedRead<I, T, F> {
    input: I,
    body: F,
    reply: oneshot::Sender<Result<T>>,
}

impl<I, T, F> Read for TypedRead<I, T, F>
where
    I: Send + Sync,
    T: Send,
    F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send,
{
    fn run(self: Box<Self>, tx: &mut Tx, snapshot: Result<()>, statements: &Tally) {
        let outcome = snapshot.and_then(|()| poll_once((self.body)(tx, &self.input)));
        statements.add(tx.take_statements());
        let _ = self.reply.send(outcome);
    }
}

fn serve_reads(conn: Connection, queue: &Mutex<Receiver<Timed>>, statements: &Tally) {
    let mut tx = Tx::new(Conn::Sqlite(Box::new(conn)));
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((limit, read)) = next else { return };
        let snapshot = begin_read(&mut tx, limit);
        read.run(&mut tx, snapshot, statements);
        if let Some(conn) = tx.sqlite()
            && !conn.is_autocommit()
        {
            let _ = conn.execute_batch("ROLLBACK");
        }
    }
}

fn begin_read(tx: &mut Tx, limit: Duration) -> Result<()> {
    let Conn::Sqlite(conn) = tx.conn() else { unreachable_engine() };
    let deadline = Instant::now() + limit;
    conn.progress_handler(10_000, Some(move || Instant::now() > deadline)).map_err(Error::internal)?;
    conn.execute_batch("BEGIN").map_err(|error| failure::of_sqlite(error).into_error("BEGIN"))
}

struct Writer {
    clock: Clock,
    ids: Ids,
    hooks: Hooks,
    statements: Arc<Tally>,
    log: WriteAhead,
    /// The disk refused a write: nothing more is acknowledged.
    stopped: bool,
}

impl Writer {
    fn serve(mut self, conn: Connection, queue: &Changes) {
        let mut conn = conn;
        while let Ok(first) = queue.recv() {
            if self.stopped {
                first.answer(Err(Error::Unavailable("the disk refused a write".into())));
                continue;
            }
            conn = self.commit_batch(conn, first, queue);
            if !self.stopped
                && let Err(failure) = self.log.tend(&conn)
            {
                self.judge(failure, "checkpoint");
            }
        }
        let ended = if self.stopped { WriteAhead::leave(&conn) } else { self.log.finish(&conn) };
        if let Err(failure) = ended {
            self.judge(failure, "last checkpoint");
        }
    }

    /// One commit: the first change and whatever waits behind it.
    fn commit_batch(&mut self, conn: Connection, first: Box<dyn Change>, queue: &Changes) -> Connection {
        if let Err(error) = conn.execute_batch("BEGIN IMMEDIATE") {
            first.answer(Err(self.judge(failure::of_sqlite(error), "BEGIN")));
            return conn;
        }
        let mut batch =
            Batch::new(Unit::new(Tx::new(Conn::Sqlite(Box::new(conn))), self.clock.clone(), self.ids.clone()));
        let mut next = Some(first);
        while let Some(change) = next {
            batch.run(change);
            next = if batch.lost.is_none() && batch.done.len() < BATCH { queue.try_recv().ok() } else { None };
        }
        let Batch { unit, done, entries, lost } = batch;
        let jobs_waiting = unit.jobs_waiting();
        let mut tx = unit.into_tx();
        self.statements.add(tx.take_statements());
        let verdict = tx.take_verdict();
        let Conn::Sqlite(conn) = tx.into_conn() else { unreachable_engine() };
        let commit = match lost {
            Some(error) => Err(error),
            None if verdict == Verdict::Fatal => Err(self.judge(failure::Failure::Fatal("I/O error".into()), "change")),
            None => conn.execute_batch("COMMIT").map_err(|error| self.judge(failure::of_sqlite(error), "COMMIT")),
        };
        if !conn.is_autocommit() {
            let _ = conn.execute_batch("ROLLBACK");
        }
        if verdict == Verdict::Fatal {
            self.stop("a statement met an I/O error");
        }
        if commit.is_ok() {
            (self.hooks.publish)(entries);
            if jobs_waiting {
                (self.hooks.wake_jobs)();
            }
        }
        for (change, outcome) in done {
            change.answer(outcome.and_then(|()| commit.as_ref().copied().map_err(same)));
        }
        *conn
    }

    fn judge(&mut self, failure: failure::Failure, what: &str) -> Error {
        if let failure::Failure::Fatal(text) = &failure {
            self.stop(text);
        }
        failure.into_error(what)
    }

    fn stop(&mut self, text: &str) {
        if !self.stopped {
            self.stopped = true;
            (self.hooks.fatal)(text);
        }
    }
}

/// The changes of one transaction.
struct Batch {
    unit: Unit,
    done: Vec<(Box<dyn Change>, Result<()>)>,
    entries: Vec<Entry>,
    /// SQLite rolled the whole transaction back: none of these changes happened.
    lost: Option<Error>,
}

impl Batch {
    fn new(unit: Unit) -> Self {
        Self { unit, done: Vec::new(), entries: Vec::new(), lost: None }
    }

    fn run(&mut self, mut change: Box<dyn Change>) {
        let outcome = self.attempt(change.as_mut());
        let rolled_back = self.unit.sqlite().is_some_and(Connection::is_autocommit);
        if rolled_back {
            self.lost = Some(outcome.as_ref().err().map_or_else(|| Error::internal("the transaction is gone"), same));
        }
        self.done.push((change, outcome));
    }

    fn attempt(&mut self, change: &mut dyn Change) -> Result<()> {
        self.savepoint("SAVEPOINT change")?;
        let outcome = change.run(&mut self.unit).and_then(|()| poll_once(Box::pin(self.unit.flush())));
        self.unit.forget();
        match outcome {
            Ok(entries) => {
                self.savepoint("RELEASE change")?;
                self.entries.extend(entries);
                Ok(())
            }
            Err(error) => {
                // Fails only when the whole transaction is gone already; `run` looks.
                let _ = self.savepoint("ROLLBACK TO change");
                let _ = self.savepoint("RELEASE change");
                Err(error)
            }
        }
    }

    fn savepoint(&mut self, text: &'static str) -> Result<()> {
        let Some(conn) = self.unit.sqlite() else { unreachable_engine() };
        let outcome = conn.prepare_cached(text).and_then(|mut statement| statement.execute([]));
        outcome.map(|_| ()).map_err(|error| {
            let failure = failure::of_sqlite(error);
            self.unit.note(&failure);
            failure.into_error(text)
        })
    }
}

/// An error for one more caller of the same commit.
fn same(error: &Error) -> Error {
    match error {
        Error::StorageFull => Error::StorageFull,
        Error::Busy(wait) => Error::Busy(*wait),
        Error::Unavailable(text) => Error::Unavailable(text.clone()),
        other => Error::Internal(other.to_string()),
    }
}

#[expect(clippy::unreachable, reason = "these threads made their connections themselves")]
fn unreachable_engine() -> ! {
    unreachable!("the threads of SQLite work on SQLite connections")
}
