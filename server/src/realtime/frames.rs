//! Frames as text: written once, then shared by every socket that gets them.

use axum::extract::ws::Utf8Bytes;
use wire::events::{AccessUpdated, MemberLeft};
use wire::frames::ServerFrame;
use wire::ids::{RoomId, UserId};
use wire::streams::{AsOf, Stream};
use wire::users::WorkspaceRole;

use crate::store::db::Entry;

/// An event on its way to sockets.
#[derive(Clone, Debug)]
pub struct Framed {
    pub seq: i64,
    /// The whole frame.
    pub text: Utf8Bytes,
    /// What the hub itself does about the event.
    pub effect: Effect,
    /// Who may see it; others get a `skip`.
    audience: Audience,
}

/// What an event means for who gets what next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Nothing,
    /// Nothing more of this room goes to this user.
    Leaves(UserId),
    /// This room's stream starts for who got the event, after a seq.
    Starts(RoomId, i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Everybody,
    /// All but guests; of guests only the user themself.
    NotGuests(Option<UserId>),
}

impl Framed {
    /// Frames an entry of the log.
    #[must_use]
    pub fn new(entry: &Entry) -> Self {
        Self { seq: entry.seq, text: event_text(entry), effect: effect_of(entry), audience: audience_of(entry) }
    }

    /// The frame for a viewer: the event, or a skip.
    #[must_use]
    pub fn for_viewer(&self, stream: Stream, user: UserId, role: WorkspaceRole) -> Utf8Bytes {
        match self.audience {
            Audience::NotGuests(about) if role == WorkspaceRole::Guest && about != Some(user) => {
                text(&ServerFrame::Skip(AsOf { stream, seq: self.seq }))
            }
            _ => self.text.clone(),
        }
    }
}

/// The text of a frame.
#[must_use]
pub fn text(frame: &ServerFrame) -> Utf8Bytes {
    match serde_json::to_string(frame) {
        Ok(text) => text.into(),
        Err(error) => {
            tracing::error!(%error, "a frame could not be written");
            Utf8Bytes::from_static(r#"{"type":"heartbeat"}"#)
        }
    }
}

/// The payload is JSON already: the frame is put around it.
fn event_text(entry: &Entry) -> Utf8Bytes {
    let Entry { stream, seq, payload, .. } = entry;
    if payload.is_empty() {
        return text(&ServerFrame::Skip(AsOf { stream: *stream, seq: *seq }));
    }
    format!(r#"{{"type":"event","data":{{"stream":"{stream}","seq":{seq},"event":{payload}}}}}"#).into()
}

/// The part of a `room_added` event that matters here.
#[derive(serde::Deserialize)]
struct Added {
    room: AddedRoom,
    head: i64,
}

#[derive(serde::Deserialize)]
struct AddedRoom {
    id: RoomId,
}

#[derive(serde::Deserialize)]
struct Profile {
    id: UserId,
}

fn effect_of(entry: &Entry) -> Effect {
    match entry.kind.as_str() {
        "member_left" => data::<MemberLeft>(entry).map_or(Effect::Nothing, |left| Effect::Leaves(left.user)),
        "room_added" => data::<Added>(entry).map_or(Effect::Nothing, |added| Effect::Starts(added.room.id, added.head)),
        _ => Effect::Nothing,
    }
}

fn audience_of(entry: &Entry) -> Audience {
    match entry.kind.as_str() {
        "public_room_updated" => Audience::NotGuests(None),
        "user_created" | "user_updated" => Audience::NotGuests(data::<Profile>(entry).map(|profile| profile.id)),
        _ => Audience::Everybody,
    }
}

/// The `data` of an event; none when it was blanked.
fn data<T: serde::de::DeserializeOwned>(entry: &Entry) -> Option<T> {
    #[derive(serde::Deserialize)]
    struct Tagged<T> {
        data: T,
    }
    serde_json::from_str::<Tagged<T>>(&entry.payload).ok().map(|tagged| tagged.data)
}

/// The part of an `access_updated` event that a connection must know of.
#[must_use]
pub fn access_of(entry: &Entry) -> Option<AccessUpdated> {
    if entry.kind == "access_updated" { data(entry) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn entry(kind: &str, payload: &str) -> Entry {
        Entry { stream: Stream::Workspace, seq: 3, kind: kind.into(), payload: payload.into() }
    }

    #[test]
    fn an_event_frame_reads_back_as_the_wire_says() {
        let payload = format!(r#"{{"type":"room_removed","data":{{"room":"{}"}}}}"#, Uuid::from_u128(5));
        let framed = Framed::new(&entry("room_removed", &payload));
        let ServerFrame::Event(frame) = serde_json::from_str(&framed.text).unwrap() else { panic!("not an event") };
        assert_eq!((frame.stream, frame.seq), (Stream::Workspace, 3));
    }

    #[test]
    fn a_blanked_event_becomes_a_skip() {
        let framed = Framed::new(&entry("message_created", ""));
        let skip = ServerFrame::Skip(AsOf { stream: Stream::Workspace, seq: 3 });
        assert_eq!(serde_json::from_str::<ServerFrame>(&framed.text).unwrap(), skip);
    }

    #[test]
    fn guests_get_a_skip_for_what_is_not_theirs() {
        let me = UserId(Uuid::from_u128(1));
        let framed =
            Framed::new(&entry("user_updated", &format!(r#"{{"type":"user_updated","data":{{"id":"{}"}}}}"#, me)));
        let other = UserId(Uuid::from_u128(2));
        assert!(framed.for_viewer(Stream::Workspace, other, WorkspaceRole::Guest).contains("skip"));
        assert!(framed.for_viewer(Stream::Workspace, me, WorkspaceRole::Guest).contains("user_updated"));
        assert!(framed.for_viewer(Stream::Workspace, other, WorkspaceRole::Member).contains("user_updated"));
    }
}
