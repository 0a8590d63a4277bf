//! Messages: send and read.

use sha2::{Digest as _, Sha256};
use wire::document::Document;
use wire::events::Event;
use wire::ids::{MessageId, RoomId, UserId};
use wire::messages::{MessageAnswer, MessagePage, NewMessage};
use wire::page::Cursor;
use wire::rooms::Ability;
use wire::streams::{AsOf, Stream};

use super::change::{Change, Emit as _};
use super::present;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::mentions::{self, Candidates, Known};
use crate::domain::names::{ClientKey, MessageText};
use crate::domain::text;
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::rooms::RoomRecord;
use crate::store::{self, members, rooms, streams, users};

/// Sends a message. Answers whether it is new: a repeat of its client key answers with the first.
///
/// # Errors
/// `Invalid`, `NotFound`, `Forbidden`, or `KeyReused` when the key came before with another text.
pub async fn send(app: &App, caller: &Caller, room: RoomId, new: NewMessage) -> Result<(MessageAnswer, bool)> {
    let text = MessageText::parse(&new.text)?;
    let key = ClientKey::parse(&new.client_key)?;
    let draft = Draft::parse(text);
    app.change(Stream::Room(room), (*caller, room, key, draft), |c, (caller, room, key, draft)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?.require(Ability::Post)?;
            if let Some(first) = store::messages::by_client_key(c, caller.user, *room, key.as_str()).await? {
                return repeat(c, caller.user, first, draft).await;
            }
            let record = record(c, &access.room, caller.user, (key, draft)).await?;
            store::messages::insert(c, std::slice::from_ref(&record)).await?;
            let position = record.position.unwrap_or_default();
            rooms::extend(c, *room, position, record.created_at).await?;
            members::advance_mark(c, *room, caller.user, position).await?;
            let message = present::bare_message(record.clone())?;
            let everybody = message.mentions.room.then_some(None);
            let mentioned: Vec<_> = message.mentions.users.iter().copied().map(Some).chain(everybody).collect();
            store::messages::insert_mentions(c, &record, &mentioned).await?;
            c.emit(Stream::Room(*room), &Event::MessageCreated(message.clone()))?;
            Ok((MessageAnswer { message, as_of: as_of(c, *room)? }, true))
        })
    })
    .await
}

/// A text on its way to becoming a message.
struct Draft {
    text: MessageText,
    digest: i64,
    reading: Reading,
}

enum Reading {
    /// Names nobody: parsed before the change, off the writer.
    Done(Option<Document>),
    /// May name somebody: the names are looked up within the change.
    Names(Candidates),
}

impl Draft {
    fn parse(text: MessageText) -> Self {
        let candidates = mentions::candidates(text.as_str());
        let reading = if candidates.users.is_empty() && candidates.rooms.is_empty() {
            Reading::Done(text::parse(text.as_str(), &Known::default()))
        } else {
            Reading::Names(candidates)
        };
        Self { digest: digest(text.as_str()), text, reading }
    }

    async fn document(&self, tx: &mut Tx) -> Result<Option<String>> {
        let document = match &self.reading {
            Reading::Done(document) => document.clone(),
            Reading::Names(candidates) => text::parse(self.text.as_str(), &known(tx, candidates).await?),
        };
        document.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)
    }
}

/// Which of the candidates exist.
pub(super) async fn known(tx: &mut Tx, candidates: &Candidates) -> Result<Known> {
    let users = users::by_usernames(tx, &candidates.users).await?;
    let rooms = rooms::public_by_name_keys(tx, &candidates.rooms).await?;
    Ok(Known {
        users: users.into_iter().map(|user| (user.username, user.id)).collect(),
        rooms: rooms.into_iter().map(|room| (room.name_key, room.id)).collect(),
    })
}

/// The first eight bytes of the text's SHA-256: enough to tell a repeat from a reuse.
pub(super) fn digest(text: &str) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}

async fn record(
    c: &mut Change,
    room: &RoomRecord,
    author: UserId,
    (key, draft): (&ClientKey, &Draft),
) -> Result<MessageRecord> {
    Ok(MessageRecord {
        id: MessageId(c.new_id()),
        room_id: room.id,
        author_id: author,
        position: Some(room.last_position + 1),
        root_id: None,
        thread_position: None,
        text: draft.text.as_str().to_owned(),
        document: draft.document(c).await?,
        created_at: c.now(),
        edited_at: None,
        deleted_at: None,
        client_key: key.as_str().to_owned(),
        sent_digest: draft.digest,
        reply_count: 0,
        last_reply_at: None,
        changed_seq: c.next_seq(Stream::Room(room.id))?,
    })
}

async fn repeat(c: &mut Change, viewer: UserId, first: MessageRecord, draft: &Draft) -> Result<(MessageAnswer, bool)> {
    if first.sent_digest != draft.digest {
        return Err(Error::KeyReused);
    }
    let as_of = as_of(c, first.room_id)?;
    let message = one(c, viewer, first).await?;
    Ok((MessageAnswer { message, as_of }, false))
}

fn as_of(c: &Change, room: RoomId) -> Result<AsOf> {
    let stream = Stream::Room(room);
    Ok(AsOf { stream, seq: c.seq(stream)? })
}

async fn one(tx: &mut Tx, viewer: UserId, record: MessageRecord) -> Result<wire::messages::Message> {
    let (messages, _) = present::messages(tx, viewer, vec![record]).await?;
    messages.into_iter().next().ok_or_else(|| Error::internal("a message vanished while presented"))
}

/// A message that the caller may read.
///
/// # Errors
/// `NotFound`.
pub async fn show(app: &App, caller: &Caller, message: MessageId) -> Result<MessageAnswer> {
    app.read((*caller, message), |tx, (caller, message)| {
        Box::pin(async move {
            let (record, access) = access::message(tx, caller, *message).await?;
            let stream = Stream::Room(access.room.id);
            let seq = streams::head(tx, stream).await?;
            Ok(MessageAnswer { message: one(tx, caller.user, record).await?, as_of: AsOf { stream, seq } })
        })
    })
    .await
}

/// Where a page of messages lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The newest.
    End,
    Before(Cursor),
    After(Cursor),
    /// With this message in the middle.
    Around(MessageId),
    /// With this position in the middle.
    Position(i64),
}

/// A page of a room's timeline, oldest first.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub async fn page(app: &App, caller: &Caller, room: RoomId, place: Place, limit: usize) -> Result<MessagePage> {
    app.read((*caller, room, place, limit), |tx, (caller, room, place, limit)| {
        Box::pin(async move {
            access::room(tx, caller, *room).await?;
            let span = match place {
                Place::End => Span::Before(i64::MAX),
                Place::Before(cursor) => Span::Before(cursor::place("messages", cursor)?),
                Place::After(cursor) => Span::After(cursor::place("messages", cursor)?),
                Place::Position(position) => Span::Around(*position),
                Place::Around(message) => Span::Around(timeline_position(tx, *room, *message).await?),
            };
            let run = run(tx, Timeline::Room(*room), span, *limit).await?;
            finish(tx, (caller.user, *room, "messages"), run).await
        })
    })
    .await
}

/// A page of a thread's replies, oldest first.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub async fn replies(app: &App, caller: &Caller, root: MessageId, place: Place, limit: usize) -> Result<MessagePage> {
    app.read((*caller, root, place, limit), |tx, (caller, root, place, limit)| {
        Box::pin(async move {
            let (_, access) = access::message(tx, caller, *root).await?;
            let span = match place {
                Place::Before(cursor) => Span::Before(cursor::place("replies", cursor)?),
                Place::After(cursor) => Span::After(cursor::place("replies", cursor)?),
                _ => Span::Before(i64::MAX),
            };
            let run = run(tx, Timeline::Thread(*root), span, *limit).await?;
            finish(tx, (caller.user, access.room.id, "replies"), run).await
        })
    })
    .await
}

/// The place of a message in its room's timeline; of a reply, its root's.
async fn timeline_position(tx: &mut Tx, room: RoomId, message: MessageId) -> Result<i64> {
    let mut found = store::messages::find(tx, message).await?;
    if let Some(root) = found.as_ref().filter(|reply| reply.position.is_none()).and_then(|reply| reply.root_id) {
        found = store::messages::find(tx, root).await?;
    }
    let found = found.filter(|message| message.room_id == room).ok_or(Error::NotFound("message"))?;
    found.position.ok_or(Error::NotFound("message"))
}

#[derive(Clone, Copy)]
enum Timeline {
    Room(RoomId),
    Thread(MessageId),
}

#[derive(Clone, Copy)]
enum Span {
    Before(i64),
    After(i64),
    Around(i64),
}

/// Messages in order, and whether there are more on each side.
struct Run {
    messages: Vec<MessageRecord>,
    older: bool,
    newer: bool,
}

async fn run(tx: &mut Tx, timeline: Timeline, span: Span, limit: usize) -> Result<Run> {
    Ok(match span {
        Span::Before(position) => {
            let (messages, older) = older(tx, timeline, position, limit).await?;
            Run { messages, older, newer: position != i64::MAX }
        }
        Span::After(position) => {
            let (messages, newer) = newer(tx, timeline, position, limit).await?;
            Run { messages, older: true, newer }
        }
        Span::Around(position) => {
            let (mut messages, older) = older(tx, timeline, position.saturating_add(1), limit.div_ceil(2)).await?;
            let (after, newer) = newer(tx, timeline, position, limit / 2).await?;
            messages.extend(after);
            Run { messages, older, newer }
        }
    })
}

async fn older(tx: &mut Tx, timeline: Timeline, position: i64, limit: usize) -> Result<(Vec<MessageRecord>, bool)> {
    let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut found = match timeline {
        Timeline::Room(room) => store::messages::before(tx, room, position, wanted).await?,
        Timeline::Thread(root) => store::messages::replies_before(tx, root, position, wanted).await?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    found.reverse();
    Ok((found, more))
}

async fn newer(tx: &mut Tx, timeline: Timeline, position: i64, limit: usize) -> Result<(Vec<MessageRecord>, bool)> {
    let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut found = match timeline {
        Timeline::Room(room) => store::messages::after(tx, room, position, wanted).await?,
        Timeline::Thread(root) => store::messages::replies_after(tx, root, position, wanted).await?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    Ok((found, more))
}

async fn finish(tx: &mut Tx, (viewer, room, list): (UserId, RoomId, &str), run: Run) -> Result<MessagePage> {
    let place = |message: &MessageRecord| if list == "replies" { message.thread_position } else { message.position };
    let cursor = |message: Option<&MessageRecord>| message.and_then(place).map(|place| cursor::at(list, place));
    let older = run.older.then(|| cursor(run.messages.first())).flatten();
    let newer = run.newer.then(|| cursor(run.messages.last())).flatten();
    let stream = Stream::Room(room);
    let seq = streams::head(tx, stream).await?;
    let (messages, own_reactions) = present::messages(tx, viewer, run.messages).await?;
    Ok(MessagePage { messages, older, newer, own_reactions, saved: Vec::new(), as_of: AsOf { stream, seq } })
}
