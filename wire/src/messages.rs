//! Messages: what is said in a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::document::Document;
use crate::files::FileLink;
use crate::ids::{MessageId, RoomId, UserId};
use crate::page::Cursor;
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
    /// Markdown as its author wrote it, at most 16,384 bytes. Empty when deleted.
    pub text: String,
    /// The text, parsed; absent when it is plain.
    #[schema(required)]
    pub document: Option<Document>,
    pub mentions: Mentions,
    pub files: Vec<FileLink>,
    pub reactions: Vec<Reaction>,
    /// The thread under this message; absent while nobody replied.
    #[schema(required)]
    pub thread: Option<ThreadSummary>,
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
    pub reply_count: i64,
    pub last_reply_at: Timestamp,
    /// The last repliers, newest first, at most five.
    pub repliers: Vec<UserId>,
}

/// A message to send.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// Markdown, 1 to 16,384 bytes, not only white space.
    pub text: String,
    /// Names this send, 1 to 64 bytes of printable ASCII, unique for its author and room. A repeat within 30 days answers with
    /// the first message instead of making a second; the same key with another text is refused with `key_reused`.
    pub client_key: String,
}

/// A message as a send left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageAnswer {
    pub message: Message,
    pub as_of: AsOf,
}

/// The caller's own reactions on one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnReactions {
    pub message: MessageId,
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
    pub as_of: AsOf,
}
