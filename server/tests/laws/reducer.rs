//! What a client makes of events: the law's own reducer, as plain as can be, over wire types.
//!
//! The browser's is `web/src/sync/apply.ts`; both must come to the fresh state from the same recordings. It must never ask the
//! server. Read `recording.rs` next.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wire::drafts::Draft;
use wire::emoji::CustomEmoji;
use wire::events::{Event, ThreadUpdated};
use wire::frames::EventFrame;
use wire::ids::{MessageId, RoomId, UserId};
use wire::messages::{Message, MessagePage};
use wire::reads::ReadMark;
use wire::rooms::{Room, SidebarRoom};
use wire::streams::Stream;
use wire::threads::ThreadFollow;
use wire::users::User;
use wire::workspace::Workspace;

use super::recording::Snapshot;

/// Mentions counted in a room: the newest hundred, as the server says.
const MENTIONS: usize = 100;

/// What a viewer holds.
#[derive(Clone, Debug)]
pub struct State {
    me: UserId,
    workspace: Workspace,
    heads: BTreeMap<Stream, i64>,
    users: BTreeMap<UserId, User>,
    /// `head` says up to which event of the room an entry includes everything.
    rooms: BTreeMap<RoomId, SidebarRoom>,
    public_rooms: BTreeMap<RoomId, Room>,
    /// The workspace's own, by name.
    emoji: BTreeMap<String, CustomEmoji>,
    timelines: BTreeMap<RoomId, Timeline>,
    /// The viewer's own reactions, in the order of the message's kinds.
    own_reactions: BTreeMap<MessageId, Vec<String>>,
    /// What was heard of positions since the entries were fetched, also of those that count no more: a mark may go back.
    heard: BTreeMap<RoomId, BTreeMap<i64, Heard>>,
    saved: BTreeSet<MessageId>,
    drafts: BTreeMap<(RoomId, Option<MessageId>), Draft>,
    /// The threads that the viewer follows.
    follows: BTreeMap<MessageId, ThreadFollow>,
}

/// What a message means for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Gap,
    Mention,
    Plain,
}

/// The newest messages of a room without a hole, from a position on.
#[derive(Clone, Debug)]
struct Timeline {
    from: i64,
    messages: Vec<Message>,
}

impl State {
    /// What a client holds that fetched everything just now.
    pub fn fresh(snapshot: &Snapshot) -> Self {
        let Snapshot { bootstrap, pages, users, public_rooms, emoji, drafts } = snapshot;
        let people = users.users.iter().chain(&bootstrap.users).chain([&bootstrap.user]);
        let heads = bootstrap.heads.iter().map(|head| (head.stream, head.seq));
        let rooms = bootstrap.rooms.iter().map(|entry| (Stream::Room(entry.room.id), entry.head));
        Self {
            me: bootstrap.user.id,
            workspace: bootstrap.workspace.clone(),
            heads: heads.chain(rooms).collect(),
            users: people.map(|user| (user.id, user.clone())).collect(),
            rooms: bootstrap.rooms.iter().map(|entry| (entry.room.id, entry.clone())).collect(),
            public_rooms: public_rooms.rooms.iter().map(|room| (room.id, room.clone())).collect(),
            emoji: emoji.emoji.iter().map(|emoji| (emoji.name.clone(), emoji.clone())).collect(),
            timelines: pages.iter().filter_map(timeline).collect(),
            own_reactions: pages
                .iter()
                .flat_map(|page| &page.own_reactions)
                .map(|own| (own.message, own.emoji.clone()))
                .collect(),
            heard: BTreeMap::new(),
            saved: pages.iter().flat_map(|page| page.saved.iter().copied()).collect(),
            drafts: drafts.drafts.iter().map(|draft| ((draft.room, draft.root), draft.clone())).collect(),
            follows: bootstrap.threads.iter().map(|follow| (follow.root, *follow)).collect(),
        }
    }

    /// Lets all but the newest messages of every room go.
    pub fn hold_newest(&mut self, count: usize) {
        for timeline in self.timelines.values_mut() {
            let surplus = timeline.messages.len().saturating_sub(count);
            if let Some(last) = timeline.messages.drain(..surplus).next_back() {
                timeline.from = last.position.unwrap_or_default() + 1;
            }
        }
    }

    /// Takes the next event of its stream; another one changes nothing. Answers whether it was the next.
    pub fn hear(&mut self, frame: &EventFrame) -> bool {
        if self.heads.get(&frame.stream) != Some(&(frame.seq - 1)) {
            return false;
        }
        self.apply(frame);
        if let Some(head) = self.heads.get_mut(&frame.stream) {
            *head = frame.seq;
        }
        true
    }

    /// What an event does, whether or not it is the next.
    pub fn apply(&mut self, EventFrame { seq, event, .. }: &EventFrame) {
        match event {
            Event::MessageCreated(message) => {
                self.message_changed(*seq, message);
                self.append(message);
                if message.author == self.me {
                    self.mark(message.room, message.position.unwrap_or_default());
                }
            }
            Event::MessageUpdated(message) => {
                self.message_changed(*seq, message);
                self.replace(message);
            }
            Event::RoomUpdated(room) => self.newer(room.id, *seq, |entry| entry.room = room.clone()),
            Event::MemberJoined(joined) => {
                self.newer(joined.room, *seq, |entry| entry.room.member_count = joined.member_count);
            }
            Event::MemberLeft(left) => self.newer(left.room, *seq, |entry| entry.room.member_count = left.member_count),
            Event::MemberUpdated(updated) => self.newer(updated.room, *seq, |_| ()),
            Event::RoomAdded(entry) => self.add(entry),
            Event::RoomRemoved(removed) => self.remove(removed.room),
            Event::AccessUpdated(update) => {
                if let Some(entry) = self.rooms.get_mut(&update.room) {
                    entry.role = update.role;
                    entry.abilities.clone_from(&update.abilities);
                }
            }
            Event::MarksMoved(marks) => marks.marks.iter().for_each(|mark| self.marks_moved(mark)),
            Event::SavedUpdated(saved) => {
                match saved.saved_at {
                    Some(_) => self.saved.insert(saved.message),
                    None => self.saved.remove(&saved.message),
                };
            }
            Event::DraftUpdated(draft) => {
                let place = (draft.room, draft.root);
                if draft.text.is_empty() {
                    self.drafts.remove(&place);
                } else {
                    self.drafts.insert(place, draft.clone());
                }
            }
            Event::UserCreated(user) | Event::UserUpdated(user) => {
                if self.users.get(&user.id).is_none_or(|held| held.changed_seq < user.changed_seq) {
                    self.users.insert(user.id, user.clone());
                }
            }
            Event::PublicRoomUpdated(room) => {
                if self.public_rooms.get(&room.id).is_none_or(|held| held.changed_seq <= room.changed_seq) {
                    self.public_rooms.insert(room.id, room.clone());
                }
            }
            Event::WorkspaceUpdated(workspace) => self.workspace = workspace.clone(),
            Event::ReactionsUpdated(changed) => {
                self.newer(changed.room, *seq, |_| ());
                self.change(changed.room, changed.message, *seq, |held| {
                    held.reactions.clone_from(&changed.reactions);
                });
            }
            Event::OwnReactionsUpdated(own) => {
                self.own_reactions.insert(own.message, own.emoji.clone());
            }
            Event::ThreadUpdated(updated) => self.thread_changed(*seq, updated),
            Event::ThreadFollowUpdated(follow) => self.follow_changed(follow),
            Event::EmojiUpdated(emoji) => drop(self.emoji.insert(emoji.name.clone(), emoji.clone())),
            Event::EmojiRemoved(removed) => drop(self.emoji.remove(&removed.name)),
        }
    }

    fn newer(&mut self, room: RoomId, seq: i64, change: impl FnOnce(&mut SidebarRoom)) {
        if let Some(entry) = self.rooms.get_mut(&room).filter(|entry| entry.head < seq) {
            change(entry);
            entry.head = seq;
        }
    }

    fn message_changed(&mut self, seq: i64, message: &Message) {
        let me = self.me;
        let named = message.mentions.users.contains(&me) || message.mentions.here.contains(&me);
        let mentioned = message.author != me && (message.mentions.room || named);
        let meaning = match message.deleted_at {
            Some(_) => Heard::Gap,
            None if mentioned => Heard::Mention,
            None => Heard::Plain,
        };
        let is_newer = self.rooms.get(&message.room).is_some_and(|entry| entry.head < seq);
        if let Some(position) = message.position.filter(|_| is_newer) {
            self.heard.entry(message.room).or_default().insert(position, meaning);
        }
        self.newer(message.room, seq, |entry| {
            let Some(position) = message.position else { return };
            if position > entry.room.last_position {
                entry.room.last_position = position;
                entry.room.last_message_at = Some(message.created_at);
            }
            count(entry, position, meaning);
        });
    }

    fn marks_moved(&mut self, moved: &ReadMark) {
        // Sending cleared it: what came before that is no more.
        let Some(entry) = self.rooms.get_mut(&moved.room).filter(|entry| entry.mark <= moved.position) else { return };
        entry.mark = moved.position;
        entry.unread_from = moved.unread_from;
        if let Some(counted) = &moved.counted {
            entry.gaps.clone_from(&counted.gaps);
            entry.mentions.clone_from(&counted.mentions);
            for (position, meaning) in self.heard.entry(moved.room).or_default() {
                count(entry, *position, *meaning);
            }
        }
        trim(entry);
    }

    fn thread_changed(&mut self, seq: i64, updated: &ThreadUpdated) {
        self.newer(updated.room, seq, |_| ());
        self.change(updated.room, updated.root, seq, |held| held.thread.clone_from(&updated.thread));
        if let Some(follow) = self.follows.get_mut(&updated.root).filter(|follow| follow.changed_seq < seq) {
            follow.last_position = updated.thread.as_ref().map_or(0, |thread| thread.last_position);
            follow.changed_seq = seq;
        }
    }

    fn follow_changed(&mut self, follow: &ThreadFollow) {
        let mut follow = *follow;
        // The room's stream may be ahead of the viewer's own.
        if let Some(held) = self.follows.remove(&follow.root).filter(|held| held.changed_seq > follow.changed_seq) {
            follow.last_position = held.last_position;
            follow.changed_seq = held.changed_seq;
        }
        if follow.followed {
            self.follows.insert(follow.root, follow);
        }
    }

    fn mark(&mut self, room: RoomId, position: i64) {
        if let Some(entry) = self.rooms.get_mut(&room).filter(|entry| entry.mark < position) {
            entry.mark = position;
            entry.unread_from = None;
            trim(entry);
        }
    }

    fn append(&mut self, message: &Message) {
        let (Some(timeline), Some(position)) = (self.timelines.get_mut(&message.room), message.position) else {
            return;
        };
        if timeline.messages.last().is_none_or(|last| last.position < Some(position)) {
            timeline.messages.push(message.clone());
        }
    }

    fn replace(&mut self, message: &Message) {
        let held = self.timelines.get_mut(&message.room).map(|timeline| &mut timeline.messages);
        let held = held.and_then(|messages| messages.iter_mut().find(|held| held.id == message.id));
        if let Some(held) = held.filter(|held| held.changed_seq < message.changed_seq) {
            *held = message.clone();
        }
    }

    /// Changes a part of a held message, unless a newer one is held.
    fn change(&mut self, room: RoomId, message: MessageId, seq: i64, change: impl FnOnce(&mut Message)) {
        let held = self.timelines.get_mut(&room).map(|timeline| &mut timeline.messages);
        let held = held.and_then(|messages| messages.iter_mut().find(|held| held.id == message));
        if let Some(held) = held.filter(|held| held.changed_seq < seq) {
            change(held);
            held.changed_seq = seq;
        }
    }

    fn add(&mut self, entry: &SidebarRoom) {
        let id = entry.room.id;
        self.heads.entry(Stream::Room(id)).or_insert(entry.head);
        if self.rooms.get(&id).is_none_or(|held| held.head <= entry.head) {
            self.rooms.insert(id, entry.clone());
        }
    }

    fn remove(&mut self, room: RoomId) {
        self.heads.remove(&Stream::Room(room));
        self.rooms.remove(&room);
        self.timelines.remove(&room);
        self.heard.remove(&room);
        self.drafts.retain(|(of, _), _| *of != room);
        self.follows.retain(|_, follow| follow.room != room);
    }

    /// The viewer's own reactions on a message, as they are shown: nothing hangs on a deleted one.
    fn own(&self, message: &Message) -> Vec<&String> {
        let own = self.own_reactions.get(&message.id).filter(|_| message.deleted_at.is_none());
        own.into_iter().flatten().collect()
    }

    /// Fails unless the viewer sees in this state what they see in a fresh one.
    #[track_caller]
    pub fn assert_is(&self, fresh: &Self, when: &str) {
        let mut found = Vec::new();
        let mut compare = |part: &str, held: Value, there: Value| differences(part, &held, &there, &mut found);
        compare("workspace", json!(self.workspace), json!(fresh.workspace));
        compare("users", json!(self.users), json!(fresh.users));
        compare("rooms", json!(self.rooms), json!(fresh.rooms));
        compare("heads", json!(self.heads), json!(fresh.heads));
        compare("emoji", json!(self.emoji), json!(fresh.emoji));
        compare(
            "drafts",
            json!(self.drafts.values().collect::<Vec<_>>()),
            json!(fresh.drafts.values().collect::<Vec<_>>()),
        );
        // A reaction on the root leaves no trace in what is followed.
        let follow = |follow: &ThreadFollow| json!([follow.root, follow.room, follow.mark, follow.last_position]);
        let follows = |state: &Self| state.follows.values().map(follow).collect::<Value>();
        compare("follows", follows(self), follows(fresh));
        // The list's counts are as of its fetching.
        let facts = |room: &Room| json!([room.id, room.name, room.topic, room.archived, room.changed_seq]);
        let list = |state: &Self| state.public_rooms.values().map(facts).collect::<Value>();
        compare("public_rooms", list(self), list(fresh));
        for (room, held) in &self.timelines {
            let there = &fresh.timelines[room];
            let from = held.from.max(there.from);
            compare(&format!("messages of {room}"), json!(held.since(from)), json!(there.since(from)));
            for message in held.since(from) {
                let part = format!("own reactions on {}", message.id);
                compare(&part, json!(self.own(message)), json!(fresh.own(message)));
            }
            let kept = || held.since(from).into_iter().filter(|message| message.deleted_at.is_none());
            let saved = |state: &Self| {
                kept().map(|message| message.id).filter(|id| state.saved.contains(id)).collect::<Vec<_>>()
            };
            compare(&format!("saved of {room}"), json!(saved(self)), json!(saved(fresh)));
        }
        let found = found.join("\n");
        assert!(found.is_empty(), "state ⊕ events == fresh state does not hold for {when}; held, then fresh:\n{found}");
    }
}

impl Timeline {
    fn since(&self, from: i64) -> Vec<&Message> {
        self.messages.iter().filter(|message| message.position >= Some(from)).collect()
    }
}

fn timeline(page: &MessagePage) -> Option<(RoomId, Timeline)> {
    let Stream::Room(room) = page.as_of.stream else { return None };
    let from = page.messages.first().and_then(|message| message.position).unwrap_or(1);
    Some((room, Timeline { from, messages: page.messages.clone() }))
}

/// Position of the first message that counts as unread.
fn start(entry: &SidebarRoom) -> i64 {
    entry.unread_from.unwrap_or(entry.mark + 1)
}

/// Counts a position, if it counts, for what it is.
fn count(entry: &mut SidebarRoom, position: i64, meaning: Heard) {
    let unread = position >= start(entry);
    hold(&mut entry.gaps, position, unread && meaning == Heard::Gap);
    hold(&mut entry.mentions, position, unread && meaning == Heard::Mention);
    let surplus = entry.mentions.len().saturating_sub(MENTIONS);
    entry.mentions.drain(..surplus);
}

/// Lets go of what no longer counts.
fn trim(entry: &mut SidebarRoom) {
    let start = start(entry);
    entry.gaps.retain(|gap| *gap >= start);
    entry.mentions.retain(|mention| *mention >= start);
}

/// Puts a position into an ascending list, or takes it out.
fn hold(positions: &mut Vec<i64>, position: i64, wanted: bool) {
    match (positions.binary_search(&position), wanted) {
        (Err(at), true) => positions.insert(at, position),
        (Ok(at), false) => {
            positions.remove(at);
        }
        _ => {}
    }
}

/// Where two values differ, a line each.
fn differences(path: &str, held: &Value, there: &Value, found: &mut Vec<String>) {
    let none = &Value::Null;
    match (held, there) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                differences(&format!("{path}.{key}"), a.get(key).unwrap_or(none), b.get(key).unwrap_or(none), found);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for at in 0..a.len().max(b.len()) {
                differences(&format!("{path}[{at}]"), a.get(at).unwrap_or(none), b.get(at).unwrap_or(none), found);
            }
        }
        _ if held == there => {}
        _ => found.push(format!("  {path}: {held} / {there}")),
    }
}
