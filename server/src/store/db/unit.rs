//! The unit of work: one transaction, the streams it locked and the events it will append.
//!
//! Events get their seqs and rows only at the very end, under the locks of their streams, so that a seq is dense and nothing
//! can be published that is not committed.

use std::ops::{Deref, DerefMut};

use uuid::Uuid;
use wire::streams::Stream;
use wire::time::Timestamp;

use super::sql::sql;
use super::tx::{Conn, Tx};
use super::value::Value;
use crate::domain::error::{Error, Result};
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;

/// What a body of [`super::Database::change`] works on.
pub struct Unit {
    tx: Tx,
    clock: Clock,
    ids: Ids,
    /// The streams whose rows are locked, with their heads, in the order of their locking.
    locked: Vec<(Stream, i64)>,
    pending: Vec<Pending>,
    jobs_waiting: bool,
}

struct Pending {
    stream: Stream,
    kind: &'static str,
    subject: Option<Uuid>,
    payload: String,
}

/// An event as committed: what the hub publishes, and what travels between nodes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    pub stream: Stream,
    pub seq: i64,
    pub kind: String,
    /// The message it is about, if it is about one.
    #[serde(default)]
    pub subject: Option<Uuid>,
    /// The event as JSON; empty when it was blanked.
    pub payload: String,
}

impl Deref for Unit {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Unit {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

/// The id of a stream's row.
#[must_use]
pub(crate) fn stream_row(stream: Stream) -> Uuid {
    match stream {
        Stream::Workspace => Uuid::nil(),
        Stream::Room(room) => room.0,
        Stream::User(user) => user.0,
    }
}

impl Unit {
    pub(super) fn new(tx: Tx, clock: Clock, ids: Ids) -> Self {
        Self { tx, clock, ids, locked: Vec::new(), pending: Vec::new(), jobs_waiting: false }
    }

    /// Lets go of the streams of one change, so that the next in the same transaction starts afresh.
    pub(super) fn forget(&mut self) {
        self.locked.clear();
        self.pending.clear();
    }

    pub(super) fn into_tx(self) -> Tx {
        self.tx
    }

    /// The present moment of the injected clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id, later than every one before it.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.ids.next()
    }

    /// Locks a stream until the commit, so that what is read next stays true. Streams are locked in their order: workspace,
    /// rooms, users, then by id.
    ///
    /// # Errors
    /// `NotFound` when there is no such stream; `Internal` when the order is broken, which could deadlock.
    pub async fn lock(&mut self, stream: Stream) -> Result<()> {
        if self.locked.iter().any(|(held, _)| *held == stream) {
            return Ok(());
        }
        if let Some((last, _)) = self.locked.last().filter(|(last, _)| *last > stream) {
            return Err(Error::internal(format!("{stream} locked after {last}")));
        }
        let text = match self.tx.conn() {
            // The writer is alone.
            Conn::Sqlite(_) => "SELECT head FROM streams WHERE id = $1",
            Conn::Postgres(_) => "SELECT head FROM streams WHERE id = $1 FOR UPDATE",
        };
        let head = sql(text).bind(stream_row(stream)).fetch_value::<i64>(&mut self.tx).await?;
        let head = head.ok_or(match stream {
            Stream::Workspace => Error::internal("the workspace has no stream"),
            Stream::Room(_) => Error::NotFound("room"),
            Stream::User(_) => Error::NotFound("user"),
        })?;
        self.locked.push((stream, head));
        Ok(())
    }

    /// The seq that the next event of a locked stream will get.
    ///
    /// # Errors
    /// `Internal` when the stream is not locked.
    pub fn next_seq(&self, stream: Stream) -> Result<i64> {
        let locked = self.locked.iter().find(|(held, _)| *held == stream);
        let (_, head) = locked.ok_or_else(|| Error::internal(format!("{stream} is not locked")))?;
        let waiting = self.pending.iter().filter(|pending| pending.stream == stream).count();
        Ok(head + 1 + i64::try_from(waiting).map_err(Error::internal)?)
    }

    /// The seq of the last event of a locked stream, this unit's included.
    ///
    /// # Errors
    /// As [`Unit::next_seq`].
    pub fn seq(&self, stream: Stream) -> Result<i64> {
        Ok(self.next_seq(stream)? - 1)
    }

    /// Appends an event at the commit. Ops call `emit`, which knows the event's type.
    pub fn append(&mut self, stream: Stream, kind: &'static str, subject: Option<Uuid>, payload: String) {
        self.pending.push(Pending { stream, kind, subject, payload });
    }

    /// Remembers that a job was written, so that the runner is woken after the commit.
    pub fn wake_jobs(&mut self) {
        self.jobs_waiting = true;
    }

    pub(super) fn jobs_waiting(&self) -> bool {
        self.jobs_waiting
    }

    /// Moves the heads and writes the events: the last act before the commit.
    pub(super) async fn flush(&mut self) -> Result<Vec<Entry>> {
        let mut pending = std::mem::take(&mut self.pending);
        let mut streams: Vec<Stream> = pending.iter().map(|event| event.stream).collect();
        streams.sort_unstable();
        streams.dedup();
        let mut heads = Vec::with_capacity(streams.len());
        for stream in streams {
            let count = pending.iter().filter(|event| event.stream == stream).count();
            heads.push((stream, self.move_head(stream, i64::try_from(count).map_err(Error::internal)?).await?));
        }
        let mut entries = Vec::with_capacity(pending.len());
        for event in &mut pending {
            let Some((_, seq)) = heads.iter_mut().find(|(stream, _)| *stream == event.stream) else { continue };
            *seq += 1;
            let payload = std::mem::take(&mut event.payload);
            let kind = event.kind.to_owned();
            entries.push(Entry { stream: event.stream, seq: *seq, kind, subject: event.subject, payload });
        }
        self.write_events(&entries, &pending).await?;
        Ok(entries)
    }

    /// Answers the head before the move.
    async fn move_head(&mut self, stream: Stream, by: i64) -> Result<i64> {
        let held = self.locked.iter().any(|(held, _)| *held == stream);
        if !held && let Some((last, _)) = self.locked.iter().find(|(last, _)| *last > stream) {
            return Err(Error::internal(format!("the head of {stream} moved after {last} was locked")));
        }
        let head = sql("UPDATE streams SET head = head + $2 WHERE id = $1 RETURNING head")
            .bind(stream_row(stream))
            .bind(by)
            .fetch_value::<i64>(&mut self.tx)
            .await?;
        Ok(head.ok_or_else(|| Error::internal(format!("{stream} has no row")))? - by)
    }

    async fn write_events(&mut self, entries: &[Entry], pending: &[Pending]) -> Result<()> {
        let now = self.now();
        // Eleven columns of parameters are far below either engine's limit at this size.
        for (entries, pending) in entries.chunks(128).zip(pending.chunks(128)) {
            let rows = entries.iter().zip(pending).map(|(entry, event)| {
                let stream: Value = stream_row(entry.stream).into();
                [stream, entry.seq.into(), event.kind.into(), event.subject.into(), (&entry.payload).into(), now.into()]
            });
            sql("INSERT INTO events (stream_id, seq, kind, subject, payload, created_at) VALUES $rows")
                .bind_rows(rows)
                .execute(&mut self.tx)
                .await?;
        }
        Ok(())
    }
}
