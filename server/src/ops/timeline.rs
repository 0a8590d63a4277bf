//! Pages of messages: of a room's timeline, and of the replies in a thread.
//!
//! At most four statements whatever is on the page (`tests/laws/counts.rs`): the room with the caller's part in it, where the
//! page lies, its messages, and what of them is the caller's own.

use wire::ids::{MessageId, RoomId, UserId};
use wire::messages::MessagePage;
use wire::page::Cursor;
use wire::streams::{AsOf, Stream};

use super::newest::{Page, newest};
use super::own::{self, OwnParts};
use super::present;
use crate::access::rooms::{self as access, RoomAccess};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::messages::{self, MessageRecord};

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
pub async fn page(app: &App, caller: &Caller, room: RoomId, place: Place, limit: usize) -> Result<Page> {
    if place == Place::End {
        return newest(app, caller, room, limit).await;
    }
    let page = app.read((*caller, room, place, limit), |tx, (caller, room, place, limit)| {
        Box::pin(async move {
            let access = access::room(tx, caller, *room).await?;
            let span = match place {
                Place::End => Span::Before(i64::MAX),
                Place::Before(cursor) => Span::Before(cursor::place("messages", cursor)?),
                Place::After(cursor) => Span::After(cursor::place("messages", cursor)?),
                Place::Position(position) => Span::Around(*position),
                Place::Around(message) => {
                    let position = messages::position(tx, *room, *message).await?;
                    Span::Around(position.ok_or(Error::NotFound("message"))?)
                }
            };
            let run = run(tx, Timeline::Room(*room), span, *limit).await?;
            finish(tx, caller.user, (&access, "messages"), run).await
        })
    });
    page.await.map(Page::Own)
}

/// A page of the replies in a thread, oldest first. Any message of the thread names it.
///
/// # Errors
/// `NotFound` also for a place around a message that is not in the thread; `BadCursor`.
pub async fn replies(
    app: &App,
    caller: &Caller,
    message: MessageId,
    place: Place,
    limit: usize,
) -> Result<MessagePage> {
    app.read((*caller, message, place, limit), |tx, (caller, message, place, limit)| {
        Box::pin(async move {
            let middle = if let Place::Around(middle) = place { middle } else { message };
            let (found, access) = access::message(tx, caller, *middle).await?;
            let root = found.root_id.unwrap_or(found.id);
            if ![root, found.id].contains(message) {
                return Err(Error::NotFound("message"));
            }
            let span = match place {
                Place::End => Span::Before(i64::MAX),
                Place::Before(cursor) => Span::Before(cursor::place("replies", cursor)?),
                Place::After(cursor) => Span::After(cursor::place("replies", cursor)?),
                Place::Around(_) => Span::Around(found.thread_position.unwrap_or_default()),
                Place::Position(position) => Span::Around(*position),
            };
            let run = run(tx, Timeline::Thread(root), span, *limit).await?;
            finish(tx, caller.user, (&access, "replies"), run).await
        })
    })
    .await
}

#[derive(Clone, Copy)]
pub(super) enum Timeline {
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
        Span::Around(position) => around(tx, timeline, position, limit).await?,
    })
}

/// Half of the page up to the position, the other half after it.
async fn around(tx: &mut Tx, timeline: Timeline, position: i64, limit: usize) -> Result<Run> {
    let (before, after) = (limit.div_ceil(2), limit / 2);
    let wanted = |count: usize| i64::try_from(count + 1).map_err(Error::internal);
    let counts = (wanted(before)?, wanted(after)?);
    let mut found = match timeline {
        Timeline::Room(room) => messages::around(tx, room, position, counts).await?,
        Timeline::Thread(root) => messages::replies_around(tx, root, position, counts).await?,
    };
    let place = |message: &MessageRecord| match timeline {
        Timeline::Room(_) => message.position,
        Timeline::Thread(_) => message.thread_position,
    };
    let upto = found.partition_point(|message| place(message) <= Some(position));
    let (older, newer) = (upto > before, found.len() - upto > after);
    found.truncate(upto + after);
    found.drain(..upto.saturating_sub(before));
    Ok(Run { messages: found, older, newer })
}

pub(super) async fn older(
    tx: &mut Tx,
    timeline: Timeline,
    position: i64,
    limit: usize,
) -> Result<(Vec<MessageRecord>, bool)> {
    let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut found = match timeline {
        Timeline::Room(room) => messages::before(tx, room, position, wanted).await?,
        Timeline::Thread(root) => messages::replies_before(tx, root, position, wanted).await?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    found.reverse();
    Ok((found, more))
}

async fn newer(tx: &mut Tx, timeline: Timeline, position: i64, limit: usize) -> Result<(Vec<MessageRecord>, bool)> {
    let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
    let mut found = match timeline {
        Timeline::Room(room) => messages::after(tx, room, position, wanted).await?,
        Timeline::Thread(root) => messages::replies_after(tx, root, position, wanted).await?,
    };
    let more = found.len() > limit;
    found.truncate(limit);
    Ok((found, more))
}

async fn finish(tx: &mut Tx, viewer: UserId, (access, list): (&RoomAccess, &str), run: Run) -> Result<MessagePage> {
    let place = |message: &MessageRecord| if list == "replies" { message.thread_position } else { message.position };
    let cursor = |message: Option<&MessageRecord>| message.and_then(place).map(|place| cursor::at(list, place));
    let older = run.older.then(|| cursor(run.messages.first())).flatten();
    let newer = run.newer.then(|| cursor(run.messages.last())).flatten();
    let messages = present::messages(run.messages)?;
    let OwnParts { reactions: own_reactions, saved } = own::parts(tx, viewer, &messages).await?;
    let as_of = AsOf { stream: Stream::Room(access.room.id), seq: access.head };
    Ok(MessagePage { messages, older, newer, own_reactions, saved, as_of })
}
