//! Reactions: one of a kind a user, at most fifty kinds a message.

use wire::events::Event;
use wire::ids::{MessageId, UserId};
use wire::limits;
use wire::messages::{Message, MessageReactions, OwnReactions, Reaction, ReactionAnswer, ReactionUserPage};
use wire::page::Cursor;
use wire::rooms::Ability;
use wire::streams::{AsOf, Stream};

use super::attached::{self, Attached};
use super::change::{Change, Emit as _};
use super::messages::{as_of, room_of};
use super::search::index;
use super::{own, present};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::reaction::ReactionEmoji;
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::{emoji, reactions};

/// Reacts to a message. The same again changes nothing.
///
/// # Errors
/// `NotFound` for the message or the emoji, `Forbidden`, `Conflict` when it is deleted or carries fifty kinds, `Invalid`.
pub async fn react(app: &App, caller: &Caller, message: MessageId, emoji: &str) -> Result<ReactionAnswer> {
    let emoji = ReactionEmoji::parse(emoji)?;
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message, emoji), |c, (caller, message, emoji)| {
        Box::pin(async move {
            let (mut record, mut attached) = reactable(c, caller, *message).await?;
            let on = (*message, emoji.as_str());
            let is_new = !reactions::exists(c, on, caller.user).await?;
            if is_new {
                add(c, &mut attached.reactions, emoji, caller.user).await?;
                let (before, now) = (record.clone(), c.now());
                reactions::insert(c, on, caller.user, now).await?;
                attached::write(c, &mut record, &attached).await?;
                index::changed(c, &[(before, record.clone())]).await?;
            }
            answer(c, caller, record, is_new).await
        })
    })
    .await
}

/// Takes a reaction back; one that is not there stays away.
///
/// # Errors
/// `NotFound` for the message, `Forbidden`, `Conflict` when it is deleted, `Invalid`.
pub async fn take_back(app: &App, caller: &Caller, message: MessageId, emoji: &str) -> Result<ReactionAnswer> {
    let emoji = ReactionEmoji::parse(emoji)?;
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message, emoji), |c, (caller, message, emoji)| {
        Box::pin(async move {
            let (mut record, mut attached) = reactable(c, caller, *message).await?;
            let was_there = reactions::delete(c, (*message, emoji.as_str()), caller.user).await?;
            if was_there {
                // Who comes into the first twenty now, and which kind was first, only the rows know.
                let mut kinds = attached::reactions_by_message(reactions::kinds(c, &[*message]).await?);
                attached.reactions = kinds.remove(message).unwrap_or_default();
                let before = record.clone();
                attached::write(c, &mut record, &attached).await?;
                index::changed(c, &[(before, record.clone())]).await?;
            }
            answer(c, caller, record, was_there).await
        })
    })
    .await
}

/// A message to which the caller may react, with what hangs on it.
async fn reactable(c: &mut Change, caller: &Caller, message: MessageId) -> Result<(MessageRecord, Attached)> {
    let (record, access) = access::message(c, caller, message).await?;
    access.require(Ability::React)?;
    if record.deleted_at.is_some() {
        return Err(Error::Conflict("This message was deleted."));
    }
    let attached = Attached::of(&record)?;
    Ok((record, attached))
}

/// One more reaction: of a kind that is there, or of a new one. A custom emoji that is gone keeps the reactions it has.
async fn add(tx: &mut Tx, reactions: &mut Vec<Reaction>, with: &ReactionEmoji, user: UserId) -> Result<()> {
    if let Some(kind) = reactions.iter_mut().find(|kind| kind.emoji == with.as_str()) {
        kind.count += 1;
        if kind.users.len() < limits::REACTION_USERS {
            kind.users.push(user);
        }
        return Ok(());
    }
    if let ReactionEmoji::Custom(name) = with
        && emoji::by_name(tx, name.trim_matches(':')).await?.is_none()
    {
        return Err(Error::NotFound("emoji"));
    }
    if reactions.len() >= limits::REACTION_KINDS {
        return Err(Error::Conflict("This message has fifty kinds of reactions already. Choose one of them."));
    }
    reactions.push(Reaction { emoji: with.as_str().to_owned(), count: 1, users: vec![user] });
    Ok(())
}

/// The reactions of a message as they are now. When they changed, the room hears of them, and the caller's own devices of
/// the caller's.
async fn answer(c: &mut Change, caller: &Caller, record: MessageRecord, changed: bool) -> Result<ReactionAnswer> {
    let Message { id: message, room, reactions, .. } = present::message(record)?;
    let own = own::of_one(c, caller.user, (message, &reactions)).await?;
    if changed {
        let now = MessageReactions { room, message, reactions: reactions.clone() };
        c.emit(Stream::Room(room), &Event::ReactionsUpdated(now))?;
        let own = OwnReactions { room, message, emoji: own.clone() };
        c.emit(Stream::User(caller.user), &Event::OwnReactionsUpdated(own))?;
    }
    Ok(ReactionAnswer { message, reactions, own, as_of: as_of(c, room)? })
}

/// Who reacted to a message with one kind, in the order of reacting.
///
/// # Errors
/// `NotFound`, `Invalid`, `BadCursor`.
pub async fn users(
    app: &App,
    caller: &Caller,
    (message, emoji): (MessageId, &str),
    (cursor, limit): (Option<Cursor>, usize),
) -> Result<ReactionUserPage> {
    let emoji = ReactionEmoji::parse(emoji)?;
    let after = cursor.as_ref().map_or(Ok(Place::START), |cursor| cursor::place("reactions", cursor))?;
    app.read((*caller, message, emoji, after, limit), |tx, (caller, message, emoji, after, limit)| {
        Box::pin(async move {
            let (_, access) = access::message(tx, caller, *message).await?;
            let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
            let on = (*message, emoji.as_str());
            let mut rows = reactions::page(tx, on, (after.at, after.user), wanted).await?;
            let more = rows.len() > *limit;
            rows.truncate(*limit);
            let last = rows.last().filter(|_| more);
            let next = last.map(|last| Place { at: last.created_at.micros(), user: last.user_id });
            Ok(ReactionUserPage {
                users: rows.iter().map(|row| row.user_id).collect(),
                next: next.map(|place| cursor::at("reactions", place)),
                as_of: AsOf { stream: Stream::Room(access.room.id), seq: access.head },
            })
        })
    })
    .await
}

/// Where a page of those who reacted ended: by the moment in microseconds, then by user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    at: i64,
    user: UserId,
}

impl Place {
    const START: Self = Self { at: i64::MIN, user: UserId(uuid::Uuid::nil()) };
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.at, self.user)
    }
}

impl std::str::FromStr for Place {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let (at, user) = text.split_once('/').ok_or(Error::BadCursor)?;
        let (at, user) = (at.parse().map_err(|_| Error::BadCursor)?, user.parse().map_err(|_| Error::BadCursor)?);
        Ok(Self { at, user })
    }
}
