//! Files that hang on messages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::FileId;

/// A file of a message, kept elsewhere: its content is behind `url` on another site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileLink {
    pub id: FileId,
    /// File name as given by its author; show it with bidirectional controls isolated.
    pub name: String,
    /// Media type as the other site named it, for example `image/png`; empty when unknown.
    pub media_type: String,
    /// Size in bytes; 0 when unknown.
    pub size: i64,
    /// Where it is kept: http or https.
    pub url: String,
}
