//! Streams: the ordered logs that carry what happened.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use uuid::Uuid;

use crate::ids::{RoomId, UserId};

/// An ordered log of events, written `workspace`, `room:ID` or `user:ID`.
///
/// The order of the variants is the order in which a change takes the heads of several streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// What everybody of the workspace may know: profiles, public rooms.
    Workspace,
    /// What happens in one room.
    Room(RoomId),
    /// What only one user may see: own read marks, being added to a room.
    User(UserId),
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace => f.write_str("workspace"),
            Self::Room(room) => write!(f, "room:{room}"),
            Self::User(user) => write!(f, "user:{user}"),
        }
    }
}

/// The text is not `workspace`, `room:ID` or `user:ID`.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAStream;

impl fmt::Display for NotAStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a stream is written workspace, room:ID or user:ID")
    }
}

impl utoipa::PartialSchema for Stream {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An ordered log of events: `workspace`, `room:ID` or `user:ID`."))
            .pattern(Some("^(workspace|(room|user):[0-9a-f-]{36})$"))
            .into()
    }
}

impl ToSchema for Stream {}

impl FromStr for Stream {
    type Err = NotAStream;

    fn from_str(text: &str) -> Result<Self, NotAStream> {
        if text == "workspace" {
            return Ok(Self::Workspace);
        }
        let (kind, id) = text.split_once(':').ok_or(NotAStream)?;
        let id = Uuid::parse_str(id).map_err(|_| NotAStream)?;
        match kind {
            "room" => Ok(Self::Room(RoomId(id))),
            "user" => Ok(Self::User(UserId(id))),
            _ => Err(NotAStream),
        }
    }
}

impl Serialize for Stream {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stream {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// How far into a stream an answer reaches: it holds everything up to and including `seq`, and nothing later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AsOf {
    pub stream: Stream,
    /// Number of the last event that the answer includes; 0 before the first. Dense: 1, 2, 3 …
    pub seq: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_survives_its_text() {
        let id = Uuid::from_u128(7);
        for stream in [Stream::Workspace, Stream::Room(RoomId(id)), Stream::User(UserId(id))] {
            assert_eq!(stream.to_string().parse(), Ok(stream));
        }
    }

    #[test]
    fn other_text_is_no_stream() {
        for text in ["", "room", "room:", "room:7", "team:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(text.parse::<Stream>(), Err(NotAStream), "{text}");
        }
    }

    #[test]
    fn heads_are_taken_workspace_before_room_before_user() {
        let id = Uuid::from_u128(7);
        assert!(Stream::Workspace < Stream::Room(RoomId(id)));
        assert!(Stream::Room(RoomId(Uuid::max())) < Stream::User(UserId(id)));
    }
}
