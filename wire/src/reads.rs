//! Read marks: how far a member has read a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::RoomId;

/// Up to which position the caller has read a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadMark {
    pub room: RoomId,
    /// Position of the last message read; 0 for none.
    pub position: i64,
    /// The caller marked the room unread from this position on, whatever the mark: counts start here. Absent otherwise; a mark
    /// that moves forward, or Esc, clears it.
    #[schema(required)]
    pub unread_from: Option<i64>,
}

/// Marks a room unread from a position on, or (absent) takes that back.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnread {
    /// Position of the first message to count as unread.
    pub from: Option<i64>,
}

/// Moves the caller's read mark. A mark never moves backwards.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReadMark {
    /// Position of the last message that was in view; one beyond the end counts as the end.
    pub position: i64,
}

/// Some of the caller's read marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadMarks {
    pub marks: Vec<ReadMark>,
}
