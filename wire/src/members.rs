//! Members: users in a room.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::UserId;
use crate::page::Cursor;
use crate::streams::AsOf;
use crate::time::Timestamp;

/// What a member is in a room, from most to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomRole {
    /// Made the room, or was made its owner.
    Owner,
    /// Keeps order: members and their roles.
    Moderator,
    Member,
    /// Reads, but does not post.
    Reader,
}

/// A user in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    pub user: UserId,
    pub role: RoomRole,
    pub joined_at: Timestamp,
}

/// Members of a room, by user id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberPage {
    pub members: Vec<Member>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    pub as_of: AsOf,
}

/// People to add to a room.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMembers {
    /// 1 to 20 users. Who is a member already stays as they are.
    pub users: Vec<UserId>,
}

/// Changes a member's role.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberPatch {
    pub role: RoomRole,
}

/// A change of a room's members was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembersAnswer {
    pub member_count: i64,
    pub as_of: AsOf,
}
