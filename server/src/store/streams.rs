//! The log: streams and their events.
//!
//! Appending is the unit of work's (`db/unit.rs`); here a stream is made, read and trimmed.

use std::collections::HashMap;

use uuid::Uuid;
use wire::ids::{RoomId, UserId};
use wire::streams::{AsOf, Stream};
use wire::time::Timestamp;

use super::db::{Entry, Tx, Value, record, sql, stream_row};
use crate::domain::error::{Error, Result};

record! {
    /// A stream's two ends.
    pub struct Ends {
        pub head: i64,
        pub floor: i64,
    }
}

record! {
    /// An event of a known stream.
    struct EventRow {
        seq: i64,
        kind: String,
        subject: Option<Uuid>,
        payload: String,
    }
}

fn kind_of(stream: Stream) -> i64 {
    match stream {
        Stream::Workspace => 0,
        Stream::Room(_) => 1,
        Stream::User(_) => 2,
    }
}

fn stream_of(kind: i64, id: Uuid) -> Result<Stream> {
    match kind {
        0 => Ok(Stream::Workspace),
        1 => Ok(Stream::Room(RoomId(id))),
        2 => Ok(Stream::User(UserId(id))),
        _ => Err(Error::internal(format!("a stream of kind {kind}"))),
    }
}

/// Makes a stream, empty; leaves one that is there as it is.
pub async fn insert(tx: &mut Tx, stream: Stream) -> Result<()> {
    sql("INSERT INTO streams (id, kind, head, floor) VALUES ($1, $2, $3, $3) ON CONFLICT (id) DO NOTHING")
        .bind(stream_row(stream))
        .bind(kind_of(stream))
        .bind(0_i64)
        .execute(tx)
        .await?;
    Ok(())
}

/// The ends of a stream; none when there is no such stream.
pub async fn ends(tx: &mut Tx, stream: Stream) -> Result<Option<Ends>> {
    sql("SELECT head, floor FROM streams WHERE id = $1").bind(stream_row(stream)).fetch_optional(tx).await
}

record! {
    /// A stream with its two ends.
    struct EndsRow {
        id: Uuid,
        head: i64,
        floor: i64,
    }
}

/// The ends of these streams, at most 500; those that are not there are left out.
pub async fn ends_of(tx: &mut Tx, streams: &[Stream]) -> Result<HashMap<Stream, Ends>> {
    let rows: Vec<EndsRow> = sql("SELECT id, head, floor FROM streams WHERE id IN ($list)")
        .bind_list(streams.iter().copied().map(stream_row))
        .fetch_all(tx)
        .await?;
    let rows: HashMap<Uuid, EndsRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let ends = |stream: &Stream| {
        rows.get(&stream_row(*stream)).map(|row| (*stream, Ends { head: row.head, floor: row.floor }))
    };
    Ok(streams.iter().filter_map(ends).collect())
}

/// Head of a stream; 0 when there is no such stream.
pub async fn head(tx: &mut Tx, stream: Stream) -> Result<i64> {
    Ok(ends(tx, stream).await?.map_or(0, |ends| ends.head))
}

record! {
    /// A stream with its head.
    struct HeadRow {
        id: Uuid,
        head: i64,
    }
}

/// The heads of these rooms' streams.
pub async fn room_heads(tx: &mut Tx, rooms: &[RoomId]) -> Result<Vec<(RoomId, i64)>> {
    let mut heads = Vec::with_capacity(rooms.len());
    for rooms in rooms.chunks(512) {
        let rows: Vec<HeadRow> = sql("SELECT id, head FROM streams WHERE id IN ($list)")
            .bind_list(rooms.iter().copied())
            .fetch_all(tx)
            .await?;
        heads.extend(rows.into_iter().map(|row| (RoomId(row.id), row.head)));
    }
    Ok(heads)
}

/// The events of a stream after `seq`, oldest first, at most `limit`.
pub async fn after(tx: &mut Tx, stream: Stream, seq: i64, limit: i64) -> Result<Vec<Entry>> {
    let rows: Vec<EventRow> =
        sql("SELECT seq, kind, subject, payload FROM events WHERE stream_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
            .bind(stream_row(stream))
            .bind(seq)
            .bind(limit)
            .fetch_all(tx)
            .await?;
    let entry = |EventRow { seq, kind, subject, payload }| Entry { stream, seq, kind, subject, payload };
    Ok(rows.into_iter().map(entry).collect())
}

record! {
    /// A stream of any kind with its head.
    struct MovedRow {
        id: Uuid,
        kind: i64,
        head: i64,
    }
}

/// The heads of the streams that got events at or after a moment.
pub async fn moved_since(tx: &mut Tx, moment: Timestamp) -> Result<Vec<AsOf>> {
    let rows: Vec<MovedRow> = sql("SELECT id, kind, head FROM streams \
         WHERE id IN (SELECT stream_id FROM events WHERE created_at >= $1)")
    .bind(moment)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| Ok(AsOf { stream: stream_of(row.kind, row.id)?, seq: row.head })).collect()
}

/// Takes what earlier events said about a subject out of the log: the one that brought it says `instead` from now on, the
/// others become skips.
pub async fn supersede(tx: &mut Tx, stream: Stream, subject: Uuid, (kind, instead): (&str, &str)) -> Result<()> {
    sql("UPDATE events SET payload = CASE WHEN kind = $3 THEN $4 ELSE $5 END WHERE stream_id = $1 AND subject = $2")
        .bind(stream_row(stream))
        .bind(subject)
        .bind(kind)
        .bind(instead)
        .bind("")
        .execute(tx)
        .await?;
    Ok(())
}

/// The events about a subject become skips: a later one says it all.
pub async fn blank(tx: &mut Tx, stream: Stream, subject: Uuid) -> Result<()> {
    sql("UPDATE events SET payload = $3 WHERE stream_id = $1 AND subject = $2")
        .bind(stream_row(stream))
        .bind(subject)
        .bind("")
        .execute(tx)
        .await?;
    Ok(())
}

record! {
    /// Up to where a stream may be trimmed.
    struct TrimRow {
        stream_id: Uuid,
        upto: i64,
    }
}

/// Deletes events older than `moment`, and all but the newest `keep` of each stream, and moves the floors. Works on at most
/// `streams` streams; answers on how many it did.
pub async fn trim(tx: &mut Tx, moment: Timestamp, keep: i64, streams: i64) -> Result<usize> {
    let old: Vec<TrimRow> =
        sql("SELECT stream_id, max(seq) AS upto FROM events WHERE created_at < $1 GROUP BY stream_id LIMIT $2")
            .bind(moment)
            .bind(streams)
            .fetch_all(tx)
            .await?;
    let long: Vec<TrimRow> =
        sql("SELECT id AS stream_id, head - $1 AS upto FROM streams WHERE head - floor > $1 LIMIT $2")
            .bind(keep)
            .bind(streams)
            .fetch_all(tx)
            .await?;
    let trims: Vec<TrimRow> = old.into_iter().chain(long).collect();
    for trim in &trims {
        sql("DELETE FROM events WHERE stream_id = $1 AND seq <= $2")
            .bind(trim.stream_id)
            .bind(trim.upto)
            .execute(tx)
            .await?;
        sql("UPDATE streams SET floor = $2 WHERE id = $1 AND floor < $2")
            .bind(trim.stream_id)
            .bind(trim.upto)
            .execute(tx)
            .await?;
    }
    Ok(trims.len())
}

/// Raises a stream's floor to its head: whoever holds an older head fetches afresh.
pub async fn forget_before_head(tx: &mut Tx, stream: Stream) -> Result<()> {
    let id: Value = stream_row(stream).into();
    sql("UPDATE streams SET floor = head WHERE id = $1").bind(id).execute(tx).await?;
    Ok(())
}
