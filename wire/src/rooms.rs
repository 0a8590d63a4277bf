//! Rooms: places for messages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{RoomId, UserId};
use crate::members::RoomRole;
use crate::page::Cursor;
use crate::streams::AsOf;
use crate::time::Timestamp;

/// Who finds and reads a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Everybody but guests may find, read and join it.
    Public,
    /// Only who was invited knows of it.
    Private,
    /// Two to twenty people, no name; the same people always share one room.
    Direct,
}

/// A room: the same for every viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Room {
    pub id: RoomId,
    pub kind: RoomKind,
    /// 1 to 80 characters; empty for a direct room.
    pub name: String,
    /// At most 250 characters; empty when there is none.
    pub topic: String,
    /// Read-only, out of the sidebar.
    pub archived: bool,
    #[schema(required)]
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub member_count: i64,
    /// Position of the newest message of the timeline; 0 in an empty room.
    pub last_position: i64,
    #[schema(required)]
    pub last_message_at: Option<Timestamp>,
    /// The people of a direct room, sorted; empty for other kinds.
    pub direct_users: Vec<UserId>,
    /// Seq in the room's stream of the last event that changed its name, topic, kind or archive state.
    pub changed_seq: i64,
}

/// What the caller may do in a room. The browser never derives this from a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// Read history and follow the room live.
    Read,
    /// Become a member without being invited.
    Join,
    /// Give up the membership.
    Leave,
    /// Send messages and replies, and attach files.
    Post,
    /// React to messages.
    React,
    /// Change the text of one's own messages (within the workspace's time limit).
    EditOwn,
    /// Delete one's own messages.
    DeleteOwn,
    /// Delete anybody's messages.
    DeleteAny,
    /// Pin messages to the room and take pins away.
    Pin,
    /// Mention everybody by `@room` or `@here`; without it, these words are plain text.
    MentionEveryone,
    /// Add people.
    Invite,
    /// Remove people and change their roles.
    ManageMembers,
    /// Change name and topic.
    ManageRoom,
}

/// A room as the caller's sidebar shows it.
///
/// Unread messages are `room.last_position - start - gaps.len()`, where `start` is `mark`, or `unread_from - 1` when that is there;
/// unread mentions are `mentions.len()`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SidebarRoom {
    pub room: Room,
    /// Seq of the last event of the room's stream that is included here.
    pub head: i64,
    pub role: RoomRole,
    pub abilities: Vec<Ability>,
    /// Position up to which the caller has read.
    pub mark: i64,
    /// The caller marked it unread from here on; absent otherwise. Then counts start here instead of after the mark.
    #[schema(required)]
    pub unread_from: Option<i64>,
    /// Positions that would count but whose message is deleted.
    pub gaps: Vec<i64>,
    /// Positions that count as unread whose message mentions the caller, the newest 100.
    pub mentions: Vec<i64>,
}

/// A room with what the caller may do in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomAnswer {
    pub room: Room,
    /// The caller's role; absent when the caller is no member.
    #[schema(required)]
    pub role: Option<RoomRole>,
    pub abilities: Vec<Ability>,
    pub as_of: AsOf,
}

/// Public rooms, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomPage {
    pub rooms: Vec<Room>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    pub as_of: AsOf,
}

/// The kinds of room that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedRoomKind {
    Public,
    Private,
}

/// A new room. The caller becomes its owner.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    pub kind: NamedRoomKind,
    /// 1 to 80 characters without control characters; unique among the workspace's rooms, whatever the case.
    pub name: String,
    /// At most 250 characters.
    #[serde(default)]
    pub topic: Option<String>,
}

/// Opens the direct room of the caller and these users, making it if need be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDirectRoom {
    /// 1 to 19 others; the caller may be listed or not.
    pub users: Vec<UserId>,
}

/// What may be changed of a room. Absent fields stay.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomPatch {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub topic: Option<String>,
}
