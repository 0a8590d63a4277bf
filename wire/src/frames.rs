//! Frames: what travels on the socket (`GET /api/v1/socket`), one JSON text frame each.
//!
//! Order of a session: `hello` ↓, `auth` ↑ within 5 s, `ready` ↓, `resume` ↑ (one or more), then for each stream the missed
//! events and `resumed` ↓ (or `refetch`, or `gone`), then live events. All durable changes go through REST.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::events::Event;
use crate::ids::{RoomId, SessionId, UserId};
use crate::streams::{AsOf, Stream};

/// A frame from a client, at most 64 KiB.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame, within 5 s of `hello`.
    Auth(AuthFrame),
    /// A newer access token of the same session, before the old one expires.
    Reauth(AuthFrame),
    /// What the client holds already: these streams are followed from there. One that is not named is not followed; a room that is
    /// added later starts by itself after its `room_added`.
    Resume(ResumeFrame),
    /// Every 25 s; the server answers in kind. Silent for 60 s, the socket closes with 4408.
    Heartbeat,
    /// The user is typing; at most every 4 s.
    Typing(TypingFrame),
    /// Which room is open, and whether the window has the focus. A readable public room may be named in `resume` while it is open,
    /// without joining.
    Focus(FocusFrame),
    /// Whose presence is on the screen: replaces the former list.
    Watch(WatchFrame),
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthFrame {
    /// An access token.
    pub token: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeFrame {
    /// The epoch under which the heads were learnt, from bootstrap or `ready`.
    pub epoch: String,
    /// The last seq held of each stream, at most 500 a frame.
    pub heads: Vec<AsOf>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypingFrame {
    pub room: RoomId,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FocusFrame {
    /// The open room; absent when none is.
    #[serde(default)]
    pub room: Option<RoomId>,
    /// The window has the focus and the user did something in the last five minutes.
    pub active: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WatchFrame {
    /// At most 200.
    pub users: Vec<UserId>,
}

/// A frame from the server, at most 128 KiB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a frame lives for one write; a box would only add an allocation")]
pub enum ServerFrame {
    /// The socket is open; authenticate.
    Hello(HelloFrame),
    /// Authenticated; resume.
    Ready(ReadyFrame),
    /// The next entry of a stream.
    Event(EventFrame),
    /// An entry of a stream that this viewer may not see, or that is no more: the seq counts, nothing else.
    Skip(AsOf),
    /// A sign of life that is not kept: latest value only, never replayed.
    Ephemeral(Signal),
    /// Everything missed of this stream was sent; what follows is live.
    Resumed(AsOf),
    /// Too much was missed, or it is no longer kept: fetch this stream's state afresh; it goes on live after `seq`.
    Refetch(AsOf),
    /// The viewer may no longer see this stream: drop everything of it.
    Gone(GoneFrame),
    /// Answers a heartbeat.
    Heartbeat,
    /// The server will close; come back after the delay.
    Bye(ByeFrame),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelloFrame {
    /// The server's version.
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadyFrame {
    pub session: SessionId,
    /// Changes only when the workspace was restored from a backup: heads of another epoch are worth nothing.
    pub epoch: String,
    /// How often to send `heartbeat`, in milliseconds.
    pub heartbeat_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventFrame {
    pub stream: Stream,
    /// Number of the event in its stream: the last one's plus one.
    pub seq: i64,
    pub event: Event,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GoneFrame {
    pub stream: Stream,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ByeFrame {
    pub code: CloseCode,
    /// Wait this long before reconnecting, in milliseconds.
    pub after_ms: u64,
}

/// Why a socket closes; the number is the WebSocket close code (RFC 6455 section 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseCode {
    /// 4401: no valid `auth` within 5 s. Sign in.
    NotAuthenticated,
    /// 4403: the session expired or was revoked. Refresh once, then sign in.
    SessionEnded,
    /// 4408: no heartbeat for 60 s. Resume with jitter.
    HeartbeatMissed,
    /// 4008: frames waited too long for this client. Resume with jitter.
    TooSlow,
    /// 4009: a frame was malformed, too large or out of turn. Do not repeat it.
    BadFrame,
    /// 4029: too many frames or sockets. Wait.
    RateLimited,
    /// 4010: this protocol is retired. Reload the app.
    ProtocolRetired,
    /// 1012: the server restarts. Resume after the delay.
    Restart,
}

impl CloseCode {
    /// The WebSocket close code.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::NotAuthenticated => 4401,
            Self::SessionEnded => 4403,
            Self::HeartbeatMissed => 4408,
            Self::TooSlow => 4008,
            Self::BadFrame => 4009,
            Self::RateLimited => 4029,
            Self::ProtocolRetired => 4010,
            Self::Restart => 1012,
        }
    }
}

/// A sign of life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Signal {
    /// Somebody types in a room that is open here; forget it after 8 s or with their next message.
    Typing(TypingSignal),
    /// Presence of watched users that changed.
    Presence(PresenceSignal),
    /// Somebody read on, in a room that is open here.
    Read(ReadSignal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TypingSignal {
    pub room: RoomId,
    pub user: UserId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenceSignal {
    pub users: Vec<UserPresence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserPresence {
    pub user: UserId,
    pub presence: Presence,
}

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// At least one device is connected.
    Online,
    /// No device is connected.
    Offline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadSignal {
    pub room: RoomId,
    pub user: UserId,
    pub position: i64,
}
