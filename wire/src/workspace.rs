//! The workspace: one installation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignUp {
    /// Everybody who reaches the server.
    Open,
    /// Nobody; an admin makes the accounts.
    Closed,
}

/// What anybody may know before signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Workspace {
    /// 1 to 64 characters; `RelayDesk` until set up.
    pub name: String,
    /// No owner yet: the app shows the set-up page.
    pub needs_setup: bool,
    pub sign_up: SignUp,
    /// The server's version, for example `0.1.0`.
    pub version: String,
    /// The public URL is plain http beyond this machine: whoever is on the way can read along.
    pub insecure: bool,
}

/// First start: makes the workspace and its owner. Works once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkspace {
    /// 1 to 64 characters.
    pub name: String,
    pub owner: crate::users::NewUser,
    pub sign_up: SignUp,
}
