//! Read marks: how far a member has read a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::RoomId;

/// Up to which position the caller has read a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadMark {
    pub room: RoomId,
    /// Position of the last message read; 0 for none.
    pub position: i64,
    /// The caller marked the room unread from this position on, whatever the mark: counts start here. Absent otherwise; a mark
    /// that moves forward, or Esc, clears it. Never beyond the position after the mark.
    #[schema(required)]
    pub unread_from: Option<i64>,
    /// What counts from `unread_from` on, which a client that forgot what lies before the mark cannot know. Only where a room was
    /// just marked unread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

/// What counts as unread from a position on, as of one moment of the room's stream. What happened there later may be known
/// already: a position whose message was deleted since is a gap, one that was sent since counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    /// Seq of the last event of the room's stream that is included here.
    pub head: i64,
    /// As in `SidebarRoom`.
    pub gaps: Vec<i64>,
    /// As in `SidebarRoom`.
    pub mentions: Vec<i64>,
}

/// Marks a room unread from a position on, or (absent) takes that back. What lies before the position counts as read then: a
/// mark that is further back moves up to it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUnread {
    /// Position of the first message to count as unread, 1 to the room's last.
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
