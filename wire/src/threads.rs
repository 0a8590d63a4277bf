//! Threads: the replies under a message, and who follows them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{MessageId, RoomId};
use crate::messages::Message;
use crate::page::Cursor;
use crate::streams::AsOf;

/// The caller's part in a thread. Unread when `last_position` is above `mark`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThreadFollow {
    pub room: RoomId,
    /// The message on which the thread hangs.
    pub root: MessageId,
    /// Followed by who started it, replied or was mentioned in it; until unfollowed.
    pub followed: bool,
    /// `thread_position` up to which the caller has read; 0 before following it for the first time.
    pub mark: i64,
    /// `thread_position` of the last reply that is not deleted, as of this entry; 0 without one. The room's `thread_updated`
    /// brings later ones.
    pub last_position: i64,
    /// Seq in the room's stream of the last event that changed the root message, as of this entry: an older `last_position`
    /// never overwrites a newer.
    pub changed_seq: i64,
}

/// Moves the caller's read mark in a thread that the caller follows. A mark never moves backwards; there is none in a thread that
/// is not followed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewThreadMark {
    /// `thread_position` of the last reply that was in view; one beyond the end counts as the end.
    pub position: i64,
}

/// A followed thread as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThreadEntry {
    pub root: Message,
    pub follow: ThreadFollow,
    /// The newest replies, oldest of them first, at most three.
    pub newest: Vec<Message>,
    /// Replies after the caller's mark.
    pub unread: i64,
}

/// The caller's followed threads: those with unread replies first, then by the last reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThreadPage {
    pub threads: Vec<ThreadEntry>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    /// The caller's own stream.
    pub as_of: AsOf,
}
