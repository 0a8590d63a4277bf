//! Read marks: how far members have read.

use wire::events::Event;
use wire::ids::RoomId;
use wire::reads::{ReadMark, ReadMarks};
use wire::streams::Stream;

use super::change::Emit as _;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::members;

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
                return Ok(ReadMark { room: *room, position: member.mark.max(position), unread_from: None });
            }
            let mark = ReadMark { room: *room, position, unread_from: None };
            c.emit(Stream::User(caller.user), &Event::MarksMoved(ReadMarks { marks: vec![mark] }))?;
            Ok(mark)
        })
    })
    .await
}
