//! The hub: every live stream and every connection of this node.
//!
//! Commits hand their events to [`Hub::publish`]; one task fans them out, so that the writer never waits for sockets. What
//! arrives from other nodes (`neighbours.rs`) or is found by polling (`poll.rs`) is fanned out the same way. When too much
//! waits, the oldest is dropped: the hole heals from the log.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wire::frames::CloseCode;
use wire::limits::SOCKETS_PER_USER;
use wire::streams::{AsOf, Stream};

use super::bus::{Bus, Ended, Notice, redis};
use super::channel::{Channel, Start};
use super::connection::Connection;
use super::presence::Presences;
use super::{poll, resume};
use crate::domain::caller::Caller;
use crate::platform::clock::Clock;
use crate::store::db::{Database, Entry};
use crate::store::streams;

/// Events waiting for the fan-out; above this the oldest are left to the log.
const WAITING: usize = 16_384;
/// How long an event may wait for its predecessor before the log is read.
const PATIENCE: Duration = Duration::from_millis(50);
/// Events that one healing reads at a time.
const HEALED: i64 = 500;
/// How often channels without followers are let go.
const SWEEP: Duration = Duration::from_secs(60);

/// What the hub needs of the house around it.
pub struct Surroundings {
    /// For pumps, healing and polling; the hub only reads it.
    pub database: Database,
    /// By which polling looks back.
    pub clock: Clock,
    /// Between the nodes.
    pub bus: Bus,
    /// What serves the bus; none when there is no Redis.
    pub line: Option<redis::Line>,
    /// How often the log is polled while the bus is down or there is none.
    pub alone: Duration,
    /// Forgets what is known of sessions that ended.
    pub forget: Box<dyn Fn(Ended) + Send + Sync>,
}

/// Live delivery on this node.
pub struct Hub {
    channels: Mutex<HashMap<Stream, Arc<Channel>>>,
    connections: Mutex<HashMap<u64, Arc<Connection>>>,
    waiting: Mutex<VecDeque<Entry>>,
    arrived: Notify,
    next_connection: AtomicU64,
    database: OnceLock<Database>,
    bus: OnceLock<Bus>,
    line: Mutex<Option<redis::Line>>,
    forget: OnceLock<Box<dyn Fn(Ended) + Send + Sync>>,
    /// Rings when the log must be polled at once.
    look: Notify,
    /// Who is there, as far as this node knows.
    pub presences: Presences,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            channels: Mutex::default(),
            connections: Mutex::default(),
            waiting: Mutex::default(),
            arrived: Notify::new(),
            next_connection: AtomicU64::new(1),
            database: OnceLock::new(),
            bus: OnceLock::new(),
            line: Mutex::default(),
            forget: OnceLock::new(),
            look: Notify::new(),
            presences: Presences::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }
}

impl Hub {
    /// Starts the fan-out, presence and polling.
    pub fn start(self: &Arc<Self>, surroundings: Surroundings) {
        let Surroundings { database, clock, bus, line, alone, forget } = surroundings;
        if self.database.set(database).is_err() || self.bus.set(bus).is_err() || self.forget.set(forget).is_err() {
            return;
        }
        *lock(&self.line) = line;
        let hub = Arc::clone(self);
        self.spawn(async move { hub.fan_out().await });
        let hub = Arc::clone(self);
        self.spawn(async move { hub.sweep().await });
        self.spawn(Arc::clone(self).keep_presence());
        self.spawn(Arc::clone(self).keep_rosters());
        self.spawn(poll::run(Arc::clone(self), clock, alone));
    }

    /// Joins the other nodes that have the same epoch, when there is a bus. Until then, polling finds what they do.
    pub fn join(self: &Arc<Self>, epoch: String) {
        if let Some(line) = lock(&self.line).take() {
            let hub = Arc::clone(self);
            self.spawn(line.run(epoch, move |node, notices| hub.hear(node, notices)));
        }
    }

    /// Stops fanning out. Connections must be closed before.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Takes the events of a commit, in order, for this node and the others. Never waits.
    pub fn publish(&self, entries: Vec<Entry>) {
        if self.bus().is_some_and(Bus::is_up) {
            for entry in &entries {
                self.tell(Notice::Entry(entry.clone()));
            }
        }
        self.arrive(entries);
    }

    /// Takes events for this node's sockets, wherever they come from. Never waits.
    pub(super) fn arrive(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let mut waiting = lock(&self.waiting);
        waiting.extend(entries);
        let excess = waiting.len().saturating_sub(WAITING);
        if excess > 0 {
            tracing::warn!(excess, "the fan-out is behind: events are left to the log");
            waiting.drain(..excess);
        }
        drop(waiting);
        self.arrived.notify_one();
    }

    async fn fan_out(self: &Arc<Self>) {
        loop {
            self.arrived.notified().await;
            let entries = std::mem::take(&mut *lock(&self.waiting));
            let mut by_stream: HashMap<Stream, Vec<Entry>> = HashMap::new();
            let mut order = Vec::new();
            for entry in entries {
                let same = by_stream.entry(entry.stream).or_default();
                if same.is_empty() {
                    order.push(entry.stream);
                }
                same.push(entry);
            }
            for stream in order {
                if let Some(entries) = by_stream.remove(&stream) {
                    self.deliver(stream, &entries);
                }
            }
        }
    }

    fn deliver(self: &Arc<Self>, stream: Stream, entries: &[Entry]) {
        let Some(channel) = lock(&self.channels).get(&stream).cloned() else { return };
        let delivered = channel.deliver(entries);
        for start in delivered.starts {
            self.start_room(start);
        }
        if let Some(seq) = delivered.hole_after {
            let hub = Arc::clone(self);
            self.tasks.spawn(async move {
                tokio::time::sleep(PATIENCE).await;
                hub.heal(stream, seq).await;
            });
        }
    }

    /// Reads what the channel misses after `seq` from the log. What came meanwhile is dropped by the delivery rule.
    async fn heal(&self, stream: Stream, mut seq: i64) {
        let Some(database) = self.database.get() else { return };
        loop {
            let read =
                database.read((stream, seq), |tx, (stream, seq)| Box::pin(streams::after(tx, *stream, *seq, HEALED)));
            match read.await {
                Ok(entries) => {
                    let whole = i64::try_from(entries.len()).unwrap_or(i64::MAX) < HEALED;
                    seq = entries.last().map_or(seq, |last| last.seq);
                    self.arrive(entries);
                    if whole {
                        return;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, %stream, "a hole could not be healed; polling tries again");
                    return;
                }
            }
        }
    }

    /// A stream reached this seq: what was not delivered of it here is read from the log.
    pub(super) async fn reach(&self, head: AsOf) {
        let channel = lock(&self.channels).get(&head.stream).cloned();
        if let Some(last) = channel.and_then(|channel| channel.last()).filter(|last| *last < head.seq) {
            self.heal(head.stream, last).await;
        }
    }

    /// Has the log polled at once.
    pub(super) fn look(&self) {
        self.look.notify_one();
    }

    /// Waits until the log must be polled at once.
    pub(super) async fn must_look(&self) {
        self.look.notified().await;
    }

    /// The bus; none before the start.
    #[must_use]
    pub fn bus(&self) -> Option<&Bus> {
        self.bus.get()
    }

    /// Tells the other nodes, as far as they can be told. Never waits.
    pub(super) fn tell(&self, notice: Notice) {
        if let Some(bus) = self.bus() {
            bus.tell(notice);
        }
    }

    pub(super) fn forget(&self, ended: Ended) {
        if let Some(forget) = self.forget.get() {
            forget(ended);
        }
    }

    async fn sweep(&self) {
        loop {
            tokio::time::sleep(SWEEP).await;
            lock(&self.channels).retain(|_, channel| Arc::strong_count(channel) > 1 || !channel.is_deserted());
        }
    }

    /// The channel of a stream, made when absent.
    #[must_use]
    pub(super) fn channel(&self, stream: Stream) -> Arc<Channel> {
        Arc::clone(lock(&self.channels).entry(stream).or_insert_with(|| Arc::new(Channel::new(stream))))
    }

    pub(super) fn database(&self) -> Option<&Database> {
        self.database.get()
    }

    fn start_room(self: &Arc<Self>, start: Start) {
        let hub = Arc::clone(self);
        self.tasks.spawn(async move { resume::start_room(&hub, start).await });
    }

    /// Runs work of a connection that ends with the hub.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move { stop.run_until_cancelled(work).await });
    }

    /// Registers an authenticated socket; none when the user has too many.
    pub fn connect(&self, caller: Caller) -> Option<Arc<Connection>> {
        let id = self.next_connection.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection::new(id, caller));
        let sockets = self.presences.connect(caller.user);
        if sockets > SOCKETS_PER_USER {
            self.presences.disconnect(caller.user, id);
            return None;
        }
        if sockets == 1 {
            self.tell(Notice::Came(caller.user));
        }
        lock(&self.connections).insert(id, Arc::clone(&connection));
        Some(connection)
    }

    /// Forgets a socket.
    pub fn disconnect(&self, connection: &Connection) {
        for stream in connection.take_streams() {
            self.leave(connection, stream);
        }
        lock(&self.connections).remove(&connection.id);
        self.presences.disconnect(connection.caller.user, connection.id);
    }

    /// A connection follows a stream no more.
    pub fn leave(&self, connection: &Connection, stream: Stream) {
        connection.stop_following(stream);
        let channel = lock(&self.channels).get(&stream).cloned();
        if let Some(channel) = channel {
            channel.leave(connection.id);
        }
    }

    /// The connections that are live on a stream.
    #[must_use]
    pub fn followers(&self, stream: Stream) -> Vec<Arc<Connection>> {
        let channel = lock(&self.channels).get(&stream).cloned();
        channel.map(|channel| channel.followers()).unwrap_or_default()
    }

    /// Closes these sockets: nothing more is delivered to them.
    pub(super) fn close_where(&self, code: CloseCode, matches: impl Fn(&Connection) -> bool) {
        let chosen: Vec<_> =
            lock(&self.connections).values().filter(|connection| matches(connection)).cloned().collect();
        for connection in chosen {
            for stream in connection.take_streams() {
                self.leave(&connection, stream);
            }
            connection.close(code);
        }
    }

    /// The sockets of this node.
    #[must_use]
    pub fn connections(&self) -> Vec<Arc<Connection>> {
        lock(&self.connections).values().cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
