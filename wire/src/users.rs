//! Users: people and bots of the workspace.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::UserId;
use crate::page::Cursor;
use crate::streams::AsOf;
use crate::time::Timestamp;

/// What a user is in the workspace, from most to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkspaceRole {
    /// Runs the workspace; there is always at least one.
    Owner,
    /// Keeps users, rooms and settings.
    Admin,
    /// Everybody else.
    Member,
    /// Sees only the rooms they were added to, and the people in them.
    Guest,
}

/// Whether a user is a person or a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    Person,
    Bot,
}

/// A user's public profile: the same for every viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub id: UserId,
    /// Unique in the workspace: lower-case letters, digits, `.`, `_` and `-`, at most 32.
    pub username: String,
    /// 1 to 64 characters.
    pub display_name: String,
    pub kind: UserKind,
    pub role: WorkspaceRole,
    /// The account came with an import and nobody has claimed it yet.
    pub unclaimed: bool,
    pub deactivated: bool,
    pub created_at: Timestamp,
    /// Seq in the workspace's stream of the last event that changed this profile.
    pub changed_seq: i64,
}

/// Some users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserPage {
    pub users: Vec<User>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    pub as_of: AsOf,
}

/// A new account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// 1 to 32 of: lower-case letters, digits, `.`, `_`, `-`; starts with a letter or a digit. Upper case is folded.
    pub username: String,
    /// 1 to 64 characters; the user name when absent.
    #[serde(default)]
    pub display_name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// 8 characters to 256 bytes.
    pub password: String,
}

/// What a user may change of their own profile. Absent fields stay.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    #[serde(default)]
    pub display_name: Option<String>,
}

/// A user as a change left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserAnswer {
    pub user: User,
    pub as_of: AsOf,
}

/// A link that lets a person take over an imported account. An admin hands it out; it works once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClaimLink {
    /// The page to open; the secret is in the fragment, so it reaches no log.
    pub url: String,
    /// Seven days after its making.
    pub expires_at: Timestamp,
}

/// Takes over an imported account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaim {
    /// The secret of the link.
    pub token: String,
    /// 8 characters to 256 bytes.
    pub password: String,
}

/// What a claim link is for, so that its page can greet the person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Claimable {
    pub username: String,
    pub display_name: String,
}

/// Asks what a claim link is for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimQuestion {
    /// The secret of the link.
    pub token: String,
}
