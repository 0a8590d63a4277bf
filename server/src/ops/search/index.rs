//! Keeping up: what messages are found by goes to the tail within the change that causes it, and from there to the lists.
//!
//! Sets only grow and shrink by whole messages, so every step may be done twice: a round that broke off is simply done again.
//! Searches read the tail too, so nobody waits for a round. It must never decide who finds what.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;
use wire::ids::{MessageId, RoomId};
use wire::rooms::RoomKind;
use wire::streams::Stream;
use wire::time::Timestamp;

use super::{backfill, marks};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::search::postings::{SPAN, changed as changed_set};
use crate::ops::change::Change;
use crate::ops::job::{self, Job, Next};
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::rooms;
use crate::store::search::{self, BlockRecord, ListRecord, NumberRow, SpanRecord, TailRecord};

/// Messages of one round.
pub const ROUND: i64 = 16_384;
/// When so many wait, a round is worth its while.
const MANY: usize = 256;
/// How long one job works, well within its lease.
const LONGEST: Duration = Duration::from_secs(20);
/// Messages that get their numbers in one change.
const NUMBERED: usize = 1024;
/// Lists written in one change: the writer is free again within some milliseconds.
const LISTS: usize = 512;
/// So old a message is when it leaves the tail, in seconds: an older one can hardly come after it any more.
const SETTLED_SECONDS: i64 = 10;
/// Bytes of a block of words.
const BLOCK: usize = 64 * 1024;

/// These messages are new in a room of this kind.
///
/// # Errors
/// As the store fails.
pub async fn added(c: &mut Change, kind: RoomKind, records: &[MessageRecord]) -> Result<()> {
    let rows = records.iter().map(|record| Ok(row(record, marks::of(kind, record)?, String::new())));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    search::put_tail(c, &rows).await
}

/// These messages were there before the index was: unless something is known of them already, they are found now.
///
/// # Errors
/// As the store fails.
pub(super) async fn filled(c: &mut Change, kind: RoomKind, records: &[MessageRecord]) -> Result<()> {
    let there = records.iter().filter(|record| record.deleted_at.is_none());
    let rows = there.map(|record| Ok(row(record, marks::of(kind, record)?, String::new())));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    search::fill_tail(c, &rows).await
}

/// Messages of a room are no longer what they were before: edited, or something came to hang on them, or does no longer. Of
/// each, what it was and what it is.
///
/// # Errors
/// As the store fails.
pub async fn changed(c: &mut Change, messages: &[(MessageRecord, MessageRecord)]) -> Result<()> {
    let mut rows = Vec::new();
    for (before, now) in messages {
        let differs = before.text != now.text || marks::flags(before)? != marks::flags(now)?;
        // What was deleted is found by nothing any more, whatever happens to its thread.
        if differs && now.deleted_at.is_none() {
            let kind = kind_of(c, now.room_id).await?;
            rows.push(row(now, marks::of(kind, now)?, marks::of(kind, before)?));
        }
    }
    search::put_tail(c, &rows).await
}

/// A message is found by nothing any more.
///
/// # Errors
/// As the store fails.
pub async fn forgotten(c: &mut Change, before: &MessageRecord) -> Result<()> {
    let removed = marks::of(kind_of(c, before.room_id).await?, before)?;
    search::put_tail(c, &[row(before, String::new(), removed)]).await
}

async fn kind_of(c: &mut Change, room: RoomId) -> Result<RoomKind> {
    let found = rooms::kinds(c, &[room]).await?;
    found.first().map(|room| room.kind).ok_or_else(|| Error::internal("a message without a room"))
}

fn row(record: &MessageRecord, words: String, removed: String) -> TailRecord {
    let state = marks::digest(&words, &removed).cast_signed();
    TailRecord { message_id: record.id, state, created_at: record.created_at, words, removed }
}

/// A message was sent through this node: now and then it is time for a round, as soon as it is settled.
pub async fn sent(app: &App) {
    if !(app.sent.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(MANY) {
        return;
    }
    if let Err(error) = job::hasten(app, &Job::IndexMessages, SETTLED_SECONDS).await {
        tracing::warn!(%error, "a round of the index comes later than it should");
    }
}

/// Takes what waits into the lists: what was sent before there was an index, and the tail. Answers when to come back.
///
/// # Errors
/// As the store fails; what was done until then stays done.
pub async fn keep_up(app: &App) -> Result<Next> {
    let began = Instant::now();
    loop {
        let filled = backfill::step(app).await?;
        let listed = round(app).await?;
        if filled == 0 && listed < MANY {
            let waiting = app.read((), |tx, ()| Box::pin(search::tail_newest(tx, MANY as i64))).await?.len();
            return Ok(if waiting < MANY { Next::AsUsual } else { Next::In(SETTLED_SECONDS) });
        }
        if began.elapsed() > LONGEST {
            return Ok(Next::In(0));
        }
    }
}

/// Takes what is settled of the tail into the lists, one round; answers how many messages that were.
///
/// # Errors
/// As the store fails; what was done until then is done again next time.
pub async fn round(app: &App) -> Result<usize> {
    let settled = app.clock.now().plus_seconds(-SETTLED_SECONDS);
    let oldest = app.read(settled, |tx, settled| Box::pin(search::tail_before(tx, *settled, ROUND)));
    let mut rows = oldest.await?;
    rows.sort_unstable_by_key(|row| (row.created_at, row.message_id.0));
    for rows in rows.chunks(NUMBERED) {
        let new = rows.iter().filter(|row| !row.words.is_empty()).map(|row| (row.message_id, row.created_at)).collect();
        app.change(Stream::Workspace, new, |c, new: &Vec<_>| Box::pin(number(c, new))).await?;
    }
    let ids: Vec<MessageId> = rows.iter().map(|row| row.message_id).collect();
    let numbers = app.read(ids, |tx, ids| Box::pin(search::numbers(tx, ids))).await?;
    let numbers: HashMap<MessageId, i64> = numbers.into_iter().map(|row| (row.message_id, row.number)).collect();
    for (span, words) in sorted(&rows, &numbers)? {
        let mut words: Vec<(String, Moved)> = words.into_iter().collect();
        while !words.is_empty() {
            let some: Vec<_> = words.drain(..words.len().min(LISTS)).collect();
            app.change(Stream::Workspace, (span, some), |c, (span, some)| Box::pin(write(c, *span, some))).await?;
        }
    }
    for rows in rows.chunks(NUMBERED) {
        let done = rows.iter().map(|row| (row.message_id, row.state, row.words.is_empty())).collect();
        app.change(Stream::Workspace, done, |c, done: &Vec<_>| Box::pin(end(c, done))).await?;
    }
    Ok(rows.len())
}

/// Numbers the messages that have no number, in the order given.
async fn number(c: &mut Change, messages: &[(MessageId, Timestamp)]) -> Result<()> {
    let ids: Vec<MessageId> = messages.iter().map(|(id, _)| *id).collect();
    let known: HashMap<MessageId, i64> =
        search::numbers(c, &ids).await?.into_iter().map(|row| (row.message_id, row.number)).collect();
    let mut new: Vec<(MessageId, Timestamp)> =
        messages.iter().filter(|(id, _)| !known.contains_key(id)).copied().collect();
    while let Some((_, first_at)) = new.first().copied() {
        let mut span = open_span(c, first_at).await?;
        let mut times = search::times(c, span.span).await?;
        let free = SPAN - usize::try_from(span.message_count).map_err(Error::internal)?;
        let mut rows = Vec::new();
        for (message_id, at) in new.drain(..new.len().min(free)) {
            rows.push(NumberRow { number: span.span * SPAN as i64 + span.message_count, message_id });
            span.message_count += 1;
            span.ordered &= at >= span.last_at;
            span.first_at = span.first_at.min(at);
            span.last_at = span.last_at.max(at);
            times.extend(seconds(at).to_le_bytes());
        }
        search::insert_numbers(c, &rows).await?;
        search::put_span(c, &span, times).await?;
    }
    Ok(())
}

/// A moment as spans keep it.
pub(super) fn seconds(at: Timestamp) -> u32 {
    u32::try_from(at.micros() / 1_000_000).unwrap_or_default()
}

/// The last span while there is room in it, else a new one that begins at this moment.
async fn open_span(tx: &mut Tx, at: Timestamp) -> Result<SpanRecord> {
    let last = search::last_span(tx).await?;
    let next = last.as_ref().map_or(0, |last| last.span + 1);
    let open = last.filter(|last| last.message_count < SPAN as i64);
    Ok(open.unwrap_or(SpanRecord { span: next, message_count: 0, first_at: at, last_at: at, ordered: true }))
}

/// The places of a span that a list loses and gets.
#[derive(Clone, Debug, Default)]
struct Moved {
    out: Vec<u16>,
    put: Vec<u16>,
}

/// By span and word, what moves.
fn sorted(rows: &[TailRecord], numbers: &HashMap<MessageId, i64>) -> Result<BTreeMap<i64, BTreeMap<String, Moved>>> {
    let mut spans: BTreeMap<i64, BTreeMap<String, Moved>> = BTreeMap::new();
    for row in rows {
        let Some(number) = numbers.get(&row.message_id) else { continue };
        let words = spans.entry(number / SPAN as i64).or_default();
        let place = u16::try_from(number % SPAN as i64).map_err(Error::internal)?;
        let now = marks::listed(&row.words);
        for word in marks::listed(&row.removed) {
            if now.binary_search(&word).is_err() {
                moved(words, &word).out.push(place);
            }
        }
        for word in now {
            moved(words, &word).put.push(place);
        }
    }
    Ok(spans)
}

/// What moves in the list of a word; most words have come before.
fn moved<'a>(words: &'a mut BTreeMap<String, Moved>, word: &str) -> &'a mut Moved {
    if !words.contains_key(word) {
        words.insert(word.to_owned(), Moved::default());
    }
    words.entry(word.to_owned()).or_default()
}

/// Writes some lists of a span, and the words that are new.
async fn write(c: &mut Change, span: i64, moved: &[(String, Moved)]) -> Result<()> {
    let words: Vec<String> = moved.iter().map(|(word, _)| word.clone()).collect();
    let old = search::lists(c, &words, (span, span)).await?;
    let old: HashMap<String, Vec<u8>> = old.into_iter().map(|list| (list.word, list.places)).collect();
    let unlisted: Vec<String> =
        words.into_iter().filter(|word| !old.contains_key(word) && marks::is_word(word)).collect();
    let known = search::known_words(c, &unlisted).await?;
    let (mut lists, mut emptied) = (Vec::new(), Vec::new());
    for (word, moved) in moved {
        let places = changed_set(old.get(word).map_or(&[], Vec::as_slice), &moved.out, &moved.put);
        match places.is_empty() {
            false => lists.push(ListRecord { word: word.clone(), span, places }),
            true => emptied.push(word.clone()),
        }
    }
    emptied.retain(|word| old.contains_key(word));
    let is_listed = |word: &String| lists.binary_search_by(|list| list.word.cmp(word)).is_ok();
    let new: Vec<String> = unlisted.into_iter().filter(|word| !known.contains(word) && is_listed(word)).collect();
    search::put_lists(c, &lists).await?;
    search::delete_lists(c, span, &emptied).await?;
    write_words(c, &new).await
}

/// Adds words to the last block, or to a new one when it is full.
async fn write_words(c: &mut Change, words: &[String]) -> Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    let mut block = match search::last_block(c).await? {
        Some(last) if last.words.len() < BLOCK => last,
        last => BlockRecord { block: last.map_or(0, |last| last.block + 1), words: String::new() },
    };
    for word in words {
        block.words.push_str(word);
        block.words.push('\n');
    }
    search::put_block(c, &block).await
}

/// Ends the round for some messages.
async fn end(c: &mut Change, done: &[(MessageId, i64, bool)]) -> Result<()> {
    let gone: Vec<MessageId> = done.iter().filter(|(_, _, gone)| *gone).map(|(message, _, _)| *message).collect();
    let rows: Vec<(MessageId, i64)> = done.iter().map(|(message, state, _)| (*message, *state)).collect();
    search::delete_numbers(c, &gone).await?;
    search::end_tail(c, &rows).await
}
