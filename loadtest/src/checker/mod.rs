//! The checker: whether what a server confirmed, what it keeps and what its clients saw fit together.
//!
//! It owns the promises in a form that can fail: nothing confirmed is lost (sends here; edits, deletions and reactions in
//! `changes.rs`), nothing is doubled, every count is dense, and all clients see one order. It must never do IO nor wait: evidence in, violations out, so that a test can plant each fault.
//! [`crate::chaos`] gathers the evidence.

mod changes;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use wire::ids::{MessageId, RoomId, UserId};
use wire::streams::Stream;

use self::changes::Changes;
pub use self::changes::{Act, Change};

/// A message as far as the promises speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: MessageId,
    /// The room that the message itself names.
    pub room: RoomId,
    pub client_key: String,
    pub text: String,
    /// Place in the room's timeline.
    pub position: i64,
    /// Seq of the last event that changed it; of the one that made it while nothing did.
    pub seq: i64,
    pub deleted: bool,
    pub reactions: BTreeSet<(UserId, String)>,
    /// How many reactions it says to have.
    pub reaction_count: i64,
}

/// A message that a client set out to send. Its client key is unique in the whole run.
#[derive(Clone, Debug)]
pub struct Sent {
    pub room: RoomId,
    pub client_key: String,
    pub text: String,
}

/// A send that the server confirmed, as written down before it counted.
#[derive(Clone, Debug)]
pub struct Acked {
    pub id: MessageId,
    pub client_key: String,
    pub position: i64,
}

/// A room as read afresh after everything came to rest.
#[derive(Clone, Debug)]
pub struct History {
    pub room: RoomId,
    /// The whole timeline, in the order the server gave it.
    pub lines: Vec<Line>,
}

/// One thing that a client saw of a stream.
#[derive(Clone, Debug)]
pub enum Step {
    /// It connected (again) and resumed from the last seq it held.
    Resumed,
    /// The next event.
    Event { seq: i64, told: Told },
    /// The server said to fetch afresh: what lies up to `seq` is not replayed.
    Refetch { seq: i64 },
}

/// What an event told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing of a message, or nothing any more.
    Nothing,
    /// A message is new.
    Created(Line),
    /// A message is not as it was.
    Changed(MessageId),
}

/// What one client saw of one stream.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Names the client in a report.
    pub client: usize,
    pub stream: Stream,
    /// The head from which it first followed the stream.
    pub from: i64,
    pub steps: Vec<Step>,
    /// The timeline it holds at the end, by position; empty when the stream is no room's.
    pub state: BTreeMap<i64, Line>,
}

/// All that is known about a run.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub sent: Vec<Sent>,
    pub acked: Vec<Acked>,
    /// What clients set out to change, each message's texts and each user's reactions in their order.
    pub changes: Vec<Change>,
    /// The changes that the server confirmed, as written down before they counted.
    pub confirmed: Vec<Change>,
    pub histories: Vec<History>,
    /// Seq of the last event of each stream that somebody followed, as read afresh.
    pub heads: BTreeMap<Stream, i64>,
    pub seen: Vec<Seen>,
}

/// What kind of promise is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A confirmed message is not in the history.
    LostAck,
    /// One send is there twice.
    DoubledMessage,
    /// Positions of a timeline are not 1, 2, 3 ….
    PositionHole,
    /// A client missed an event.
    SeqHole,
    /// A client got an event twice.
    DoubledEvent,
    /// After a reconnect a client got what it had already.
    SeqBackwards,
    /// One seq means different things to two clients, or the seqs and the positions disagree.
    OrderDiffers,
    /// A client was told of a message that is not in the history.
    UnknownMessage,
    /// A text is not what its author sent.
    TextChanged,
    /// A message is in another room than it was sent to.
    WrongRoom,
    /// A message is in the history that nobody sent.
    NeverSent,
    /// What a client holds is not what a fresh reader gets.
    StateDiffers,
    /// A confirmed edit is undone.
    LostEdit,
    /// A message is there whose deletion was confirmed, or one is gone that nobody deleted.
    DeletionDiffers,
    /// A deleted message still says something, or something hangs on it.
    SpeaksAfterDeletion,
    /// A confirmed reaction is not there, one that was taken back is, or one is there that nobody made.
    ReactionDiffers,
    /// The reactions of a message do not add up.
    ReactionCountDiffers,
}

/// One broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub kind: Kind,
    /// Where, for a person.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.detail)
    }
}

/// Every broken promise in the evidence; none when all is well.
#[must_use]
pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let mut found = Findings::default();
    let index = Index::of(evidence);
    for history in &evidence.histories {
        check_history(history, &index, &mut found);
    }
    check_acks(&evidence.acked, &index, &mut found);
    changes::check(&index, &mut found);
    let mut meanings = HashMap::new();
    for seen in &evidence.seen {
        check_seqs(seen, &index, &mut found);
        check_meanings(seen, &mut meanings, &index, &mut found);
        check_state(seen, &index, &mut found);
    }
    found.0
}

#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, kind: Kind, detail: String) {
        self.0.push(Violation { kind, detail });
    }
}

/// The evidence by what it is looked up by.
struct Index<'a> {
    sent: HashMap<&'a str, &'a Sent>,
    by_id: HashMap<MessageId, &'a Line>,
    rooms: HashMap<Stream, &'a History>,
    heads: &'a BTreeMap<Stream, i64>,
    changes: Changes<'a>,
}

impl<'a> Index<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        let lines = evidence.histories.iter().flat_map(|history| &history.lines);
        Self {
            sent: evidence.sent.iter().map(|sent| (sent.client_key.as_str(), sent)).collect(),
            by_id: lines.map(|line| (line.id, line)).collect(),
            rooms: evidence.histories.iter().map(|history| (Stream::Room(history.room), history)).collect(),
            heads: &evidence.heads,
            changes: Changes::of(evidence),
        }
    }
}

/// One room's timeline by itself: dense, in one order, and made of what was sent, each once.
fn check_history(history: &History, index: &Index<'_>, found: &mut Findings) {
    let mut keys = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut last_seq = 0;
    let head = index.heads.get(&Stream::Room(history.room));
    let mut expected = 1;
    for line in &history.lines {
        if line.position != expected {
            let detail = format!("room {} has {} where {expected} was due", history.room, line.position);
            found.add(Kind::PositionHole, detail);
        }
        expected = line.position + 1;
        if !keys.insert(&line.client_key) || !ids.insert(line.id) {
            let detail = format!("room {} holds the send {} again at {}", history.room, line.client_key, line.position);
            found.add(Kind::DoubledMessage, detail);
        }
        let untouched = index.changes.is_untouched(line.id);
        if line.seq <= last_seq || head.is_some_and(|head| line.seq > *head) {
            let detail = format!("room {}: seq {} at position {} does not rise", history.room, line.seq, line.position);
            found.add(Kind::OrderDiffers, detail);
        }
        // A message that was changed has the seq of its change, which says nothing of its place.
        if untouched {
            last_seq = line.seq;
        }
        check_origin(history.room, line, index, found);
    }
}

/// A line against what its author sent.
fn check_origin(room: RoomId, line: &Line, index: &Index<'_>, found: &mut Findings) {
    let Some(sent) = index.sent.get(line.client_key.as_str()) else {
        return found.add(Kind::NeverSent, format!("room {room} holds {} with key {}", line.id, line.client_key));
    };
    if sent.room != room || line.room != room {
        let detail = format!("{} was sent to {}, stands in {room} and names {}", line.id, sent.room, line.room);
        found.add(Kind::WrongRoom, detail);
    }
    if !line.deleted && !index.changes.may_ever_read(line.id, &sent.text, &line.text) {
        found.add(Kind::TextChanged, format!("{}: sent {:?}, kept {:?}", line.id, sent.text, line.text));
    }
}

/// What was confirmed is there, where it was said to be.
fn check_acks(acked: &[Acked], index: &Index<'_>, found: &mut Findings) {
    for ack in acked {
        let Some(line) = index.by_id.get(&ack.id) else {
            let detail = format!("{} (key {}) was confirmed at position {}", ack.id, ack.client_key, ack.position);
            found.add(Kind::LostAck, detail);
            continue;
        };
        if line.client_key != ack.client_key {
            let detail = format!("{} was confirmed for key {}, kept with {}", ack.id, ack.client_key, line.client_key);
            found.add(Kind::LostAck, detail);
        }
        if line.position != ack.position {
            let detail = format!("{} was confirmed at {}, stands at {}", ack.id, ack.position, line.position);
            found.add(Kind::OrderDiffers, detail);
        }
    }
}

/// One client's seqs: each the last plus one, over reconnects too, up to the head.
fn check_seqs(seen: &Seen, index: &Index<'_>, found: &mut Findings) {
    let place = |seq: i64, last: i64| format!("client {} in {}: {seq} after {last}", seen.client, seen.stream);
    let mut last = seen.from;
    let mut just_resumed = false;
    for step in &seen.steps {
        match step {
            Step::Resumed => just_resumed = true,
            Step::Refetch { seq } => last = last.max(*seq),
            Step::Event { seq, .. } => {
                if *seq <= last {
                    let kind = if just_resumed { Kind::SeqBackwards } else { Kind::DoubledEvent };
                    found.add(kind, place(*seq, last));
                } else if *seq != last + 1 {
                    found.add(Kind::SeqHole, place(*seq, last));
                }
                last = last.max(*seq);
                just_resumed = false;
            }
        }
    }
    match index.heads.get(&seen.stream) {
        Some(head) if last == *head => {}
        Some(head) => found.add(Kind::SeqHole, format!("{}, and nothing more came", place(*head, last))),
        None => found.add(Kind::SeqHole, format!("client {} follows {}, which nobody has", seen.client, seen.stream)),
    }
}

/// What each seq means: the same to every client, and what the history holds.
fn check_meanings<'a>(
    seen: &'a Seen,
    meanings: &mut HashMap<(Stream, i64), &'a Told>,
    index: &Index<'_>,
    found: &mut Findings,
) {
    for step in &seen.steps {
        let Step::Event { seq, told } = step else { continue };
        let meaning = meanings.entry((seen.stream, *seq)).or_insert(told);
        if !agree(meaning, told) {
            let detail = format!("client {} in {}: seq {seq} means something else", seen.client, seen.stream);
            found.add(Kind::OrderDiffers, detail);
        }
        if matches!(meaning, Told::Nothing) {
            *meaning = told;
        }
        if let Told::Created(line) = told {
            check_event(seen, *seq, line, index, found);
        }
    }
}

/// Whether two clients were told the same. A change that a later one made out of date may be told to one and not to the other.
fn agree(one: &Told, other: &Told) -> bool {
    match (one, other) {
        (Told::Created(one), Told::Created(other)) => one.id == other.id,
        (Told::Changed(one), Told::Changed(other)) => one == other,
        (Told::Created(_), _) | (_, Told::Created(_)) => false,
        (Told::Nothing, _) | (_, Told::Nothing) => true,
    }
}

/// One event of a new message against the history.
fn check_event(seen: &Seen, seq: i64, line: &Line, index: &Index<'_>, found: &mut Findings) {
    let place = format!("client {} in {}, seq {seq}: {}", seen.client, seen.stream, line.id);
    let Some(kept) = index.by_id.get(&line.id) else { return found.add(Kind::UnknownMessage, place) };
    if Stream::Room(line.room) != seen.stream || Stream::Room(kept.room) != seen.stream {
        found.add(Kind::WrongRoom, format!("{place} belongs to {}", kept.room));
    }
    let sent = index.sent.get(line.client_key.as_str());
    if !line.deleted && sent.is_some_and(|sent| !index.changes.may_ever_read(line.id, &sent.text, &line.text)) {
        found.add(Kind::TextChanged, format!("{place} reads {:?}, kept {:?}", line.text, kept.text));
    }
    let seq_fits = if index.changes.is_untouched(line.id) { seq == kept.seq } else { seq <= kept.seq };
    if line.position != kept.position || !seq_fits {
        let detail = format!("{place} at {}, kept at {} with seq {}", line.position, kept.position, kept.seq);
        found.add(Kind::OrderDiffers, detail);
    }
}

/// The timeline that a client holds is the one that a fresh reader gets.
fn check_state(seen: &Seen, index: &Index<'_>, found: &mut Findings) {
    let Some(history) = index.rooms.get(&seen.stream) else { return };
    let differs = |detail: String| format!("client {} in {}: {detail}", seen.client, seen.stream);
    if seen.state.len() != history.lines.len() {
        let detail = differs(format!("holds {} messages of {}", seen.state.len(), history.lines.len()));
        found.add(Kind::StateDiffers, detail);
    }
    for line in &history.lines {
        if seen.state.get(&line.position).is_some_and(|held| held != line) {
            found.add(Kind::StateDiffers, differs(format!("holds something else at {}", line.position)));
        }
    }
}

#[cfg(test)]
mod tests;
