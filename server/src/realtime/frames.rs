//! Frames as text: written once, then shared by every socket that gets them.

use axum::extract::ws::Utf8Bytes;
use uuid::Uuid;
use wire::events::{AccessUpdated, MemberLeft};
use wire::frames::ServerFrame;
use wire::ids::{RoomId, UserId};
use wire::streams::{AsOf, Stream};
use wire::time::Timestamp;
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
    /// What it says about which message.
    telling: Telling,
}

/// What an event says about a message. Once a message has another text or is deleted, what was said of it before is said no
/// more, not even to those who come back: what brought the message brings it as it is now, the rest is skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Telling {
    Nothing,
    Brings(Uuid),
    Changes(Uuid),
    /// Says it all anew. With the event that would bring the message as it is now.
    Supersedes(Uuid, String),
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
        Self {
            seq: entry.seq,
            text: event_text(entry.stream, entry.seq, &entry.payload),
            effect: effect_of(entry),
            audience: audience_of(entry),
            telling: telling_of(entry),
        }
    }

    /// Whether what was said before about a message is out of date with this.
    #[must_use]
    pub fn supersedes(&self) -> bool {
        matches!(self.telling, Telling::Supersedes(..))
    }

    /// Says what a later event leaves of this one.
    pub fn make_way(&mut self, stream: Stream, later: &Self) {
        let Telling::Supersedes(message, instead) = &later.telling else { return };
        match self.telling {
            Telling::Brings(brought) if brought == *message => self.text = event_text(stream, self.seq, instead),
            Telling::Changes(changed) | Telling::Supersedes(changed, _) if changed == *message => {
                self.text = event_text(stream, self.seq, "");
            }
            _ => {}
        }
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
fn event_text(stream: Stream, seq: i64, payload: &str) -> Utf8Bytes {
    if payload.is_empty() {
        return text(&ServerFrame::Skip(AsOf { stream, seq }));
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

/// The part of a `message_updated` event that matters here.
#[derive(serde::Deserialize)]
struct Updated {
    edited_at: Option<Timestamp>,
    deleted_at: Option<Timestamp>,
}

fn telling_of(entry: &Entry) -> Telling {
    let Some(message) = entry.subject else { return Telling::Nothing };
    match entry.kind.as_str() {
        "message_created" => Telling::Brings(message),
        "message_updated" => match data::<Updated>(entry) {
            Some(Updated { edited_at: None, deleted_at: None }) | None => Telling::Changes(message),
            Some(_) => Telling::Supersedes(message, entry.payload.replacen("message_updated", "message_created", 1)),
        },
        _ => Telling::Changes(message),
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

    fn entry(kind: &str, payload: &str) -> Entry {
        Entry { stream: Stream::Workspace, seq: 3, kind: kind.into(), subject: None, payload: payload.into() }
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
    fn what_was_said_of_a_message_makes_way_for_its_new_text_and_for_nothing_less() {
        let said = |kind: &str, message: u128, rest: &str| {
            let payload = format!(r#"{{"type":"{kind}","data":{{"text":"old message_updated"{rest}}}}}"#);
            Framed::new(&Entry { subject: Some(Uuid::from_u128(message)), ..entry(kind, &payload) })
        };
        let pinned = said("message_updated", 1, r#","edited_at":null,"deleted_at":null"#);
        let edited = said("message_updated", 1, r#","edited_at":"2026-03-01T09:00:00Z","deleted_at":null,"new":1"#);
        let (mut brought, mut reacted) = (said("message_created", 1, ""), said("reactions_updated", 1, ""));
        let mut other = said("message_created", 2, "");
        let before = (brought.text.clone(), reacted.text.clone(), other.text.clone());
        assert!(!pinned.supersedes() && edited.supersedes());
        for framed in [&mut brought, &mut reacted, &mut other] {
            framed.make_way(Stream::Workspace, &pinned);
        }
        assert_eq!((&brought.text, &reacted.text, &other.text), (&before.0, &before.1, &before.2));
        for framed in [&mut brought, &mut reacted, &mut other] {
            framed.make_way(Stream::Workspace, &edited);
        }
        assert!(brought.text.contains(r#""type":"message_created""#) && brought.text.contains(r#""new":1"#));
        assert!(reacted.text.contains("skip") && other.text == before.2);
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
