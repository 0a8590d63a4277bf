//! Files: what hangs on messages, and how it comes in.
//!
//! A file is uploaded in chunks before the message that carries it is sent (`uploads`), and belongs to its uploader alone until
//! then. Its content is read at `GET /api/v1/files/{file}/content`, authorised at each request by the session's cookie or an access
//! token: whoever may read the message may read its files.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{FileId, MessageId, RoomId, UploadId, UserId};
use crate::page::Cursor;
use crate::streams::AsOf;
use crate::time::Timestamp;

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct File {
    pub id: FileId,
    /// File name as given by its author, without a path; show it with bidirectional controls isolated.
    pub name: String,
    /// Media type, found by content, for example `image/png`; of a file kept elsewhere, as that site named it, empty when unknown.
    pub media_type: String,
    /// Size in bytes; 0 when unknown.
    pub size: i64,
    pub kind: FileKind,
    /// Size in pixels and a placeholder; only for images that are shown in place.
    #[schema(required)]
    pub image: Option<ImageFacts>,
    /// Where it is kept when that is elsewhere (http or https): an import's. Absent for files kept here.
    #[schema(required)]
    pub url: Option<String>,
}

/// How a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// In place, with thumbnails (`/files/{file}/thumbnails/360` and `/1280`, pixels of the longer side).
    Image,
    /// Plays in place; range requests are answered.
    Video,
    /// Plays in place; range requests are answered.
    Audio,
    /// By name, type and size; downloaded, never shown in place.
    Other,
}

/// What is known of an image before it loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImageFacts {
    /// In pixels, upright.
    pub width: i64,
    /// In pixels, upright.
    pub height: i64,
    /// A tiny PNG as a `data:` URL, at most 1,000 bytes, to be shown blurred until the thumbnail is there.
    pub placeholder: String,
}

/// Begins an upload.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUpload {
    /// File name; a path before it and control characters are dropped. 1 to 255 bytes are kept.
    pub name: String,
    /// Bytes that will come: 1 to the workspace's limit (100 MiB by default).
    pub size: i64,
}

/// An upload under way. Send its bytes by `PATCH /api/v1/uploads/{upload}?offset=`, from `offset` on, in chunks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Upload {
    pub id: UploadId,
    pub name: String,
    pub size: i64,
    /// Bytes that are stored durably: where to go on, also after a break or a restart of the server.
    pub offset: i64,
    /// Largest chunk in bytes.
    pub chunk_bytes: i64,
    /// The finished file, once `offset` is `size`: name its id in a message.
    #[schema(required)]
    pub file: Option<File>,
    /// When it is thrown away, unless a message carries it by then.
    pub expires_at: Timestamp,
}

/// A file of a room with the message that carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomFile {
    pub file: File,
    pub message: MessageId,
    pub room: RoomId,
    pub author: UserId,
    pub created_at: Timestamp,
}

/// Files of a room, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomFilePage {
    pub files: Vec<RoomFile>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    pub as_of: AsOf,
}
