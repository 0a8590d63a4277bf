//! Custom emoji: pictures that the workspace's members gave a name.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{EmojiId, FileId, UserId};
use crate::streams::AsOf;
use crate::time::Timestamp;

/// A custom emoji. Its picture is at `/api/v1/emoji/{name}/image?v={id}`: 128 pixels at most, immutable under its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomEmoji {
    pub id: EmojiId,
    /// 1 to 32 of `a-z 0-9 _ - +`, without the colons; not the name of a Unicode emoji.
    pub name: String,
    pub created_by: UserId,
    pub created_at: Timestamp,
    /// Moves when shown, as a GIF does.
    pub animated: bool,
}

/// A new custom emoji.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEmoji {
    /// As in `CustomEmoji`.
    pub name: String,
    /// The caller's finished upload of a PNG, JPEG, WebP or GIF of at most 1 MiB.
    pub file: FileId,
}

/// All custom emoji, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmojiList {
    pub emoji: Vec<CustomEmoji>,
    pub as_of: AsOf,
}

/// A custom emoji is no more; messages that used it show its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmojiRemoved {
    pub name: String,
}
