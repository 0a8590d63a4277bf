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
    /// How long authors may change their messages.
    pub edit_limit: EditLimit,
    /// Earlier texts of edited messages are shown to the room's members.
    pub show_versions: bool,
    /// Links in messages get previews.
    pub link_previews: bool,
    /// Largest file in bytes.
    pub upload_bytes: i64,
    /// The public URL is plain http beyond this machine: whoever is on the way can read along.
    pub insecure: bool,
}

/// How long authors may change their messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum EditLimit {
    /// For ever.
    None,
    /// This many minutes from sending: 1 to 525,600.
    Minutes(i64),
    /// Not at all.
    Never,
}

/// What may be changed of the workspace. Absent fields stay.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspacePatch {
    /// 1 to 64 characters.
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub edit_limit: Option<EditLimit>,
    #[serde(default)]
    pub show_versions: Option<bool>,
    #[serde(default)]
    pub link_previews: Option<bool>,
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
