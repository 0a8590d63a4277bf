//! The stage of a measurement: a fresh server with people, rooms and sockets.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use wire::frames::ClientFrame;
use wire::ids::RoomId;
use wire::limits::SOCKETS_PER_USER;

use crate::people::{self, Person, Start};
use crate::postgres::Database;
use crate::server::{Plan, Server};
use crate::socket::Socket;

/// Within the server's 60 s of patience.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// Handshakes under way at once while a crowd gathers.
const OPENING: usize = 64;
/// The same for a crowd that comes back: about as many as a listener's backlog holds.
const RETURNING: usize = 1024;

/// A server of our own on a data folder that goes away with it.
#[derive(Debug)]
pub struct Stage {
    // Dropped first: the server must be gone before its folder.
    pub server: Server,
    pub plan: Plan,
    pub owner: Person,
    #[expect(dead_code, reason = "dropping it removes the folder")]
    folder: TempDir,
    #[expect(dead_code, reason = "dropping it ends the database")]
    database: Option<Database>,
}

impl Stage {
    /// Starts a server on its own core and sets it up.
    ///
    /// # Errors
    /// A sentence.
    pub async fn set(binary: &Path, core: Option<usize>) -> Result<Self, String> {
        Self::set_on(binary, core, None).await
    }

    /// The same on a PostgreSQL, when there is one.
    ///
    /// # Errors
    /// A sentence.
    pub async fn set_on(binary: &Path, core: Option<usize>, database: Option<Database>) -> Result<Self, String> {
        let folder =
            TempDir::with_prefix("relaydesk-bench-").map_err(|error| format!("No temporary folder: {error}."))?;
        let mut plan = Plan::new(binary, folder.path())?;
        plan.core = core;
        plan.database_url = database.as_ref().map(|database| database.url.clone());
        let (server, _) = Server::start(&plan).await?;
        let owner = people::set_up(plan.address).await?;
        Ok(Self { server, plan, owner, folder, database })
    }

    /// Makes rooms, with `count` new people in all of them.
    ///
    /// # Errors
    /// A sentence.
    pub async fn fill(&self, rooms: usize, count: usize) -> Result<(Vec<RoomId>, Vec<Person>), String> {
        let mut http = self.owner.http(self.plan.address);
        let mut ids = Vec::new();
        for room in 0..rooms {
            ids.push(people::create_room(&mut http, &format!("room {room}")).await?);
        }
        let people = people::register(self.plan.address, count).await?;
        for person in &people {
            people::join(&mut person.http(self.plan.address), &ids).await?;
        }
        Ok((ids, people))
    }

    /// Kills the server and starts it again on the same data: what making the accounts left in its memory is gone.
    ///
    /// # Errors
    /// A sentence.
    pub async fn restart(&mut self) -> Result<Duration, String> {
        self.server.kill();
        let (server, took) = Server::start(&self.plan).await?;
        self.server = server;
        Ok(took)
    }

    /// From where each of these people starts.
    ///
    /// # Errors
    /// A sentence.
    pub async fn starts(&self, people: &[Person], rooms: &[RoomId]) -> Result<Vec<(Person, Start)>, String> {
        let mut starts = Vec::new();
        for person in people {
            starts.push((person.clone(), people::bootstrap(&mut person.http(self.plan.address), rooms).await?));
        }
        Ok(starts)
    }
}

/// What all sockets of a crowd heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// New messages, each counted once a socket.
    pub messages: AtomicU64,
    /// How long each was under way; only while `timing`.
    pub waits: std::sync::Mutex<Vec<Duration>>,
    pub timing: std::sync::atomic::AtomicBool,
    /// Sockets that are live now.
    pub live: AtomicU64,
    /// Sockets that broke.
    pub broken: AtomicU64,
    /// Why the last one broke.
    pub reason: std::sync::Mutex<String>,
}

impl Heard {
    fn hear(&self, frame: &[u8], epoch: Instant) {
        if !frame.starts_with(br#"{"type":"event""#) || !frame.windows(17).any(|part| part == br#""message_created""#) {
            return;
        }
        self.messages.fetch_add(1, Ordering::Relaxed);
        if self.timing.load(Ordering::Relaxed)
            && let Some(sent) = sent_at(frame)
        {
            let wait = epoch.elapsed().saturating_sub(sent);
            self.waits.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(wait);
        }
    }

    fn broke(&self, reason: &std::io::Error) {
        self.broken.fetch_add(1, Ordering::Relaxed);
        *self.reason.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = reason.to_string();
    }
}

/// Marks a text with the time of its sending.
#[must_use]
pub fn mark(epoch: Instant) -> String {
    format!("sent@{:012} ", epoch.elapsed().as_micros())
}

/// The time that a text was marked with.
fn sent_at(frame: &[u8]) -> Option<Duration> {
    let at = frame.windows(5).position(|part| part == b"sent@")?;
    let digits = std::str::from_utf8(frame.get(at + 5..at + 17)?).ok()?;
    Some(Duration::from_micros(digits.parse().ok()?))
}

/// Many sockets, each in a task of its own.
#[derive(Debug)]
pub struct Crowd {
    pub heard: Arc<Heard>,
    /// What marks are counted from.
    pub epoch: Instant,
    tasks: JoinSet<()>,
}

/// Whether a socket that breaks comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Persistence {
    /// It counts as broken.
    Once,
    /// It comes back after a random while, for ever.
    Returning,
}

impl Crowd {
    /// Opens `count` sockets, as many a person as are allowed, and waits until all are live.
    ///
    /// # Errors
    /// A sentence, when they are not all live within two minutes.
    pub async fn open(
        stage: &Stage,
        starts: &[(Person, Start)],
        count: usize,
        persistence: Persistence,
    ) -> Result<Self, String> {
        let mut crowd = Self { heard: Arc::default(), epoch: Instant::now(), tasks: JoinSet::new() };
        let at_once = if persistence == Persistence::Once { OPENING } else { RETURNING };
        let gate = Arc::new(Semaphore::new(at_once));
        let shared: Vec<Arc<(Person, Start)>> = starts.iter().cloned().map(Arc::new).collect();
        for number in 0..count {
            let who = shared.get(number / SOCKETS_PER_USER).ok_or("there are too few people")?;
            let seat = Seat {
                address: stage.plan.address,
                who: Arc::clone(who),
                heard: Arc::clone(&crowd.heard),
                epoch: crowd.epoch,
                gate: Arc::clone(&gate),
                number: number as u64,
            };
            crowd.tasks.spawn(seat.keep(persistence));
        }
        if crowd.await_live(count, Duration::from_secs(120)).await.is_none() {
            let heard = &crowd.heard;
            let reason = heard.reason.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
            return Err(format!("only {} of {count} sockets: {reason}", heard.live.load(Ordering::Relaxed)));
        }
        Ok(crowd)
    }

    /// Waits until so many sockets are live; answers how long that took.
    pub async fn await_live(&self, count: usize, patience: Duration) -> Option<Duration> {
        let began = Instant::now();
        while self.heard.live.load(Ordering::Relaxed) < count as u64 {
            if began.elapsed() > patience {
                return None;
            }
            sleep(Duration::from_millis(5)).await;
        }
        Some(began.elapsed())
    }

    /// Sockets that broke so far.
    #[must_use]
    pub fn broken(&self) -> u64 {
        self.heard.broken.load(Ordering::Relaxed)
    }

    /// Sockets that are live now.
    #[must_use]
    pub fn live(&self) -> u64 {
        self.heard.live.load(Ordering::Relaxed)
    }

    /// New messages heard so far, over all sockets.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.heard.messages.load(Ordering::Relaxed)
    }
}

/// One socket's place in a crowd.
struct Seat {
    address: std::net::SocketAddr,
    who: Arc<(Person, Start)>,
    heard: Arc<Heard>,
    epoch: Instant,
    gate: Arc<Semaphore>,
    number: u64,
}

impl Seat {
    async fn keep(self, persistence: Persistence) {
        let mut random = crate::random::Random::new(self.number);
        let mut tries = 0;
        loop {
            match self.sit(&mut tries).await {
                Ok(()) => {}
                Err(error) => self.heard.broke(&error),
            }
            if persistence == Persistence::Once {
                return;
            }
            // Full jitter: anywhere up to a bound that doubles from 200 ms to 1.6 s.
            sleep(random.millis(0, 200 << tries.min(3))).await;
            tries += 1;
        }
    }

    async fn sit(&self, tries: &mut u32) -> std::io::Result<()> {
        let opening = self.gate.acquire().await.map_err(std::io::Error::other)?;
        let mut socket = Socket::open(self.address, &self.who.0, &self.who.1).await?;
        drop(opening);
        *tries = 0;
        self.heard.live.fetch_add(1, Ordering::Relaxed);
        let broken = self.listen(&mut socket).await;
        self.heard.live.fetch_sub(1, Ordering::Relaxed);
        broken
    }

    async fn listen(&self, socket: &mut Socket) -> std::io::Result<()> {
        // Spread over the whole interval, as the clients of a real crowd are.
        let mut beat_at = Instant::now() + Duration::from_millis(10_000 + self.number * 7_919 % 15_000);
        loop {
            tokio::select! {
                heard = socket.hear(|frame| self.heard.hear(frame, self.epoch)) => heard?,
                () = sleep_until(beat_at) => {
                    beat_at = Instant::now() + HEARTBEAT;
                    socket.say(&ClientFrame::Heartbeat).await?;
                }
            }
        }
    }
}
