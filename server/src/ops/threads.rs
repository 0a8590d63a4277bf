//! Threads: where a reply goes, and what its root shows of the thread.
//!
//! The root's row keeps the summary; it is written with the reply under the room's lock. Who follows is in `follows.rs`, the
//! list of followed threads in `thread_list.rs`.

use wire::events::{Event, ThreadUpdated};
use wire::ids::{MessageId, RoomId};
use wire::streams::Stream;

use super::attached::{Attached, LastReplies, REPLIERS, threads};
use super::change::{Change, Emit as _};
use super::present;
use super::search::index;
use crate::domain::error::{Error, Result};
use crate::store::messages::{self, MessageRecord};
use crate::store::threads as store;

/// The root under which a reply to this message stands: itself, or the root of the thread that it is in.
///
/// # Errors
/// `Invalid` when there is no such message in the room, `Conflict` when the root is deleted.
pub(super) async fn root_for(c: &mut Change, room: RoomId, to: MessageId) -> Result<MessageRecord> {
    let mut found = messages::find(c, to).await?.filter(|message| message.room_id == room);
    if let Some(root) = found.as_ref().and_then(|message| message.root_id) {
        found = messages::find(c, root).await?;
    }
    let root = found.ok_or_else(|| Error::field("reply_to", "There is no such message in this room."))?;
    if root.deleted_at.is_some() {
        return Err(Error::Conflict("The message was deleted: its thread can be read, nothing more."));
    }
    Ok(root)
}

/// A reply was written under this root: the summary says so. The root's record is as it now is afterwards.
pub(super) async fn replied(c: &mut Change, root: &mut MessageRecord, reply: &MessageRecord) -> Result<()> {
    let before = root.clone();
    let mut attached = Attached::of(root)?;
    let mut thread = attached.thread.unwrap_or_default();
    thread.last_position = reply.thread_position.unwrap_or_default();
    thread.repliers.retain(|replier| *replier != reply.author_id);
    thread.repliers.insert(0, reply.author_id);
    thread.repliers.truncate(REPLIERS);
    attached.thread = Some(thread);
    root.reply_count += 1;
    root.last_reply_at = Some(reply.created_at);
    write(c, root, (&attached, before)).await
}

/// A reply was deleted: the summary of its thread is made anew from the replies that are left.
pub(super) async fn reply_gone(c: &mut Change, root: MessageId) -> Result<()> {
    let mut root = messages::find(c, root).await?.ok_or_else(|| Error::internal("a reply without its root"))?;
    let (before, mut attached) = (root.clone(), Attached::of(&root)?);
    let left = store::count(c, root.id).await?;
    attached.thread = threads(messages::repliers(c, &[root.id]).await?).remove(&root.id);
    (root.reply_count, root.last_reply_at) = (left.replies, left.last_reply_at);
    write(c, &mut root, (&attached, before)).await
}

async fn write(c: &mut Change, root: &mut MessageRecord, (attached, before): (&Attached, MessageRecord)) -> Result<()> {
    let stream = Stream::Room(root.room_id);
    root.attached = attached.column()?;
    root.changed_seq = c.next_seq(stream)?;
    store::write(c, root, end(attached.thread.as_ref())).await?;
    index::changed(c, &[(before, root.clone())]).await?;
    let thread = present::message(root.clone())?.thread;
    c.emit(stream, &Event::ThreadUpdated(ThreadUpdated { room: root.room_id, root: root.id, thread }))
}

/// Where a thread ends: `thread_position` of its last reply that is not deleted; 0 without one.
pub(super) fn end(thread: Option<&LastReplies>) -> i64 {
    thread.map_or(0, |thread| thread.last_position)
}
