//! Read marks: how far members have read, and rooms marked unread by hand.

use wire::events::Event;
use wire::ids::{RoomId, UserId};
use wire::reads::{Counted, ReadMark, ReadMarks};
use wire::streams::Stream;

use super::bootstrap::MENTIONS;
use super::change::{Change, Emit as _};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::members::{self, MemberRecord};
use crate::store::messages;

/// Moves the caller's read mark forward; one that lies behind stays where it is. Answers where the mark is now.
///
/// # Errors
/// `NotFound` when the caller is no member, `Invalid` for a negative position.
pub async fn mark(app: &App, caller: &Caller, room: RoomId, position: i64) -> Result<ReadMark> {
    if position < 0 {
        return Err(Error::field("position", "A position is 0 or more."));
    }
    app.change(Stream::User(caller.user), (*caller, room, position), |c, (caller, room, position)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?;
            let member = access.member.ok_or(Error::NotFound("member"))?;
            let position = (*position).min(access.room.last_position);
            if !members::advance_mark(c, *room, caller.user, position).await? {
                return Ok(of(&MemberRecord { mark: member.mark.max(position), ..member }));
            }
            tell(c, caller.user, of(&MemberRecord { mark: position, unread_from: None, ..member }))
        })
    })
    .await
}

/// Marks a room unread from a position on, or takes that back.
///
/// # Errors
/// `NotFound` when the caller is no member, `Invalid` for a position where no message is.
pub async fn mark_unread(app: &App, caller: &Caller, room: RoomId, from: Option<i64>) -> Result<ReadMark> {
    // What counts is read under the room's lock: it is then exactly as of the seq that the event names.
    app.change(Stream::Room(room), (*caller, room, from), |c, (caller, room, from)| {
        Box::pin(async move {
            c.lock(Stream::User(caller.user)).await?;
            let access = access::room(c, caller, *room).await?;
            let old = access.member.ok_or(Error::NotFound("member"))?;
            if from.is_some_and(|from| !(1..=access.room.last_position).contains(&from)) {
                return Err(Error::field("from", "There is no message at this position."));
            }
            let read = from.map_or(old.mark, |from| old.mark.max(from - 1));
            let new = MemberRecord { mark: read, unread_from: *from, ..old.clone() };
            let counted = match from {
                Some(from) => Some(counted(c, &new, *from).await?),
                None => None,
            };
            let mark = ReadMark { counted, ..of(&new) };
            if new == old {
                return Ok(mark);
            }
            members::set_unread(c, &new).await?;
            tell(c, caller.user, mark)
        })
    })
    .await
}

fn of(member: &MemberRecord) -> ReadMark {
    ReadMark { room: member.room_id, position: member.mark, unread_from: member.unread_from, counted: None }
}

/// What counts as unread from a position on. The room's stream is locked.
async fn counted(c: &mut Change, member: &MemberRecord, from: i64) -> Result<Counted> {
    let room = member.room_id;
    let most = i64::try_from(MENTIONS).map_err(Error::internal)?;
    let mut mentions = messages::mentions_from(c, (room, member.user_id), from, most).await?;
    mentions.reverse();
    Ok(Counted { head: c.seq(Stream::Room(room))?, gaps: messages::gaps_from(c, room, from).await?, mentions })
}

fn tell(c: &mut Change, user: UserId, mark: ReadMark) -> Result<ReadMark> {
    c.emit(Stream::User(user), &Event::MarksMoved(ReadMarks { marks: vec![mark.clone()] }))?;
    Ok(mark)
}
