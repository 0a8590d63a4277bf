//! Drafts: what the caller typed and has not sent, on every device. Sending does not touch them: the client says when it is done.

use uuid::Uuid;
use wire::drafts::{Draft, Drafts, NewDraft};
use wire::events::Event;
use wire::ids::{MessageId, RoomId, UserId};
use wire::limits;
use wire::streams::{AsOf, Stream};

use super::change::{Change, Emit as _};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::drafts::{self, DraftRecord};
use crate::store::{messages, streams};

/// The caller's drafts, the newest first.
///
/// # Errors
/// As the store fails.
pub async fn list(app: &App, caller: &Caller) -> Result<Drafts> {
    app.read(caller.user, |tx, user| {
        Box::pin(async move {
            let stream = Stream::User(*user);
            let as_of = AsOf { stream, seq: streams::head(tx, stream).await? };
            let drafts = drafts::of_user(tx, *user, limits::DRAFTS).await?;
            Ok(Drafts { drafts: drafts.into_iter().map(present).collect(), as_of })
        })
    })
    .await
}

fn present(record: DraftRecord) -> Draft {
    let DraftRecord { room_id, place_id, text, updated_at } = record;
    let root = (place_id != room_id.0).then_some(MessageId(place_id));
    Draft { room: room_id, root, text, updated_at }
}

/// Keeps a draft, or drops it when its text is empty. One too many, and the oldest is dropped.
///
/// # Errors
/// `NotFound` when the caller is no member, `Invalid` for a root that is none of the room's, or too long a text.
pub async fn put(app: &App, caller: &Caller, room: RoomId, new: NewDraft) -> Result<Draft> {
    if new.text.len() > limits::MESSAGE_BYTES {
        return Err(Error::field("text", "A draft has at most 16,384 bytes."));
    }
    app.change(Stream::User(caller.user), (*caller, room, new), |c, (caller, room, new)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?;
            access.member.ok_or(Error::NotFound("member"))?;
            let place_id = place(c, *room, new.root).await?;
            let record = DraftRecord { room_id: *room, place_id, text: new.text.clone(), updated_at: c.now() };
            let before = drafts::find(c, caller.user, place_id).await?;
            if before.as_ref().map_or("", |before| before.text.as_str()) == new.text {
                return Ok(present(before.unwrap_or(record)));
            }
            if new.text.is_empty() {
                drafts::delete(c, caller.user, place_id).await?;
            } else {
                drafts::put(c, caller.user, &record).await?;
            }
            if before.is_none() {
                drop_surplus(c, caller.user).await?;
            }
            tell(c, caller.user, record).await
        })
    })
    .await
}

/// Where a draft belongs: the room, or the root of one of its threads.
async fn place(c: &mut Change, room: RoomId, root: Option<MessageId>) -> Result<Uuid> {
    let Some(root) = root else { return Ok(room.0) };
    let found = messages::find(c, root).await?;
    let root = found.filter(|root| root.room_id == room && root.root_id.is_none());
    root.map(|root| root.id.0).ok_or_else(|| Error::field("root", "There is no such message in this room."))
}

async fn drop_surplus(c: &mut Change, user: UserId) -> Result<()> {
    for old in drafts::surplus(c, user, limits::DRAFTS).await? {
        drafts::delete(c, user, old.place_id).await?;
        let updated_at = c.now();
        tell(c, user, DraftRecord { text: String::new(), updated_at, ..old }).await?;
    }
    Ok(())
}

/// Tells how a draft is now; what the log said of it before leaves the log.
async fn tell(c: &mut Change, user: UserId, record: DraftRecord) -> Result<Draft> {
    streams::blank(c, Stream::User(user), record.place_id).await?;
    let draft = present(record);
    c.emit(Stream::User(user), &Event::DraftUpdated(draft.clone()))?;
    Ok(draft)
}
