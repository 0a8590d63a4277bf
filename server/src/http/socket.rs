//! The socket: upgrade, authentication by the first frame, frames up and down.
//!
//! One task a socket. It waits for a frame of the client, for the connection's queue, or for silence. All durable changes go
//! through REST. Read `realtime/connection.rs` for the queue and `realtime/resume.rs` for catching up.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{Instant, sleep_until, timeout};
use wire::frames::{
    ClientFrame, CloseCode, FocusFrame, HelloFrame, ReadyFrame, ServerFrame, Signal, TypingFrame, TypingSignal,
};
use wire::ids::RoomId;
use wire::limits::{CLIENT_FRAME_BYTES, RESUME_HEADS, WATCHED_USERS};
use wire::problem::Problem;
use wire::streams::Stream;

use super::client::{Client, OwnPage};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::rate::Rule;
use crate::ops::sessions;
use crate::platform::slots::Slot;
use crate::realtime::connection::Connection;
use crate::realtime::{frames, resume};

/// A socket that has not authenticated by then is closed.
const AUTH_WITHIN: Duration = Duration::from_secs(5);
/// How often a client shows that it is there.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// A client that is silent this long is gone.
const SILENCE: Duration = Duration::from_secs(60);
/// How often a socket looks whether its session still stands.
const SESSION_CHECK: Duration = Duration::from_secs(60);
/// Frames of one socket: 60 at once, then two a second.
const FRAMES: Rule = Rule { name: "frames", burst: 60, window: Duration::from_secs(30) };
/// Buffers are small: an idle socket must cost little. The write buffer only gathers what leaves together.
const READ_BUFFER: usize = 1024;
const WRITE_BUFFER: usize = 16 * 1024;

/// Opens the socket. Frames are `ClientFrame` up and `ServerFrame` down; close codes are those of `CloseCode`.
#[utoipa::path(get, path = "/socket", tag = "sync", security(()),
    responses((status = 101, description = "The socket is open."), (status = "default", body = Problem)))]
pub async fn open(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Client(device): Client,
    upgrade: UpgradeOr,
) -> Result<Response> {
    let upgrade = upgrade.0?;
    let slot = app.greeting.take(&device.address).ok_or(Error::Busy(AUTH_WITHIN))?;
    Ok(upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(1024 * 1024)
        .max_message_size(CLIENT_FRAME_BYTES)
        .max_frame_size(CLIENT_FRAME_BYTES)
        .on_upgrade(move |socket| serve(app, socket, slot)))
}

/// An upgrade, or the problem that the request is none.
pub struct UpgradeOr(Result<WebSocketUpgrade>);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for UpgradeOr {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Self, Self::Rejection> {
        let upgrade = WebSocketUpgrade::from_request_parts(parts, state).await;
        Ok(Self(upgrade.map_err(|_| Error::Malformed("This path takes WebSocket connections only.".into()))))
    }
}

async fn serve(app: Arc<App>, mut socket: WebSocket, slot: Slot) {
    let hello = ServerFrame::Hello(HelloFrame { version: env!("CARGO_PKG_VERSION").to_owned() });
    if socket.send(Message::Text(frames::text(&hello))).await.is_err() {
        return;
    }
    let caller = match timeout(AUTH_WITHIN, authenticate(&app, &mut socket)).await {
        Ok(Ok(caller)) => caller,
        Ok(Err(code)) => return close(socket, code).await,
        Err(_) => return close(socket, CloseCode::NotAuthenticated).await,
    };
    drop(slot);
    let Some(connection) = app.hub.connect(caller) else { return close(socket, CloseCode::RateLimited).await };
    let code = match greet(&app, &connection).await {
        Ok(()) => converse(&app, &connection, &mut socket).await,
        Err(_) => Some(CloseCode::Restart),
    };
    app.hub.disconnect(&connection);
    if let Some(code) = code {
        close(socket, code).await;
    }
}

async fn authenticate(app: &App, socket: &mut WebSocket) -> Result<Caller, CloseCode> {
    while let Some(message) = socket.recv().await {
        match message.map_err(|_| CloseCode::BadFrame)? {
            Message::Text(text) => {
                let frame = serde_json::from_str(&text).map_err(|_| CloseCode::BadFrame)?;
                let ClientFrame::Auth(auth) = frame else { return Err(CloseCode::NotAuthenticated) };
                return sessions::authenticate(app, &auth.token).await.map_err(|_| CloseCode::SessionEnded);
            }
            Message::Binary(_) => return Err(CloseCode::BadFrame),
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => break,
        }
    }
    Err(CloseCode::NotAuthenticated)
}

async fn greet(app: &App, connection: &Connection) -> Result<()> {
    let ready = ReadyFrame {
        session: connection.caller.session,
        epoch: crate::ops::workspace::epoch(app).await?,
        heartbeat_ms: u64::try_from(HEARTBEAT.as_millis()).unwrap_or_default(),
    };
    connection.push(&[frames::text(&ServerFrame::Ready(ready))]);
    Ok(())
}

/// Answers why the server closes; none when the client did.
async fn converse(app: &Arc<App>, connection: &Arc<Connection>, socket: &mut WebSocket) -> Option<CloseCode> {
    let mut silent_at = Instant::now() + SILENCE;
    let mut check_at = Instant::now() + SESSION_CHECK;
    // One timer for the life of the socket: a frame that comes or goes only moves what it looks at when it rings.
    let mut ring = pin!(sleep_until(silent_at.min(check_at)));
    loop {
        tokio::select! {
            incoming = socket.recv() => {
                silent_at = Instant::now() + SILENCE;
                match incoming {
                    Some(Ok(Message::Text(text))) => {
                        if let Err(code) = hear(app, connection, &text).await {
                            return Some(code);
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(Message::Close(_))) | None => return None,
                    Some(Ok(Message::Binary(_)) | Err(_)) => return Some(CloseCode::BadFrame),
                }
            }
            outgoing = connection.outgoing() => {
                let send = async {
                    for frame in outgoing.frames {
                        socket.feed(Message::Text(frame)).await?;
                    }
                    socket.flush().await
                };
                match timeout(SILENCE, send).await {
                    Ok(Ok(())) => connection.sent(),
                    Ok(Err(_)) => return None,
                    Err(_) => return Some(CloseCode::TooSlow),
                }
                if outgoing.closing.is_some() {
                    return outgoing.closing;
                }
            }
            () = &mut ring => {
                let now = Instant::now();
                if now >= silent_at {
                    return Some(CloseCode::HeartbeatMissed);
                }
                if now >= check_at {
                    if !sessions::still_stands(app, &connection.caller).await {
                        return Some(CloseCode::SessionEnded);
                    }
                    check_at = Instant::now() + SESSION_CHECK;
                }
                ring.as_mut().reset(silent_at.min(check_at));
            }
        }
    }
}

async fn hear(app: &Arc<App>, connection: &Arc<Connection>, text: &str) -> Result<(), CloseCode> {
    if app.rates.admit(FRAMES, connection.id).is_err() {
        return Err(CloseCode::RateLimited);
    }
    match serde_json::from_str(text).map_err(|_| CloseCode::BadFrame)? {
        ClientFrame::Auth(_) => return Err(CloseCode::BadFrame),
        ClientFrame::Reauth(auth) => {
            let caller = sessions::authenticate(app, &auth.token).await.map_err(|_| CloseCode::SessionEnded)?;
            if caller.session != connection.caller.session {
                return Err(CloseCode::SessionEnded);
            }
        }
        ClientFrame::Resume(frame) => {
            if frame.heads.len() > RESUME_HEADS {
                return Err(CloseCode::BadFrame);
            }
            let (hub, connection) = (Arc::clone(&app.hub), Arc::clone(connection));
            app.hub.spawn(async move { resume::resume(&hub, &connection, frame.epoch, frame.heads).await });
        }
        ClientFrame::Heartbeat => {
            connection.push(&[frames::text(&ServerFrame::Heartbeat)]);
        }
        ClientFrame::Typing(TypingFrame { room }) => tell_typing(app, connection, room),
        ClientFrame::Focus(FocusFrame { room, .. }) => focus(app, connection, room).await,
        ClientFrame::Watch(frame) => {
            if frame.users.len() > WATCHED_USERS {
                return Err(CloseCode::BadFrame);
            }
            let users = crate::ops::users::visible_ids(app, &connection.caller, frame.users).await;
            app.hub.presences.watch(connection, users.map_err(|_| CloseCode::Restart)?);
        }
    }
    Ok(())
}

/// Another room is open. A room that was followed only because it was open is followed no more.
async fn focus(app: &Arc<App>, connection: &Arc<Connection>, room: Option<RoomId>) {
    let before = connection.set_focus(room);
    if let Some(before) = before.filter(|before| room != Some(*before))
        && !crate::ops::members::is_member(app, &connection.caller, before).await.unwrap_or(true)
    {
        app.hub.leave(connection, Stream::Room(before));
    }
}

/// Tells those who have the room open. Only who follows the room may be heard there.
fn tell_typing(app: &App, connection: &Connection, room: RoomId) {
    if connection.is_live(Stream::Room(room)) {
        app.hub.signal(Signal::Typing(TypingSignal { room, user: connection.caller.user }));
    }
}

async fn close(mut socket: WebSocket, code: CloseCode) {
    let frame = CloseFrame { code: code.number(), reason: "".into() };
    let goodbye = async {
        socket.send(Message::Close(Some(frame))).await.ok()?;
        while let Some(Ok(_)) = socket.next().await {}
        Some(())
    };
    let _ = timeout(Duration::from_secs(2), goodbye).await;
}
