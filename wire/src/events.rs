//! Events: what happened, in absolute new values.
//!
//! An event of a stream never says what differs, but what now is; applying one twice is harmless, and one about something
//! not held is a no-op. Nothing in a room's or the workspace's event depends on who looks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::drafts::Draft;
use crate::emoji::{CustomEmoji, EmojiRemoved};
use crate::ids::{MessageId, RoomId, UserId};
use crate::members::{Member, RoomRole};
use crate::messages::{Message, MessageReactions, OwnReactions, ThreadSummary};
use crate::reads::ReadMarks;
use crate::rooms::{Ability, Room, SidebarRoom};
use crate::saved::Saved;
use crate::threads::ThreadFollow;
use crate::users::User;
use crate::workspace::Workspace;

/// One entry of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// Room: somebody sent a message.
    MessageCreated(Message),
    /// Room: a message has a new text, files, previews or pin, or is gone.
    MessageUpdated(Message),
    /// Room: the reactions of a message are now these.
    ReactionsUpdated(MessageReactions),
    /// Room: the thread under a message is now this; absent when no reply is left.
    ThreadUpdated(ThreadUpdated),
    /// Room: name, topic, kind or archive state changed.
    RoomUpdated(Room),
    /// Room: somebody joined or was added.
    MemberJoined(MemberJoined),
    /// Room: somebody left or was removed. Nothing more of the room reaches them.
    MemberLeft(MemberLeft),
    /// Room: a member has another role.
    MemberUpdated(MemberUpdated),
    /// User: a room appears in the sidebar; its stream starts on the socket after this.
    RoomAdded(SidebarRoom),
    /// User: a room disappears from the sidebar.
    RoomRemoved(RoomRemoved),
    /// User: the own role in a room changed, and with it what one may do there.
    AccessUpdated(AccessUpdated),
    /// User: read marks moved, maybe on another device.
    MarksMoved(ReadMarks),
    /// User: the own reactions on a message are now these, maybe made on another device.
    OwnReactionsUpdated(OwnReactions),
    /// User: a thread is followed, or no more, or read further.
    ThreadFollowUpdated(ThreadFollow),
    /// User: a message is saved for later, or no more.
    SavedUpdated(Saved),
    /// User: a draft is now this text; empty when it is gone.
    DraftUpdated(Draft),
    /// Workspace: somebody is new.
    UserCreated(User),
    /// Workspace: a profile changed.
    UserUpdated(User),
    /// Workspace: a public room is new or changed. Guests get a `skip`.
    PublicRoomUpdated(Room),
    /// Workspace: its name or its rules changed.
    WorkspaceUpdated(Workspace),
    /// Workspace: a custom emoji is new or has another picture.
    EmojiUpdated(CustomEmoji),
    /// Workspace: a custom emoji is no more.
    EmojiRemoved(EmojiRemoved),
}

/// The thread under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ThreadUpdated {
    pub room: RoomId,
    pub root: MessageId,
    #[schema(required)]
    pub thread: Option<ThreadSummary>,
}

/// Somebody joined a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberJoined {
    pub room: RoomId,
    pub member: Member,
    /// Members after this.
    pub member_count: i64,
}

/// Somebody left a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberLeft {
    pub room: RoomId,
    pub user: UserId,
    /// Members after this.
    pub member_count: i64,
}

/// A member has another role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberUpdated {
    pub room: RoomId,
    pub member: Member,
}

/// The viewer's own part in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessUpdated {
    pub room: RoomId,
    pub role: RoomRole,
    pub abilities: Vec<Ability>,
}

/// A room is out of the sidebar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomRemoved {
    pub room: RoomId,
}

impl Event {
    /// The event's name on the wire, as stored in the log.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::MessageCreated(_) => "message_created",
            Self::MessageUpdated(_) => "message_updated",
            Self::ReactionsUpdated(_) => "reactions_updated",
            Self::ThreadUpdated(_) => "thread_updated",
            Self::RoomUpdated(_) => "room_updated",
            Self::MemberJoined(_) => "member_joined",
            Self::MemberLeft(_) => "member_left",
            Self::MemberUpdated(_) => "member_updated",
            Self::RoomAdded(_) => "room_added",
            Self::RoomRemoved(_) => "room_removed",
            Self::AccessUpdated(_) => "access_updated",
            Self::MarksMoved(_) => "marks_moved",
            Self::OwnReactionsUpdated(_) => "own_reactions_updated",
            Self::ThreadFollowUpdated(_) => "thread_follow_updated",
            Self::SavedUpdated(_) => "saved_updated",
            Self::DraftUpdated(_) => "draft_updated",
            Self::UserCreated(_) => "user_created",
            Self::UserUpdated(_) => "user_updated",
            Self::PublicRoomUpdated(_) => "public_room_updated",
            Self::WorkspaceUpdated(_) => "workspace_updated",
            Self::EmojiUpdated(_) => "emoji_updated",
            Self::EmojiRemoved(_) => "emoji_removed",
        }
    }

    /// Every kind there is; the sync laws need a recording of each.
    pub const KINDS: [&'static str; 22] = [
        "message_created",
        "message_updated",
        "reactions_updated",
        "own_reactions_updated",
        "room_updated",
        "member_joined",
        "member_left",
        "member_updated",
        "room_added",
        "room_removed",
        "access_updated",
        "marks_moved",
        "saved_updated",
        "draft_updated",
        "thread_updated",
        "thread_follow_updated",
        "user_created",
        "user_updated",
        "public_room_updated",
        "workspace_updated",
        "emoji_updated",
        "emoji_removed",
    ];
}
