//! A listener: one client's socket, which reconnects and resumes by its heads whatever happens to it.
//!
//! It notes what it sees and judges nothing but the protocol; the checker judges the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message as Packet;
use tokio_tungstenite::{WebSocketStream, client_async};
use wire::events::Event;
use wire::frames::{AuthFrame, ClientFrame, EventFrame, ResumeFrame, ServerFrame};
use wire::ids::UserId;
use wire::messages::{Message, MessagePage, Reaction};
use wire::streams::{AsOf, Stream};

use super::round::Shared;
use crate::checker::{Line, Seen, Step, Told};
use crate::http::Http;
use crate::people::{Person, Start};
use crate::random::Random;

/// A server that is silent this long while a handshake is due is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Well within the 60 s after which the server gives a silent client up.
const HEARTBEAT: Duration = Duration::from_secs(20);

type Socket = WebSocketStream<TcpStream>;

/// What a listener holds, readable from outside while it runs.
#[derive(Debug)]
pub struct View {
    streams: Mutex<BTreeMap<Stream, Held>>,
}

#[derive(Debug)]
struct Held {
    seen: Seen,
    head: i64,
}

impl View {
    /// A view that starts from these heads.
    #[must_use]
    pub fn new(client: usize, heads: &[AsOf]) -> Self {
        let held = |as_of: &AsOf| {
            let (stream, from) = (as_of.stream, as_of.seq);
            let seen = Seen { client, stream, from, steps: Vec::new(), state: BTreeMap::new() };
            (stream, Held { seen, head: from })
        };
        Self { streams: Mutex::new(heads.iter().map(held).collect()) }
    }

    /// The last seq held of each stream.
    #[must_use]
    pub fn heads(&self) -> BTreeMap<Stream, i64> {
        self.lock().iter().map(|(stream, held)| (*stream, held.head)).collect()
    }

    /// Everything seen.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.lock().values().map(|held| held.seen.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Stream, Held>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn resumed(&self) {
        for held in self.lock().values_mut() {
            held.seen.steps.push(Step::Resumed);
        }
    }

    /// Notes an event, in or out of order as it came.
    fn event(&self, frame: EventFrame) -> Result<(), String> {
        let mut streams = self.lock();
        let held = streams.get_mut(&frame.stream).ok_or_else(|| format!("an event of {}, unasked", frame.stream))?;
        let state = &mut held.seen.state;
        let told = match frame.event {
            Event::MessageCreated(message) => {
                let line = line(message);
                hold(state, line.clone());
                Told::Created(line)
            }
            Event::MessageUpdated(message) => {
                let id = message.id;
                hold(state, line(message));
                Told::Changed(id)
            }
            Event::ReactionsUpdated(changed) => {
                let held = state.values_mut().find(|line| line.id == changed.message);
                if let Some(line) = held.filter(|line| line.seq < frame.seq) {
                    (line.reactions, line.reaction_count) = reactions(changed.reactions);
                    line.seq = frame.seq;
                }
                Told::Changed(changed.message)
            }
            _ => Told::Nothing,
        };
        held.head = held.head.max(frame.seq);
        held.seen.steps.push(Step::Event { seq: frame.seq, told });
        Ok(())
    }

    fn skipped(&self, as_of: AsOf) -> Result<(), String> {
        let mut streams = self.lock();
        let held = streams.get_mut(&as_of.stream).ok_or_else(|| format!("a skip of {}, unasked", as_of.stream))?;
        held.head = held.head.max(as_of.seq);
        held.seen.steps.push(Step::Event { seq: as_of.seq, told: Told::Nothing });
        Ok(())
    }

    /// Takes over what was fetched afresh up to `as_of`.
    fn refetched(&self, as_of: AsOf, lines: Vec<Line>) {
        if let Some(held) = self.lock().get_mut(&as_of.stream) {
            lines.into_iter().for_each(|line| hold(&mut held.seen.state, line));
            held.head = held.head.max(as_of.seq);
            held.seen.steps.push(Step::Refetch { seq: as_of.seq });
        }
    }
}

/// Takes a message in, unless a newer one is held.
fn hold(state: &mut BTreeMap<i64, Line>, line: Line) {
    if state.get(&line.position).is_none_or(|held| held.seq <= line.seq) {
        state.insert(line.position, line);
    }
}

/// Who reacted with what, and how many reactions there are to be.
fn reactions(kinds: Vec<Reaction>) -> (BTreeSet<(UserId, String)>, i64) {
    let count = kinds.iter().map(|kind| kind.count).sum();
    let each = |kind: Reaction| kind.users.into_iter().map(move |user| (user, kind.emoji.clone()));
    (kinds.into_iter().flat_map(each).collect(), count)
}

/// A message as the checker sees it.
#[must_use]
pub fn line(message: Message) -> Line {
    let (reactions, reaction_count) = reactions(message.reactions);
    Line {
        id: message.id,
        room: message.room,
        position: message.position.unwrap_or_default(),
        seq: message.changed_seq,
        client_key: message.client_key,
        text: message.text,
        deleted: message.deleted_at.is_some(),
        reactions,
        reaction_count,
    }
}

/// One client's socket.
#[derive(Debug)]
pub struct Listener {
    pub person: Person,
    pub start: Start,
    /// A proxy that cuts.
    pub address: SocketAddr,
    /// The server itself, for what is fetched afresh.
    pub server: SocketAddr,
    pub view: Arc<View>,
    /// How long it stays away after a break, in milliseconds.
    pub away: (u64, u64),
    pub random: Random,
    pub shared: Arc<Shared>,
}

/// Why a connection ended.
enum End {
    /// It broke; come back.
    Broken,
    /// The server did what it must not.
    Fault(String),
}

impl Listener {
    /// Listens until its task is stopped.
    pub async fn run(mut self) {
        loop {
            if let Err(End::Fault(fault)) = self.connection().await {
                self.shared.fault(format!("socket of {}: {fault}", self.person.username));
            }
            self.shared.reconnected();
            sleep(self.random.millis(self.away.0, self.away.1)).await;
        }
    }

    async fn connection(&mut self) -> Result<(), End> {
        let mut socket = timeout(HANDSHAKE, self.open()).await.map_err(|_| End::Broken)??;
        let mut heartbeat_at = Instant::now() + HEARTBEAT;
        loop {
            let frame = tokio::select! {
                frame = next(&mut socket) => frame?,
                () = tokio::time::sleep_until(heartbeat_at) => {
                    heartbeat_at = Instant::now() + HEARTBEAT;
                    say(&mut socket, &ClientFrame::Heartbeat).await?;
                    continue;
                }
            };
            match frame {
                ServerFrame::Event(event) => self.view.event(event).map_err(End::Fault)?,
                ServerFrame::Skip(as_of) => self.view.skipped(as_of).map_err(End::Fault)?,
                ServerFrame::Refetch(as_of) => self.refetch(as_of).await?,
                ServerFrame::Resumed(as_of) => self.agree(as_of)?,
                ServerFrame::Gone(gone) => return Err(End::Fault(format!("{} is gone", gone.stream))),
                ServerFrame::Hello(_) | ServerFrame::Ready(_) => {
                    return Err(End::Fault("a second greeting".to_owned()));
                }
                ServerFrame::Ephemeral(_) | ServerFrame::Heartbeat | ServerFrame::Bye(_) => {}
            }
        }
    }

    /// Connects, authenticates and resumes.
    async fn open(&self) -> Result<Socket, End> {
        let stream = TcpStream::connect(self.address).await.map_err(|_| End::Broken)?;
        let url = format!("ws://{}/api/v1/socket", self.server);
        let (mut socket, _) = client_async(url, stream).await.map_err(|_| End::Broken)?;
        let ServerFrame::Hello(_) = next(&mut socket).await? else {
            return Err(End::Fault("no hello first".to_owned()));
        };
        say(&mut socket, &ClientFrame::Auth(AuthFrame { token: self.person.token.clone() })).await?;
        let ServerFrame::Ready(ready) = next(&mut socket).await? else {
            return Err(End::Fault("no ready after auth".to_owned()));
        };
        if ready.epoch != self.start.epoch {
            return Err(End::Fault(format!("the epoch changed to {}", ready.epoch)));
        }
        let heads = self.view.heads().into_iter().map(|(stream, seq)| AsOf { stream, seq }).collect();
        self.view.resumed();
        say(&mut socket, &ClientFrame::Resume(ResumeFrame { epoch: ready.epoch, heads })).await?;
        Ok(socket)
    }

    /// `resumed` must name the head that is held by then.
    fn agree(&self, as_of: AsOf) -> Result<(), End> {
        match self.view.heads().get(&as_of.stream) {
            Some(head) if *head == as_of.seq => Ok(()),
            held => Err(End::Fault(format!("{} resumed at {}, held {held:?}", as_of.stream, as_of.seq))),
        }
    }

    /// Fetches a whole room: what is held may have changed too. A break on the way leaves all as it was.
    async fn refetch(&self, as_of: AsOf) -> Result<(), End> {
        let mut lines = Vec::new();
        if let Stream::Room(room) = as_of.stream {
            let mut http = self.person.http(self.server);
            lines = history(&mut http, &format!("/rooms/{room}/messages")).await?.0;
        }
        self.shared.refetched();
        self.view.refetched(as_of, lines);
        Ok(())
    }
}

impl From<crate::http::Failure> for End {
    fn from(failure: crate::http::Failure) -> Self {
        match failure {
            crate::http::Failure::Lost(_) => Self::Broken,
            other => Self::Fault(other.to_string()),
        }
    }
}

/// A room's messages, oldest first, and the seq as of the newest page.
///
/// # Errors
/// When a page cannot be read.
pub async fn history(http: &mut Http, path: &str) -> Result<(Vec<Line>, i64), crate::http::Failure> {
    let mut page: MessagePage = http.get(&format!("{path}?limit=200")).await?;
    let seq = page.as_of.seq;
    let mut newest_first = Vec::new();
    loop {
        let whole = page.messages.len();
        newest_first.extend(page.messages.into_iter().rev().map(line));
        match page.older {
            Some(older) if whole > 0 => page = http.get(&format!("{path}?limit=200&before={}", older.0)).await?,
            _ => break,
        }
    }
    newest_first.reverse();
    Ok((newest_first, seq))
}

/// The next frame. A connection may break anywhere; a whole frame that cannot be read is a fault.
async fn next(socket: &mut Socket) -> Result<ServerFrame, End> {
    loop {
        match socket.next().await {
            Some(Ok(Packet::Text(text))) => {
                return serde_json::from_str(&text).map_err(|error| End::Fault(format!("{error}: {text}")));
            }
            // Closed as too slow, or for a restart: come back.
            Some(Ok(Packet::Close(Some(frame)))) if [1012, 4008].contains(&u16::from(frame.code)) => {
                return Err(End::Broken);
            }
            Some(Ok(Packet::Close(Some(frame)))) => return Err(End::Fault(format!("closed: {frame:?}"))),
            Some(Ok(Packet::Binary(_))) => return Err(End::Fault("a binary frame".to_owned())),
            Some(Ok(Packet::Ping(_) | Packet::Pong(_) | Packet::Frame(_))) => {}
            Some(Ok(Packet::Close(None)) | Err(_)) | None => return Err(End::Broken),
        }
    }
}

async fn say(socket: &mut Socket, frame: &ClientFrame) -> Result<(), End> {
    let text = serde_json::to_string(frame).map_err(|error| End::Fault(error.to_string()))?;
    socket.send(Packet::text(text)).await.map_err(|_| End::Broken)
}
