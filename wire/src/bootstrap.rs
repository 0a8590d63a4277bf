//! Bootstrap: all that the app needs before it shows its first screen.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rooms::SidebarRoom;
use crate::streams::AsOf;
use crate::threads::ThreadFollow;
use crate::users::User;
use crate::workspace::Workspace;

/// The caller's sidebar and the heads of the caller's streams, from one snapshot. Then the socket resumes from those heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bootstrap {
    pub epoch: String,
    pub workspace: Workspace,
    /// The caller.
    pub user: User,
    /// The rooms the caller is a member of and that are not archived; each with its stream's head.
    pub rooms: Vec<SidebarRoom>,
    /// The people of the caller's direct rooms; others by `GET /api/v1/users?ids=`.
    pub users: Vec<User>,
    /// The threads the caller follows, those replied to last first, at most 500.
    pub threads: Vec<ThreadFollow>,
    /// What the caller may do in the workspace.
    pub abilities: Vec<WorkspaceAbility>,
    /// Heads of the workspace's stream and of the caller's own.
    pub heads: Vec<AsOf>,
}

/// What the caller may do in the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceAbility {
    /// Make public and private rooms.
    CreateRooms,
    /// Find and read public rooms.
    BrowseRooms,
    /// Open direct rooms with anybody.
    Message,
    /// Hand out links that claim imported accounts.
    ManageUsers,
    /// Upload custom emoji, and take away one's own.
    AddEmoji,
    /// Take away anybody's custom emoji.
    ManageEmoji,
    /// Change the workspace's name and settings.
    ManageWorkspace,
}
