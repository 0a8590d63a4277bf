//! Ids: one type a noun, so that a room's id can never be passed where a user's is meant.
//!
//! Every id is a UUIDv7 (RFC 9562), made by the server's clock: ids of one kind sort by the time of their making. On the
//! wire they are lower-case hyphenated strings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// A person or a bot of the workspace.
    UserId
);
id!(
    /// A room.
    RoomId
);
id!(
    /// A message, whether in a room's timeline or a reply in a thread.
    MessageId
);
id!(
    /// One signed-in device of a user.
    SessionId
);
id!(
    /// A file that hangs on a message.
    FileId
);
id!(
    /// An upload under way.
    UploadId
);
id!(
    /// A preview of a link in a message.
    PreviewId
);
id!(
    /// A custom emoji.
    EmojiId
);
id!(
    /// A piece of work done after a commit.
    JobId
);
