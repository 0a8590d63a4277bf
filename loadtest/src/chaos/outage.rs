//! An outage: Redis is killed for half a minute under two nodes that share one PostgreSQL.
//!
//! People talk on both nodes all the while. Each message must reach the other node once and in order, soon while Redis is there,
//! within [`POLLED`] while it is not.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use wire::events::Event;
use wire::frames::{ClientFrame, ServerFrame};
use wire::ids::RoomId;
use wire::messages::{MessageAnswer, NewMessage};

use super::listener::history;
use crate::http::Http;
use crate::people::{self, Person};
use crate::redis::Redis;
use crate::say;
use crate::server::{Plan, Server};
use crate::socket::Socket;

/// The way to the other node while Redis carries it.
const CARRIED: Duration = Duration::from_millis(100);
/// The way while nodes find each other's messages by polling the log.
const POLLED: Duration = Duration::from_millis(2500);
/// From one message to the next, the nodes taking turns.
const PACE: Duration = Duration::from_millis(100);
/// Within the server's patience.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// A stretch of the outage.
#[derive(Clone, Copy, Debug)]
struct Phase {
    name: &'static str,
    lasts: Duration,
    /// How long the way to the other node may take.
    limit: Duration,
}

const PHASES: [Phase; 4] = [
    Phase { name: "Redis is there", lasts: Duration::from_secs(10), limit: CARRIED },
    Phase { name: "Redis is killed", lasts: Duration::from_secs(30), limit: POLLED },
    Phase { name: "Redis is started again", lasts: Duration::from_secs(3), limit: POLLED },
    Phase { name: "Redis is back", lasts: Duration::from_secs(10), limit: CARRIED },
];

/// What a socket heard: position, text, when.
type Heard = Arc<Mutex<Vec<(i64, String, Instant)>>>;

/// Plays the outage; answers whether every promise held.
///
/// # Errors
/// A sentence, when it could not be played.
pub async fn play(binary: &Path, folder: &Path, database_url: Option<String>) -> Result<bool, String> {
    let mut redis = Redis::start().await?;
    let mut plan = Plan::new(binary, folder)?;
    (plan.database_url, plan.redis_url) = (database_url, Some(redis.url()));
    let other = Plan { address: Plan::new(binary, folder)?.address, ..plan.clone() };
    let _one = Server::start(&plan).await?;
    let _two = Server::start(&other).await?;
    let nodes = [plan.address, other.address];
    people::set_up(plan.address).await?;
    let people = people::register(plan.address, nodes.len()).await?;
    let mut https: Vec<Http> = people.iter().zip(nodes).map(|(person, node)| person.http(node)).collect();
    let room = found_room(&mut https).await?;
    let mut listeners = JoinSet::new();
    let mut heard = Vec::new();
    for (person, node) in people.iter().zip(nodes) {
        heard.push(listen(&mut listeners, node, person, room).await?);
    }
    let sent = talk(&mut https, room, &mut redis).await?;
    sleep(POLLED).await;
    let (lines, _) = match https.first_mut() {
        Some(http) => history(http, &format!("/rooms/{room}/messages")).await.map_err(String::from)?,
        None => return Err("nobody is there".to_owned()),
    };
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mut sound = tell_order(&sent, &texts, &heard);
    for (number, phase) in PHASES.iter().enumerate() {
        sound &= tell_ways(phase, sent.iter().filter(|sent| sent.phase == number), &heard);
    }
    if let Some(broken) = listeners.try_join_next() {
        say!("  A socket broke: {broken:?}");
        sound = false;
    }
    Ok(sound)
}

async fn found_room(https: &mut [Http]) -> Result<RoomId, String> {
    let [first, others @ ..] = https else { return Err("nobody is there".to_owned()) };
    let room = people::create_room(first, "outage").await?;
    for http in others {
        people::join(http, &[room]).await?;
    }
    Ok(room)
}

/// Opens a socket on a node, which notes every message it hears.
async fn listen(
    listeners: &mut JoinSet<std::io::Error>,
    node: SocketAddr,
    person: &Person,
    room: RoomId,
) -> Result<Heard, String> {
    let start = people::bootstrap(&mut person.http(node), &[room]).await?;
    let mut socket = Socket::open(node, person, &start).await.map_err(|error| format!("No socket: {error}."))?;
    let heard = Heard::default();
    let notes = Arc::clone(&heard);
    listeners.spawn(async move {
        let mut beat = interval(HEARTBEAT);
        loop {
            let outcome = tokio::select! {
                outcome = socket.hear(|frame| note(&notes, frame)) => outcome,
                _ = beat.tick() => socket.say(&ClientFrame::Heartbeat).await,
            };
            if let Err(error) = outcome {
                return error;
            }
        }
    });
    Ok(heard)
}

fn note(notes: &Heard, frame: &[u8]) {
    if let Ok(ServerFrame::Event(frame)) = serde_json::from_slice(frame)
        && let Event::MessageCreated(message) = frame.event
    {
        let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push((message.position.unwrap_or_default(), message.text, Instant::now()));
    }
}

/// A confirmed message.
#[derive(Debug)]
struct Sent {
    text: String,
    /// Index of the node it was sent on.
    node: usize,
    /// Index of the phase it was sent in.
    phase: usize,
    at: Instant,
}

/// Talks through all phases, killing and starting Redis between them.
async fn talk(https: &mut [Http], room: RoomId, redis: &mut Redis) -> Result<Vec<Sent>, String> {
    let mut sent = Vec::new();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for (number, phase) in PHASES.iter().enumerate() {
        match number {
            1 => redis.kill(),
            2 => redis.restart().await?,
            _ => {}
        }
        let began = Instant::now();
        while began.elapsed() < phase.lasts {
            for (node, http) in https.iter_mut().enumerate() {
                pace.tick().await;
                let text = format!("message {}", sent.len());
                let (client_key, at) = (text.replace(' ', "-"), Instant::now());
                let new = NewMessage {
                    text: text.clone(),
                    client_key,
                    reply_to: None,
                    also_in_room: false,
                    files: Vec::new(),
                };
                let _: MessageAnswer = http.post(&format!("/rooms/{room}/messages"), &new).await?;
                sent.push(Sent { text, node, phase: number, at });
            }
        }
    }
    Ok(sent)
}

/// Whether the history and both sockets have everything once, in one order without holes.
fn tell_order(sent: &[Sent], history: &[&str], heard: &[Heard]) -> bool {
    let wanted: Vec<&str> = sent.iter().map(|sent| sent.text.as_str()).collect();
    let mut sound = history == wanted;
    for notes in heard {
        let notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
        sound &= notes.iter().map(|(_, text, _)| text.as_str()).eq(wanted.iter().copied());
        sound &= notes.iter().zip(1..).all(|((position, ..), wanted)| *position == wanted);
    }
    let verdict = if sound { "nothing lost, doubled or reordered" } else { "VIOLATED" };
    say!("{} messages on two nodes: {verdict}", sent.len());
    sound
}

/// How long the ways to the other node took in a phase.
fn tell_ways<'a>(phase: &Phase, sent: impl Iterator<Item = &'a Sent>, heard: &[Heard]) -> bool {
    let mut ways = Vec::new();
    for sent in sent {
        for (node, notes) in heard.iter().enumerate().filter(|(node, _)| *node != sent.node) {
            let notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
            match notes.iter().find(|(_, text, _)| *text == sent.text) {
                Some((_, _, at)) => ways.push(at.duration_since(sent.at)),
                None => say!("  {:?} never reached node {node}", sent.text),
            }
        }
    }
    ways.sort_unstable();
    let at = |share: usize| ways.get((ways.len() * share / 100).min(ways.len().saturating_sub(1)));
    let [middle, high, longest] =
        [50, 99, 100].map(|share| at(share).copied().unwrap_or_default().as_secs_f64() * 1000.0);
    let sound = at(100).is_some_and(|longest| *longest < phase.limit);
    say!(
        "{:<24} {:>4} messages, p50 {middle:.0} ms, p99 {high:.0} ms, longest {longest:.0} ms, limit {} ms: {}",
        phase.name,
        ways.len(),
        phase.limit.as_millis(),
        if sound { "ok" } else { "VIOLATED" },
    );
    sound
}
