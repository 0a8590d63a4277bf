//! Drafts: what the caller typed and has not sent, on every device.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{MessageId, RoomId};
use crate::streams::AsOf;
use crate::time::Timestamp;

/// A draft of a room or of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    pub room: RoomId,
    /// The thread it is for; absent for the room itself.
    #[schema(required)]
    pub root: Option<MessageId>,
    /// At most 16,384 bytes; empty: there is no draft any more.
    pub text: String,
    pub updated_at: Timestamp,
}

/// Keeps a draft. An empty text drops it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDraft {
    #[serde(default)]
    pub root: Option<MessageId>,
    /// At most 16,384 bytes.
    pub text: String,
}

/// All the caller's drafts, at most 500, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drafts {
    pub drafts: Vec<Draft>,
    pub as_of: AsOf,
}
