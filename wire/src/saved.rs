//! Lists of messages across rooms: what the caller saved for later, what mentions the caller, what is pinned to a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{MessageId, RoomId};
use crate::messages::{Message, OwnReactions};
use crate::page::Cursor;
use crate::streams::AsOf;
use crate::time::Timestamp;

/// Whether the caller saved a message for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Saved {
    pub room: RoomId,
    pub message: MessageId,
    /// Absent: not saved.
    #[schema(required)]
    pub saved_at: Option<Timestamp>,
}

/// Messages of any of the caller's rooms. Each list says its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageList {
    pub messages: Vec<Message>,
    /// What on this page is the caller's own.
    pub own_reactions: Vec<OwnReactions>,
    /// Messages of this page that the caller saved for later.
    pub saved: Vec<MessageId>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    /// The room's stream for pins, else the caller's own.
    pub as_of: AsOf,
}
