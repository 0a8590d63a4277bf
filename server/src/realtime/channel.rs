//! A channel: one live stream, and the one delivery rule.
//!
//! The channel holds `last` and delivers only `last + 1`: lower is dropped, higher waits a moment and then the log is read. A
//! connection is either live here, or a pump catches it up from the ring or the log; going live happens under the channel's
//! lock, so nothing falls between.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use wire::frames::{GoneFrame, ServerFrame};
use wire::ids::RoomId;
use wire::streams::{AsOf, Stream};

use super::connection::Connection;
use super::frames::{self, Effect, Framed};
use crate::store::db::Entry;

/// Events kept in memory for those who come back.
const RING_EVENTS: usize = 512;
/// Bytes kept in memory for those who come back.
const RING_BYTES: usize = 512 * 1024;
/// Events that came before their turn; more are left to the log.
const EARLY: usize = 1024;

/// One live stream.
#[derive(Debug)]
pub struct Channel {
    stream: Stream,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Seq of the last event delivered; none before the first is known.
    last: Option<i64>,
    ring: VecDeque<Framed>,
    ring_bytes: usize,
    followers: Vec<Follower>,
    early: BTreeMap<i64, Framed>,
}

#[derive(Debug)]
struct Follower {
    connection: Arc<Connection>,
    /// Seq up to which a pump has sent to it: what is not later is not delivered again.
    sent: i64,
}

/// A room whose stream starts for a connection.
#[derive(Debug)]
pub struct Start {
    pub connection: Arc<Connection>,
    pub room: RoomId,
    pub after: i64,
}

/// What a delivery leaves to do.
#[derive(Debug, Default)]
pub struct Delivered {
    pub starts: Vec<Start>,
    /// The channel misses what lies after this seq: read the log.
    pub hole_after: Option<i64>,
}

/// What a pump finds in memory.
#[derive(Debug)]
pub enum Tail {
    /// The events after its seq, oldest first.
    Ring(Vec<Framed>),
    /// The ring does not reach back that far, or knows nothing yet: read the log.
    Log,
}

impl Channel {
    /// A channel that knows nothing yet.
    #[must_use]
    pub fn new(stream: Stream) -> Self {
        Self { stream, state: Mutex::default() }
    }

    /// Delivers entries of this stream, in whatever order they come.
    pub fn deliver(&self, entries: &[Entry]) -> Delivered {
        let mut state = self.state();
        let mut batch = Vec::new();
        for entry in entries {
            let last = *state.last.get_or_insert(entry.seq - 1);
            if entry.seq > last && state.early.len() < EARLY {
                state.early.insert(entry.seq, Framed::new(entry));
            }
            while let Some(next) = state.last.and_then(|last| state.early.remove(&(last + 1))) {
                state.last = Some(next.seq);
                batch.push(next);
            }
        }
        let mut delivered = Delivered::default();
        state.send(self.stream, &batch, &mut delivered.starts);
        state.keep(self.stream, batch);
        if !state.early.is_empty() {
            delivered.hole_after = state.last;
        }
        delivered
    }

    /// Seq of the last event delivered; none before the first is known.
    #[must_use]
    pub fn last(&self) -> Option<i64> {
        self.state().last
    }

    /// The events after `seq` from memory, if the ring reaches back that far.
    #[must_use]
    pub fn tail(&self, seq: i64) -> Tail {
        let state = self.state();
        match (state.last, state.ring.front()) {
            (Some(last), _) if last == seq => Tail::Ring(Vec::new()),
            (Some(_), Some(first)) if first.seq <= seq + 1 => {
                Tail::Ring(state.ring.iter().filter(|framed| framed.seq > seq).cloned().collect())
            }
            _ => Tail::Log,
        }
    }

    /// Makes a connection live when `sent` is all there is; `tell` goes out before anything that follows.
    ///
    /// Answers false when there is more to read first.
    pub fn go_live(&self, connection: &Arc<Connection>, sent: i64, tell: &Utf8Bytes) -> bool {
        let mut state = self.state();
        if *state.last.get_or_insert(sent) > sent {
            return false;
        }
        if connection.go_live(self.stream) && connection.push(std::slice::from_ref(tell)) {
            state.followers.push(Follower { connection: Arc::clone(connection), sent });
        }
        true
    }

    /// A connection follows no more.
    pub fn leave(&self, connection: u64) {
        let mut state = self.state();
        if let Some(at) = state.followers.iter().position(|follower| follower.connection.id == connection) {
            state.followers.swap_remove(at);
        }
    }

    /// The connections that are live here.
    #[must_use]
    pub fn followers(&self) -> Vec<Arc<Connection>> {
        self.state().followers.iter().map(|follower| Arc::clone(&follower.connection)).collect()
    }

    /// Whether nobody is live here.
    #[must_use]
    pub fn is_deserted(&self) -> bool {
        self.state().followers.is_empty()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Events go out together up to one that changes who gets the next.
    fn send(&mut self, stream: Stream, batch: &[Framed], starts: &mut Vec<Start>) {
        for run in batch.split_inclusive(|framed| framed.effect != Effect::Nothing) {
            self.followers.retain(|follower| send_run(follower, stream, run, starts));
        }
    }

    /// Keeps what was delivered. What is said no more of a message goes out of the ring at once.
    fn keep(&mut self, stream: Stream, batch: Vec<Framed>) {
        for framed in batch {
            if framed.supersedes() {
                self.ring.iter_mut().for_each(|earlier| earlier.make_way(stream, &framed));
                self.ring_bytes = self.ring.iter().map(|framed| framed.text.len()).sum();
            }
            self.ring_bytes += framed.text.len();
            self.ring.push_back(framed);
        }
        while self.ring.len() > RING_EVENTS || self.ring_bytes > RING_BYTES {
            let Some(oldest) = self.ring.pop_front() else { return };
            self.ring_bytes -= oldest.text.len();
        }
    }
}

/// Sends a run of events to one follower; answers whether it stays.
fn send_run(follower: &Follower, stream: Stream, run: &[Framed], starts: &mut Vec<Start>) -> bool {
    let Follower { connection, sent } = follower;
    let caller = connection.caller;
    let mut texts = Vec::with_capacity(run.len());
    for framed in run.iter().filter(|framed| framed.seq > *sent) {
        if framed.effect == Effect::Leaves(caller.user) {
            texts.push(frames::text(&ServerFrame::Gone(GoneFrame { stream })));
            connection.push(&texts);
            connection.stop_following(stream);
            return false;
        }
        texts.push(framed.for_viewer(stream, caller.user, caller.role));
        if let Effect::Starts(room, after) = framed.effect {
            starts.push(Start { connection: Arc::clone(connection), room, after });
        }
    }
    texts.is_empty() || connection.push(&texts)
}

/// The frame that tells that a resume is complete.
#[must_use]
pub fn resumed(stream: Stream, seq: i64) -> Utf8Bytes {
    frames::text(&ServerFrame::Resumed(AsOf { stream, seq }))
}
