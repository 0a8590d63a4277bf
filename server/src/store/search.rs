//! What messages are found by: the tail, spans with their lists, and the words there are.
//!
//! One text serves both databases here too: sets are computed in Rust (`domain/search/postings.rs`), never in SQL. Who fills
//! these tables is `ops/search/index.rs`. Nothing here decides what a message is found by, or by whom.

use std::collections::HashSet;

use uuid::Uuid;
use wire::ids::MessageId;
use wire::time::Timestamp;

use super::db::{Tx, Value, record, sql};
use crate::domain::error::Result;

/// Rows or parameters of one statement.
const AT_ONCE: usize = 256;

/// Slices of at most [`AT_ONCE`], the last ones of falling powers of two: so few lengths are few prepared statements.
fn runs<T>(items: &[T]) -> impl Iterator<Item = &[T]> {
    let mut left = items;
    std::iter::from_fn(move || {
        let longest = 1 << left.len().min(AT_ONCE).checked_ilog2()?;
        let (run, rest) = left.split_at_checked(longest)?;
        left = rest;
        Some(run)
    })
}

record! {
    /// A message whose words are not in the lists yet, or not as they are now.
    pub struct TailRecord {
        pub message_id: MessageId,
        /// Digest of this state of the row.
        pub state: i64,
        /// Of the message.
        pub created_at: Timestamp,
        /// Marks and words as they are now, separated by spaces; empty when the message is deleted.
        pub words: String,
        /// Marks and words that it had before.
        pub removed: String,
    }
}

/// Writes rows of the tail; what a message had before adds up.
pub async fn put_tail(tx: &mut Tx, rows: &[TailRecord]) -> Result<()> {
    for rows in runs(rows) {
        let rows = rows.iter().map(|row| -> [Value; 5] {
            [row.message_id.into(), row.state.into(), row.created_at.into(), (&row.words).into(), (&row.removed).into()]
        });
        sql("INSERT INTO search_tail (message_id, state, created_at, words, removed) VALUES $rows \
             ON CONFLICT (message_id) DO UPDATE SET state = excluded.state, words = excluded.words, \
             removed = search_tail.removed || ' ' || excluded.removed")
        .bind_rows(rows)
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// Writes rows of the tail for messages that have none there.
pub async fn fill_tail(tx: &mut Tx, rows: &[TailRecord]) -> Result<()> {
    for rows in runs(rows) {
        let rows = rows.iter().map(|row| -> [Value; 5] {
            [row.message_id.into(), row.state.into(), row.created_at.into(), (&row.words).into(), (&row.removed).into()]
        });
        sql("INSERT INTO search_tail (message_id, state, created_at, words, removed) VALUES $rows \
             ON CONFLICT (message_id) DO NOTHING")
        .bind_rows(rows)
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// Rows of the tail for messages sent before a moment, by id.
pub async fn tail_before(tx: &mut Tx, moment: Timestamp, limit: i64) -> Result<Vec<TailRecord>> {
    sql("SELECT message_id, state, created_at, words, removed FROM search_tail \
         WHERE message_id > $1 AND created_at < $2 ORDER BY message_id LIMIT $3")
    .bind(Uuid::nil())
    .bind(moment)
    .bind(limit)
    .fetch_all(tx)
    .await
}

record! {
    /// What a message of the tail is found by.
    pub struct TailWords {
        pub message_id: MessageId,
        pub created_at: Timestamp,
        pub words: String,
    }
}

/// The tail's newest messages.
pub async fn tail_newest(tx: &mut Tx, limit: i64) -> Result<Vec<TailWords>> {
    sql("SELECT message_id, created_at, words FROM search_tail WHERE message_id > $1 ORDER BY message_id DESC LIMIT $2")
        .bind(Uuid::nil())
        .bind(limit)
        .fetch_all(tx)
        .await
}

/// Takes rows out of the tail, as far as they are as they were read.
pub async fn end_tail(tx: &mut Tx, rows: &[(MessageId, i64)]) -> Result<()> {
    for rows in rows.chunks(AT_ONCE) {
        sql("DELETE FROM search_tail WHERE message_id IN ($list) AND state IN ($list)")
            .bind_list(rows.iter().map(|(message, _)| *message))
            .bind_list(rows.iter().map(|(_, state)| *state))
            .execute(tx)
            .await?;
    }
    Ok(())
}

record! {
    /// The number of a message.
    pub struct NumberRow {
        pub number: i64,
        pub message_id: MessageId,
    }
}

/// The numbers of these messages, as far as they have one.
pub async fn numbers(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<NumberRow>> {
    let mut found = Vec::with_capacity(messages.len());
    for messages in messages.chunks(AT_ONCE) {
        let rows: Vec<NumberRow> = sql("SELECT number, message_id FROM search_places WHERE message_id IN ($list)")
            .bind_list(messages.iter().copied())
            .fetch_all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The messages with these numbers, at most 512.
pub async fn numbered(tx: &mut Tx, numbers: &[i64]) -> Result<Vec<NumberRow>> {
    sql("SELECT number, message_id FROM search_places WHERE number IN ($list)")
        .bind_list(numbers.iter().copied())
        .fetch_all(tx)
        .await
}

/// Gives messages their numbers.
pub async fn insert_numbers(tx: &mut Tx, rows: &[NumberRow]) -> Result<()> {
    for rows in runs(rows) {
        let rows = rows.iter().map(|row| -> [Value; 2] { [row.number.into(), row.message_id.into()] });
        sql("INSERT INTO search_places (number, message_id) VALUES $rows").bind_rows(rows).execute(tx).await?;
    }
    Ok(())
}

/// Messages lose their numbers.
pub async fn delete_numbers(tx: &mut Tx, messages: &[MessageId]) -> Result<()> {
    for messages in messages.chunks(AT_ONCE) {
        sql("DELETE FROM search_places WHERE message_id IN ($list)")
            .bind_list(messages.iter().copied())
            .execute(tx)
            .await?;
    }
    Ok(())
}

record! {
    /// A span, but for the times of its messages.
    pub struct SpanRecord {
        pub span: i64,
        pub message_count: i64,
        pub first_at: Timestamp,
        pub last_at: Timestamp,
        /// Whether the places are in the order of sending.
        pub ordered: bool,
    }
}

/// Every span: one for 65,536 messages.
pub async fn spans(tx: &mut Tx) -> Result<Vec<SpanRecord>> {
    sql("SELECT span, message_count, first_at, last_at, ordered FROM search_spans WHERE span >= $1")
        .bind(0_i64)
        .fetch_all(tx)
        .await
}

/// The last span.
pub async fn last_span(tx: &mut Tx) -> Result<Option<SpanRecord>> {
    sql("SELECT span, message_count, first_at, last_at, ordered FROM search_spans WHERE span >= $1 ORDER BY span DESC LIMIT 1")
        .bind(0_i64)
        .fetch_optional(tx)
        .await
}

/// When the messages of a span were sent: seconds since 1970, four bytes a place, the least first.
pub async fn times(tx: &mut Tx, span: i64) -> Result<Vec<u8>> {
    let times = sql("SELECT times FROM search_spans WHERE span = $1").bind(span).fetch_value(tx).await?;
    Ok(times.unwrap_or_default())
}

/// Writes a span.
pub async fn put_span(tx: &mut Tx, span: &SpanRecord, times: Vec<u8>) -> Result<()> {
    sql("INSERT INTO search_spans (span, message_count, first_at, last_at, ordered, times) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (span) DO UPDATE SET message_count = excluded.message_count, first_at = excluded.first_at, \
         last_at = excluded.last_at, ordered = excluded.ordered, times = excluded.times")
    .bind(span.span)
    .bind(span.message_count)
    .bind(span.first_at)
    .bind(span.last_at)
    .bind(span.ordered)
    .bind(times)
    .execute(tx)
    .await?;
    Ok(())
}

record! {
    /// Which places of a span have a word or a mark.
    pub struct ListRecord {
        pub word: String,
        pub span: i64,
        pub places: Vec<u8>,
    }
}

/// The lists of these words in the spans from one to another, both included.
pub async fn lists(tx: &mut Tx, words: &[String], (from, to): (i64, i64)) -> Result<Vec<ListRecord>> {
    let mut found = Vec::new();
    for words in words.chunks(512) {
        let rows: Vec<ListRecord> =
            sql("SELECT word, span, places FROM search_lists WHERE span >= $1 AND span <= $2 AND word IN ($list)")
                .bind(from)
                .bind(to)
                .bind_list(words.iter().cloned())
                .fetch_all(tx)
                .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes lists.
pub async fn put_lists(tx: &mut Tx, lists: &[ListRecord]) -> Result<()> {
    for lists in runs(lists) {
        let rows = lists
            .iter()
            .map(|list| -> [Value; 3] { [(&list.word).into(), list.span.into(), list.places.as_slice().into()] });
        sql("INSERT INTO search_lists (word, span, places) VALUES $rows \
             ON CONFLICT (word, span) DO UPDATE SET places = excluded.places")
        .bind_rows(rows)
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// Deletes the lists of words that no message of a span has any more.
pub async fn delete_lists(tx: &mut Tx, span: i64, words: &[String]) -> Result<()> {
    for words in words.chunks(AT_ONCE) {
        sql("DELETE FROM search_lists WHERE span = $1 AND word IN ($list)")
            .bind(span)
            .bind_list(words.iter().cloned())
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// Which of these words have a list anywhere.
pub async fn known_words(tx: &mut Tx, words: &[String]) -> Result<HashSet<String>> {
    let mut found = HashSet::with_capacity(words.len());
    for words in words.chunks(AT_ONCE) {
        let known =
            sql("SELECT DISTINCT word FROM search_lists WHERE word IN ($list)").bind_list(words.iter().cloned());
        found.extend(known.fetch_values::<String>(tx).await?);
    }
    Ok(found)
}

record! {
    /// A run of words, separated by line ends.
    pub struct BlockRecord {
        pub block: i64,
        pub words: String,
    }
}

/// The blocks of words after one.
pub async fn blocks_after(tx: &mut Tx, block: i64) -> Result<Vec<BlockRecord>> {
    sql("SELECT block, words FROM search_words WHERE block > $1 ORDER BY block").bind(block).fetch_all(tx).await
}

/// The last block of words.
pub async fn last_block(tx: &mut Tx) -> Result<Option<BlockRecord>> {
    sql("SELECT block, words FROM search_words WHERE block >= $1 ORDER BY block DESC LIMIT 1")
        .bind(0_i64)
        .fetch_optional(tx)
        .await
}

/// Writes a block of words.
pub async fn put_block(tx: &mut Tx, block: &BlockRecord) -> Result<()> {
    sql("INSERT INTO search_words (block, words) VALUES ($1, $2) ON CONFLICT (block) DO UPDATE SET words = excluded.words")
        .bind(block.block)
        .bind(&block.words)
        .execute(tx)
        .await?;
    Ok(())
}

/// Up to which message those from before the index were read; none when all were.
pub async fn backfill(tx: &mut Tx) -> Result<Option<MessageId>> {
    sql("SELECT message_id FROM search_backfill WHERE id = $1").bind(1_i64).fetch_value(tx).await
}

/// They were read up to this message; none: all were.
pub async fn set_backfill(tx: &mut Tx, message: Option<MessageId>) -> Result<()> {
    let statement = match message {
        Some(message) => sql("UPDATE search_backfill SET message_id = $2 WHERE id = $1").bind(1_i64).bind(message),
        None => sql("DELETE FROM search_backfill WHERE id = $1").bind(1_i64),
    };
    statement.execute(tx).await?;
    Ok(())
}
