//! Lists of messages across rooms: what the caller saved for later, and what mentions the caller.

use wire::events::Event;
use wire::ids::MessageId;
use wire::page::Cursor;
use wire::saved::{MessageList, Saved};
use wire::streams::{AsOf, Stream};

use super::change::Emit as _;
use super::messages::room_of;
use super::own::{self, OwnParts};
use super::present;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor::{self, Moment};
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::lists::{self, ListedMessage};
use crate::store::{saved, streams};

/// A list of the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The last saved first.
    Saved,
    /// The newest first.
    Mentions,
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Mentions => "mentions",
        }
    }
}

/// A page of a list: of rooms that the caller may read, and not deleted.
///
/// # Errors
/// `BadCursor`.
pub async fn page(
    app: &App,
    caller: &Caller,
    list: List,
    (after, limit): (Option<Cursor>, usize),
) -> Result<MessageList> {
    let after = after.map_or(Ok(Moment::TOP), |after| cursor::place(list.name(), &after))?;
    app.read((*caller, list, after, limit), |tx, (caller, list, after, limit)| {
        Box::pin(async move {
            let stream = Stream::User(caller.user);
            let as_of = AsOf { stream, seq: streams::head(tx, stream).await? };
            let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
            let mut found = match list {
                List::Saved => lists::saved(tx, caller.user, *after, wanted).await?,
                List::Mentions => lists::mentions(tx, caller.user, *after, wanted).await?,
            };
            let more = found.len() > *limit;
            found.truncate(*limit);
            let next = found.last().filter(|_| more).map(|last| cursor::at(list.name(), moment(last)));
            finish(tx, caller, found, (next, as_of)).await
        })
    })
    .await
}

fn moment(listed: &ListedMessage) -> Moment {
    Moment { at: listed.listed_at.micros(), id: listed.message.id.0 }
}

async fn finish(
    tx: &mut Tx,
    caller: &Caller,
    found: Vec<ListedMessage>,
    (next, as_of): (Option<Cursor>, AsOf),
) -> Result<MessageList> {
    let theirs = |listed: &ListedMessage| access::reads(caller, (listed.kind, listed.archived), listed.role);
    let records = found.into_iter().filter(theirs).map(|listed| listed.message).collect();
    let messages = present::messages(records)?;
    let OwnParts { reactions: own_reactions, saved } = own::parts(tx, caller.user, &messages).await?;
    Ok(MessageList { messages, own_reactions, saved, next, as_of })
}

/// Saves a message for later. Doing so again changes nothing.
///
/// # Errors
/// `NotFound`, `Conflict` when the message is deleted.
pub async fn save(app: &App, caller: &Caller, message: MessageId) -> Result<Saved> {
    let room = room_of(app, caller, message).await?;
    // Under the room's lock: a deletion at the same moment is seen here, or takes away what is saved here.
    app.change(Stream::Room(room), (*caller, message), |c, (caller, message)| {
        Box::pin(async move {
            c.lock(Stream::User(caller.user)).await?;
            let (record, access) = access::message(c, caller, *message).await?;
            if record.deleted_at.is_some() {
                return Err(Error::Conflict("The message is deleted."));
            }
            let room = access.room.id;
            if let Some(saved_at) = saved::saved_at(c, caller.user, *message).await? {
                return Ok(Saved { room, message: *message, saved_at: Some(saved_at) });
            }
            let now = c.now();
            saved::insert(c, caller.user, *message, now).await?;
            let saved = Saved { room, message: *message, saved_at: Some(now) };
            c.emit(Stream::User(caller.user), &Event::SavedUpdated(saved))?;
            Ok(saved)
        })
    })
    .await
}

/// Takes a message from what is saved for later. Doing so again changes nothing.
///
/// # Errors
/// `NotFound`.
pub async fn unsave(app: &App, caller: &Caller, message: MessageId) -> Result<Saved> {
    app.change(Stream::User(caller.user), (*caller, message), |c, (caller, message)| {
        Box::pin(async move {
            let (_, access) = access::message(c, caller, *message).await?;
            let answer = Saved { room: access.room.id, message: *message, saved_at: None };
            if saved::saved_at(c, caller.user, *message).await?.is_some() {
                saved::delete(c, caller.user, *message).await?;
                c.emit(Stream::User(caller.user), &Event::SavedUpdated(answer))?;
            }
            Ok(answer)
        })
    })
    .await
}
