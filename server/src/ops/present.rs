//! Rows become wire types. What depends on the viewer is answered beside the messages (`own.rs`), never within them.

use wire::document::Document;
use wire::files::File;
use wire::members::Member;
use wire::messages::{Mentions, Message, Pin, ReplyPlace, ThreadSummary};
use wire::rooms::Room;
use wire::users::User;

use super::attached::Attached;
use crate::domain::error::{Error, Result};
use crate::domain::mentions;
use crate::store::files::FileRecord;
use crate::store::members::MemberRecord;
use crate::store::messages::MessageRecord;
use crate::store::rooms::RoomRecord;
use crate::store::users::UserRecord;

/// A user's public profile.
#[must_use]
pub fn user(record: UserRecord) -> User {
    User {
        id: record.id,
        username: record.username,
        display_name: record.display_name,
        kind: record.kind,
        role: record.role,
        unclaimed: record.unclaimed,
        deactivated: record.deactivated,
        created_at: record.created_at,
        changed_seq: record.changed_seq,
    }
}

/// A room, the same for every viewer.
#[must_use]
pub fn room(record: &RoomRecord) -> Room {
    let people = record.direct_key.as_deref().unwrap_or_default();
    Room {
        id: record.id,
        kind: record.kind,
        name: record.name.clone(),
        topic: record.topic.clone(),
        archived: record.archived,
        created_by: record.created_by,
        created_at: record.created_at,
        member_count: record.member_count,
        last_position: record.last_position,
        last_message_at: record.last_message_at,
        direct_users: people.split_whitespace().filter_map(|id| id.parse().ok()).collect(),
        changed_seq: record.changed_seq,
    }
}

/// A user in a room.
#[must_use]
pub fn member(record: &MemberRecord) -> Member {
    Member { user: record.user_id, role: record.role, joined_at: record.joined_at }
}

/// A file of a message.
///
/// # Errors
/// `Internal` when what is known of the image cannot be read.
pub fn file(record: FileRecord) -> Result<File> {
    Ok(File {
        id: record.id,
        name: record.name,
        media_type: record.media_type,
        size: record.size,
        kind: record.kind,
        image: record.image.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?,
        url: record.url,
    })
}

/// Messages with all that hangs on them; their rows hold everything.
///
/// # Errors
/// As [`message`].
pub fn messages(records: Vec<MessageRecord>) -> Result<Vec<Message>> {
    records.into_iter().map(message).collect()
}

/// A message with all that hangs on it.
///
/// # Errors
/// `Internal` when the stored document, or what hangs on it, cannot be read.
pub fn message(record: MessageRecord) -> Result<Message> {
    let attached = Attached::of(&record)?;
    let document: Option<Document> =
        record.document.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let end = attached.thread.unwrap_or_default();
    let thread = record.last_reply_at.filter(|_| record.reply_count > 0).map(|last_reply_at| ThreadSummary {
        reply_count: record.reply_count,
        last_reply_at,
        last_position: end.last_position,
        repliers: end.repliers,
    });
    let mut mentions = document.as_ref().map_or_else(Mentions::default, mentions::of);
    if attached.here_said && document.as_ref().is_some_and(mentions::call_who_is_here) {
        mentions.here = attached.here;
        mentions.room |= attached.here_is_everybody;
    }
    let reply = record.root_id.zip(record.thread_position);
    let pin = record.pinned_by.zip(record.pinned_at);
    Ok(Message {
        id: record.id,
        room: record.room_id,
        author: record.author_id,
        position: record.position,
        reply: reply.map(|(root, thread_position)| ReplyPlace { root, thread_position }),
        text: record.text,
        mentions,
        document,
        files: attached.files,
        previews: attached.previews,
        reactions: attached.reactions,
        thread,
        pin: pin.map(|(by, at)| Pin { by, at }),
        created_at: record.created_at,
        edited_at: record.edited_at,
        deleted_at: record.deleted_at,
        client_key: record.client_key,
        changed_seq: record.changed_seq,
    })
}
