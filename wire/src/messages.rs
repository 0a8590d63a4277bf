//! Messages: what is said in a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::Document;
use crate::files::File;
use crate::ids::{FileId, MessageId, RoomId, UserId};
use crate::page::Cursor;
use crate::previews::Preview;
use crate::streams::AsOf;
use crate::time::Timestamp;

/// A message: the same for every viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    pub id: MessageId,
    pub room: RoomId,
    pub author: UserId,
    /// Place in the room's timeline: 1, 2, 3 …, dense. Absent for a reply that is not shown in the room.
    #[schema(required)]
    pub position: Option<i64>,
    /// The thread this message replies in; absent for a message that is no reply.
    #[schema(required)]
    pub reply: Option<ReplyPlace>,
    /// Markdown as its author wrote it, at most 16,384 bytes. Empty when deleted, and maybe when there are files.
    pub text: String,
    /// The text, parsed; absent when it is plain.
    #[schema(required)]
    pub document: Option<Document>,
    pub mentions: Mentions,
    /// At most 10.
    pub files: Vec<File>,
    /// Of the links in the text, at most 5; they come some time after the message.
    pub previews: Vec<Preview>,
    /// In the order of the first reaction of each kind.
    pub reactions: Vec<Reaction>,
    /// The thread under this message; absent while nobody replied.
    #[schema(required)]
    pub thread: Option<ThreadSummary>,
    /// Who pinned it to the room; absent when it is not pinned.
    #[schema(required)]
    pub pin: Option<Pin>,
    pub created_at: Timestamp,
    #[schema(required)]
    pub edited_at: Option<Timestamp>,
    #[schema(required)]
    pub deleted_at: Option<Timestamp>,
    /// What the author's client named this send, so that it finds its optimistic row again.
    pub client_key: String,
    /// Seq in the room's stream of the last event that changed this message: an older one never overwrites a newer.
    pub changed_seq: i64,
}

/// Where a reply stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplyPlace {
    pub root: MessageId,
    /// Place among the replies of the thread: 1, 2, 3 …, dense.
    pub thread_position: i64,
}

/// Whom a message mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mentions {
    /// Users mentioned by name, at most 50.
    pub users: Vec<UserId>,
    /// `@room`: every member.
    pub room: bool,
    /// `@here`: the members that were online when it was said, at most 500 (when more are, `room` is set instead).
    pub here: Vec<UserId>,
}

/// A pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pin {
    pub by: UserId,
    pub at: Timestamp,
}

/// One kind of reaction on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// The emoji itself, or the name of a custom one between colons.
    pub emoji: String,
    pub count: i64,
    /// The first twenty who reacted.
    pub users: Vec<UserId>,
}

/// A thread as its root message shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThreadSummary {
    /// Replies that are not deleted.
    pub reply_count: i64,
    pub last_reply_at: Timestamp,
    /// `thread_position` of the last reply that is not deleted.
    pub last_position: i64,
    /// The last repliers, newest first, at most five.
    pub repliers: Vec<UserId>,
}

/// A message to send.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// Markdown, at most 16,384 bytes. Without files, not only white space.
    pub text: String,
    /// Names this send, 1 to 64 bytes of printable ASCII, unique for its author and room. A repeat within 30 days answers with
    /// the first message instead of making a second; the same key with another text is refused with `key_reused`.
    pub client_key: String,
    /// The message under which this is a reply. A reply to a reply goes to its root.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
    /// A reply: also show it in the room's timeline.
    #[serde(default)]
    pub also_in_room: bool,
    /// The caller's finished uploads to attach, at most 10, in this order.
    #[serde(default)]
    pub files: Vec<FileId>,
}

/// Another text for a message.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagePatch {
    /// Markdown, as in a new message.
    pub text: String,
}

/// A text that a message had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageVersion {
    /// 1 for the text as first sent, then 2, 3 …
    pub number: i64,
    pub text: String,
    #[schema(required)]
    pub document: Option<Document>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// The texts of a message, the newest first, at most 200, the present one included. None of a deleted message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageVersions {
    pub versions: Vec<MessageVersion>,
    pub as_of: AsOf,
}

/// Who reacted with one emoji, in the order of reacting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReactionUserPage {
    pub users: Vec<UserId>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    pub as_of: AsOf,
}

/// The reactions of a message as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageReactions {
    pub room: RoomId,
    pub message: MessageId,
    pub reactions: Vec<Reaction>,
}

/// The reactions of a message as the caller's act left them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReactionAnswer {
    pub message: MessageId,
    pub reactions: Vec<Reaction>,
    /// The caller's own.
    pub own: Vec<String>,
    pub as_of: AsOf,
}

/// A message as the caller's act left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageAnswer {
    pub message: Message,
    pub as_of: AsOf,
}

/// The caller's own reactions on one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnReactions {
    pub room: RoomId,
    pub message: MessageId,
    /// Empty when there are none.
    pub emoji: Vec<String>,
}

/// A run of messages, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    pub messages: Vec<Message>,
    /// Pass as `before` for what is older; absent at the beginning.
    #[schema(required)]
    pub older: Option<Cursor>,
    /// Pass as `after` for what is newer; absent at the end as of `as_of`.
    #[schema(required)]
    pub newer: Option<Cursor>,
    /// What on this page is the caller's own.
    pub own_reactions: Vec<OwnReactions>,
    /// Messages of this page that the caller saved for later.
    pub saved: Vec<MessageId>,
    pub as_of: AsOf,
}
