//! The law of the log: state ⊕ events == fresh state, for every kind of event, however the streams come together.
//!
//! The recordings in `golden/sync/` are made anew here and compared, so they are always what the server does; the browser's
//! reducer runs the same files.

use std::collections::BTreeMap;

use wire::events::Event;
use wire::frames::EventFrame;
use wire::streams::Stream;

use super::acts::{self, Town};
use super::golden;
use super::recording::{Recording, Snapshot, Tape};
use super::reducer::State;

/// Orders of the streams tried for each recording.
const ORDERS: u64 = 40;

#[tokio::test]
async fn every_kind_of_event_has_its_recording_and_keeps_the_law() {
    for kind in Event::KINDS {
        let recording = record(kind).await;
        let happened = recording.events.iter().any(|frame| frame.event.kind() == kind);
        assert!(happened, "the recording of {kind} holds no such event: mend its act in laws/acts.rs");
        let text = serde_json::to_string_pretty(&recording).unwrap() + "\n";
        golden::compare(&format!("sync/{kind}.json"), &text, "what the server sends changed: read the diff, then");
        keeps_the_law(&recording);
    }
}

#[test]
fn every_recording_is_of_a_kind_that_there_is() {
    for file in std::fs::read_dir(golden::folder().join("sync")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let kind = name.strip_suffix(".json").unwrap_or_default();
        assert!(Event::KINDS.contains(&kind), "server/tests/golden/sync/{name} is of no kind of event: delete it");
    }
}

async fn record(kind: &str) -> Recording {
    let town = Town::build().await;
    let before = Snapshot::take(&town.server, &town.ben).await;
    let mut tape = Tape::start(&town.server, &town.ben).await;
    acts::act(kind, &town, &mut tape).await;
    let after = Snapshot::take(&town.server, &town.ben).await;
    Recording { name: kind.into(), before, events: tape.events, after }
}

fn keeps_the_law(recording: &Recording) {
    let Recording { name, before, events, after } = recording;
    let (before, after) = (State::fresh(before), State::fresh(after));
    let as_sent = lived(before.clone(), events);
    as_sent.assert_is(&after, &format!("{name}, events as they were sent"));

    let mut twice = before.clone();
    for frame in events {
        let next = twice.hear(frame);
        assert!(!next || !twice.hear(frame), "{name}: an event was taken twice");
        // Even one that slips past the count changes nothing the second time.
        if next {
            twice.apply(frame);
        }
    }
    twice.assert_is(&after, &format!("{name}, every event twice"));

    for held in [0, 1, 2, 50] {
        let mut state = before.clone();
        state.hold_newest(held);
        lived(state, events).assert_is(&after, &format!("{name}, with only the newest {held} messages held"));
    }
    for seed in 1..=ORDERS {
        let mixed = interleaved(events, seed);
        lived(before.clone(), &mixed).assert_is(&after, &format!("{name}, streams interleaved by seed {seed}"));
    }
}

pub fn lived(mut state: State, events: &[EventFrame]) -> State {
    for frame in events {
        state.hear(frame);
    }
    state
}

/// The same events in another order: each stream keeps its own, and a room waits for being added.
pub fn interleaved(events: &[EventFrame], seed: u64) -> Vec<EventFrame> {
    let mut queues: BTreeMap<Stream, Vec<&EventFrame>> = BTreeMap::new();
    for frame in events.iter().rev() {
        queues.entry(frame.stream).or_default().push(frame);
    }
    let mut random = Dice::new(seed);
    let mut mixed = Vec::with_capacity(events.len());
    while !queues.is_empty() {
        let waiting = |next: &EventFrame| queues.values().flatten().any(|frame| starts(frame, next));
        let ready: Vec<Stream> =
            queues.iter().filter(|(_, queue)| !waiting(queue.last().unwrap())).map(|(s, _)| *s).collect();
        let stream = ready[random.up_to(ready.len())];
        let queue = queues.get_mut(&stream).unwrap();
        let frame = queue.pop().unwrap();
        if queue.is_empty() {
            queues.remove(&stream);
        }
        mixed.push(frame.clone());
    }
    mixed
}

/// Whether a frame adds the room whose later event `next` is.
fn starts(frame: &EventFrame, next: &EventFrame) -> bool {
    matches!(&frame.event, Event::RoomAdded(entry) if Stream::Room(entry.room.id) == next.stream && entry.head < next.seq)
}

/// Chance that is the same each time (xorshift64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 0 to below `end`.
    pub fn up_to(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}
