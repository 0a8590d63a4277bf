//! Pins: messages that a room keeps at hand, at most 250.

use std::collections::HashMap;

use wire::events::Event;
use wire::ids::{MessageId, RoomId};
use wire::limits;
use wire::messages::MessageAnswer;
use wire::page::Cursor;
use wire::rooms::Ability;
use wire::saved::MessageList;
use wire::streams::{AsOf, Stream};
use wire::time::Timestamp;

use super::change::{Change, Emit as _};
use super::messages::{as_of, room_of};
use super::own::{self, OwnParts};
use super::present;
use super::search::index;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::store::messages::{self, MessageRecord};
use crate::store::pins;

/// Pins a message to its room. One that is pinned stays as it is.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Conflict` when it is deleted or the room has 250 pins.
pub async fn pin(app: &App, caller: &Caller, message: MessageId) -> Result<MessageAnswer> {
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message), |c, (caller, message)| {
        Box::pin(async move {
            let mut record = pinnable(c, caller, *message).await?;
            if record.deleted_at.is_some() {
                return Err(Error::Conflict("This message was deleted."));
            }
            if record.pinned_at.is_none() {
                let count = pins::count(c, record.room_id).await?;
                if count.pins >= limits::PINS {
                    return Err(Error::Conflict("This room has 250 pinned messages. Take one away first."));
                }
                // Later than every other, even when the clock was put back: the list goes by it.
                let now = c.now().micros().max(count.newest + 1);
                let before = record.clone();
                (record.pinned_by, record.pinned_at) = (Some(caller.user), Some(Timestamp::from_micros(now)));
                tell(c, &mut record, before).await?;
            }
            answer(c, record)
        })
    })
    .await
}

/// Takes a pin away; without one it changes nothing.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn unpin(app: &App, caller: &Caller, message: MessageId) -> Result<MessageAnswer> {
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message), |c, (caller, message)| {
        Box::pin(async move {
            let mut record = pinnable(c, caller, *message).await?;
            if record.pinned_at.is_some() {
                let before = record.clone();
                (record.pinned_by, record.pinned_at) = (None, None);
                tell(c, &mut record, before).await?;
            }
            answer(c, record)
        })
    })
    .await
}

async fn pinnable(c: &mut Change, caller: &Caller, message: MessageId) -> Result<MessageRecord> {
    let (record, access) = access::message(c, caller, message).await?;
    access.require(Ability::Pin)?;
    Ok(record)
}

/// Writes a pin or its absence, and tells the room.
async fn tell(c: &mut Change, record: &mut MessageRecord, before: MessageRecord) -> Result<()> {
    let stream = Stream::Room(record.room_id);
    record.changed_seq = c.next_seq(stream)?;
    pins::write(c, record).await?;
    index::changed(c, &[(before, record.clone())]).await?;
    c.emit(stream, &Event::MessageUpdated(present::message(record.clone())?))
}

fn answer(c: &Change, record: MessageRecord) -> Result<MessageAnswer> {
    let as_of = as_of(c, record.room_id)?;
    Ok(MessageAnswer { message: present::message(record)?, as_of })
}

/// What is pinned to a room, the newest pin first.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub async fn list(
    app: &App,
    caller: &Caller,
    room: RoomId,
    (cursor, limit): (Option<Cursor>, usize),
) -> Result<MessageList> {
    let before = cursor.as_ref().map_or(Ok(i64::MAX), |cursor| cursor::place("pins", cursor))?;
    app.read((*caller, room, before, limit), |tx, (caller, room, before, limit)| {
        Box::pin(async move {
            let access = access::room(tx, caller, *room).await?;
            let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
            let mut ids = pins::page(tx, *room, *before, wanted).await?;
            let more = ids.len() > *limit;
            ids.truncate(*limit);
            let mut found: HashMap<MessageId, MessageRecord> =
                messages::by_ids(tx, &ids).await?.into_iter().map(|record| (record.id, record)).collect();
            let records: Vec<MessageRecord> = ids.iter().filter_map(|id| found.remove(id)).collect();
            let last = records.last().and_then(|record| record.pinned_at).filter(|_| more);
            let messages = present::messages(records)?;
            let OwnParts { reactions: own_reactions, saved } = own::parts(tx, caller.user, &messages).await?;
            let as_of = AsOf { stream: Stream::Room(*room), seq: access.head };
            let next = last.map(|at| cursor::at("pins", at.micros()));
            Ok(MessageList { messages, own_reactions, saved, next, as_of })
        })
    })
    .await
}
