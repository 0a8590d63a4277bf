//! Messages of an import, a batch a change.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;
use wire::events::Event;
use wire::files::FileKind;
use wire::ids::{FileId, MessageId, RoomId, UserId};
use wire::streams::Stream;
use wire::time::Timestamp;

use super::{Cast, SOURCE, earlier};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::slack::{File, Kind, Message, Thread};
use crate::domain::{mentions, text};
use crate::ops::change::{Change, Emit as _};
use crate::ops::search::index;
use crate::ops::{attached, edits, log, new_text::digest, present};
use crate::store::files::{self, FileRecord};
use crate::store::imports::{self, EditRow, NewReaction, ThreadState};
use crate::store::messages::MessageRecord;
use crate::store::rooms::RoomRecord;
use crate::store::{self, rooms};

/// Messages of one change.
pub const BATCH: usize = 200;

/// A message of the source, read and parsed: what is left to do is done under the room's lock.
#[derive(Clone, Debug)]
pub struct Draft {
    key: String,
    kind: Kind,
    is_continuation: bool,
    author: UserId,
    thread: Option<Thread>,
    text: String,
    /// The parsed text as JSON.
    document: Option<String>,
    mentioned: Vec<Option<UserId>>,
    at: Timestamp,
    edited_at: Option<Timestamp>,
    reactions: Vec<(String, UserId)>,
    files: Vec<File>,
}

impl Draft {
    /// Parses a message. None when its author is not in the cast.
    ///
    /// # Errors
    /// `Internal` when the document cannot be written as JSON.
    pub fn parse(message: Message, cast: &Cast) -> Result<Option<Self>> {
        let Some(author) = cast.people.get(&message.author.key()) else { return Ok(None) };
        let document = text::parse(&message.text, &cast.known);
        let mentioned = document.as_ref().map(mentions::of).unwrap_or_default();
        let everybody = mentioned.room.then_some(None);
        let reacted = message.reactions.iter().flat_map(|reaction| {
            let users = reaction.users.iter().filter_map(|key| cast.people.get(key));
            users.map(|user| (reaction.emoji.clone(), *user))
        });
        Ok(Some(Self {
            author: *author,
            mentioned: mentioned.users.into_iter().map(Some).chain(everybody).collect(),
            reactions: reacted.collect(),
            document: document.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?,
            key: message.key,
            kind: message.kind,
            is_continuation: message.is_continuation,
            thread: message.thread,
            text: message.text,
            at: message.at,
            edited_at: message.edited_at,
            files: message.files,
        }))
    }
}

/// What a batch added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Messages by what they were in the source.
    pub messages: BTreeMap<Kind, u64>,
    /// Messages that an earlier import brought.
    pub known: u64,
    /// Those among them that were edited in the source since.
    pub updated: u64,
    /// Further parts of messages that were too long for one.
    pub continuations: u64,
    /// Replies among the messages.
    pub replies: u64,
    pub reactions: u64,
    pub edited: u64,
    pub files: u64,
}

impl Written {
    /// Adds what another batch wrote.
    pub fn add(&mut self, other: &Self) {
        for (kind, count) in &other.messages {
            *self.messages.entry(*kind).or_default() += count;
        }
        self.known += other.known;
        self.updated += other.updated;
        self.continuations += other.continuations;
        self.replies += other.replies;
        self.reactions += other.reactions;
        self.edited += other.edited;
        self.files += other.files;
    }

    fn count(&mut self, draft: &Draft, is_reply: bool) {
        if draft.is_continuation {
            self.continuations += 1;
        } else {
            *self.messages.entry(draft.kind).or_default() += 1;
            self.edited += u64::from(draft.edited_at.is_some());
        }
        self.replies += u64::from(is_reply);
        self.reactions += draft.reactions.len() as u64;
        self.files += draft.files.len() as u64;
    }
}

/// Writes the messages of a batch that are not there yet, at most [`BATCH`], in the order of the source; those that are get
/// their new reactions and, when they were edited later than here, their new text. A hidden room's need no events; in a
/// visible one they are told like any other.
///
/// # Errors
/// As the store fails; then none of the batch was written.
pub async fn messages(app: &App, room: RoomId, room_key: String, drafts: Vec<Draft>) -> Result<Written> {
    app.change(Stream::Room(room), (room, room_key, drafts), |c, (room, room_key, drafts)| {
        Box::pin(async move {
            let room = rooms::find(c, *room).await?.ok_or(Error::NotFound("room"))?;
            let mut batch = Batch::load(c, room, room_key, drafts).await?;
            let before = store::messages::by_ids(c, &batch.touchable()).await?;
            batch.place(c)?;
            batch.write(c).await?;
            batch.write_threads(c).await?;
            batch.refresh(c).await?;
            attached::gather(c, &batch.carriers()).await?;
            batch.index(c, before).await?;
            if !batch.room.hidden {
                batch.tell(c).await?;
            }
            Ok(batch.written)
        })
    })
    .await
}

/// A batch on its way into a room.
struct Batch<'a> {
    room: RoomRecord,
    room_key: &'a str,
    /// What is not there yet.
    fresh: Vec<&'a Draft>,
    /// What is.
    known: Vec<(&'a Draft, MessageId)>,
    /// What earlier imports made of the keys that the batch names.
    earlier: HashMap<String, Uuid>,
    threads: HashMap<MessageId, ThreadState>,
    /// Roots whose threads grew.
    grown: Vec<MessageId>,
    records: Vec<MessageRecord>,
    /// Earlier messages that are not as they were.
    changed: Vec<MessageId>,
    written: Written,
}

fn imported_key(room_key: &str, key: &str) -> String {
    format!("message:{room_key}:{key}")
}

impl<'a> Batch<'a> {
    async fn load(c: &mut Change, room: RoomRecord, room_key: &'a str, drafts: &'a [Draft]) -> Result<Self> {
        let roots = drafts.iter().filter_map(|draft| draft.thread.as_ref()).map(|thread| thread.root.as_str());
        let keys: HashSet<&str> = drafts.iter().map(|draft| draft.key.as_str()).chain(roots.clone()).collect();
        let keys: Vec<String> = keys.into_iter().map(|key| imported_key(room_key, key)).collect();
        let earlier = earlier(c, &keys).await?;
        let mut seen = HashSet::new();
        let (mut fresh, mut known) = (Vec::new(), Vec::new());
        for draft in drafts.iter().filter(|draft| seen.insert(draft.key.as_str())) {
            match earlier.get(&imported_key(room_key, &draft.key)) {
                Some(id) => known.push((draft, MessageId(*id))),
                None => fresh.push(draft),
            }
        }
        let roots = roots.filter_map(|root| earlier.get(&imported_key(room_key, root)));
        let roots: HashSet<MessageId> = roots.map(|id| MessageId(*id)).collect();
        let threads = imports::threads(c, room.id, &roots.into_iter().collect::<Vec<_>>()).await?;
        let written = Written { known: (drafts.len() - fresh.len()) as u64, ..Written::default() };
        let threads = threads.into_iter().map(|thread| (thread.root, thread)).collect();
        let (grown, records, changed) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Self { room, room_key, fresh, known, earlier, threads, grown, records, changed, written })
    }

    /// Gives each message its id and its place in the timeline or a thread. A reply whose root is not there, or is a reply
    /// itself, goes into the timeline.
    fn place(&mut self, c: &Change) -> Result<()> {
        let first_seq = c.next_seq(Stream::Room(self.room.id))?;
        for (draft, seq) in self.fresh.clone().into_iter().zip(first_seq..) {
            let id = MessageId(c.new_id());
            let reply = draft.thread.as_ref().and_then(|thread| self.reply(thread, draft.at));
            let in_room = reply.is_none() || draft.thread.as_ref().is_some_and(|thread| thread.in_room);
            if in_room {
                self.room.last_position += 1;
                self.room.last_message_at = self.room.last_message_at.max(Some(draft.at));
            }
            if reply.is_none() {
                let thread = ThreadState { root: id, reply_count: 0, last_position: 0, last_reply_at: None };
                self.threads.insert(id, thread);
            }
            self.earlier.insert(imported_key(self.room_key, &draft.key), id.0);
            self.written.count(draft, reply.is_some());
            self.records.push(MessageRecord {
                id,
                room_id: self.room.id,
                author_id: draft.author,
                position: in_room.then_some(self.room.last_position),
                root_id: reply.map(|(root, _)| root),
                thread_position: reply.map(|(_, position)| position),
                text: draft.text.clone(),
                document: draft.document.clone(),
                created_at: draft.at,
                edited_at: draft.edited_at,
                deleted_at: None,
                client_key: format!("{SOURCE}:{}", draft.key),
                sent_digest: digest(&draft.text),
                reply_count: 0,
                last_reply_at: None,
                changed_seq: if self.room.hidden { 0 } else { seq },
                attached: None,
                pinned_by: None,
                pinned_at: None,
            });
        }
        Ok(())
    }

    /// One more reply in a thread: its root and its place.
    fn reply(&mut self, thread: &Thread, at: Timestamp) -> Option<(MessageId, i64)> {
        let root = MessageId(*self.earlier.get(&imported_key(self.room_key, &thread.root))?);
        let state = self.threads.get_mut(&root)?;
        state.reply_count += 1;
        state.last_position += 1;
        state.last_reply_at = state.last_reply_at.max(Some(at));
        if !self.grown.contains(&root) {
            self.grown.push(root);
        }
        Some((root, state.last_position))
    }

    async fn write(&mut self, c: &mut Change) -> Result<()> {
        store::messages::insert(c, &self.records).await?;
        let mut reactions = Vec::new();
        let mut kept_elsewhere = Vec::new();
        let mut imported = Vec::with_capacity(self.records.len());
        for (draft, record) in self.fresh.iter().zip(&self.records) {
            imported.push((imported_key(self.room_key, &draft.key), record.id.0));
            store::messages::insert_mentions(c, record, &draft.mentioned).await?;
            for ((emoji, user), after) in draft.reactions.iter().zip(0_i64..) {
                let created_at = Timestamp::from_micros(draft.at.micros() + after);
                reactions.push(NewReaction { message: record.id, emoji: emoji.clone(), user: *user, created_at });
            }
            for (file, ordinal) in draft.files.iter().zip(0_i64..) {
                kept_elsewhere.push(FileRecord {
                    id: FileId(c.new_id()),
                    message_id: record.id,
                    room_id: record.room_id,
                    ordinal,
                    name: file.name.clone(),
                    media_type: file.media_type.clone(),
                    size: file.size,
                    kind: FileKind::Other,
                    image: None,
                    url: Some(file.url.clone()),
                    created_at: record.created_at,
                });
            }
        }
        imports::insert_reactions(c, &reactions).await?;
        files::insert(c, &kept_elsewhere).await?;
        imports::insert(c, SOURCE, &imported).await?;
        if let Some(last) = self.room.last_message_at {
            rooms::extend(c, self.room.id, self.room.last_position, last).await?;
        }
        Ok(())
    }

    /// The roots' counts.
    async fn write_threads(&mut self, c: &mut Change) -> Result<()> {
        for root in &self.grown {
            let Some(thread) = self.threads.get(root) else { continue };
            imports::update_thread(c, *thread).await?;
            if !self.records.iter().any(|record| record.id == *root) {
                self.changed.push(*root);
            }
        }
        Ok(())
    }

    /// New reactions and later texts of the messages that an earlier import brought.
    async fn refresh(&mut self, c: &mut Change) -> Result<()> {
        if self.known.is_empty() {
            return Ok(());
        }
        let ids: Vec<MessageId> = self.known.iter().map(|(_, id)| *id).collect();
        let edits: HashMap<MessageId, Option<Timestamp>> =
            imports::edits(c, &ids).await?.into_iter().map(|row| (row.id, row.edited_at)).collect();
        let reacted = store::reactions::of_messages(c, &ids).await?;
        let reacted: HashSet<(MessageId, &str, UserId)> =
            reacted.iter().map(|row| (row.message_id, row.emoji.as_str(), row.user_id)).collect();
        for (draft, id) in self.known.clone() {
            let Some(edited_at) = edits.get(&id) else { continue };
            let new = |(emoji, user): &&(String, UserId)| !reacted.contains(&(id, emoji.as_str(), *user));
            let created_at = c.now();
            let reactions: Vec<NewReaction> = draft
                .reactions
                .iter()
                .filter(new)
                .map(|(emoji, user)| NewReaction { message: id, emoji: emoji.clone(), user: *user, created_at })
                .collect();
            imports::insert_reactions(c, &reactions).await?;
            self.written.reactions += reactions.len() as u64;
            let is_edited = draft.edited_at > *edited_at;
            if is_edited {
                let before =
                    store::messages::find(c, id).await?.ok_or_else(|| Error::internal("a message vanished"))?;
                edits::keep(c, &before).await?;
                imports::edit(c, EditRow { id, edited_at: draft.edited_at }, &draft.text, draft.document.clone())
                    .await?;
                store::messages::insert_mentions(c, &before, &draft.mentioned).await?;
                self.written.updated += 1;
            }
            if (is_edited || !reactions.is_empty()) && !self.changed.contains(&id) {
                self.changed.push(id);
            }
        }
        Ok(())
    }

    /// The messages on which something new hangs.
    fn carriers(&self) -> Vec<MessageId> {
        let carries = |draft: &Draft| !draft.reactions.is_empty() || !draft.files.is_empty();
        let fresh =
            self.fresh.iter().zip(&self.records).filter(|(draft, _)| carries(draft)).map(|(_, record)| record.id);
        let ids: HashSet<MessageId> =
            fresh.chain(self.grown.iter().copied()).chain(self.changed.iter().copied()).collect();
        ids.into_iter().collect()
    }

    /// Messages from before that the batch may change.
    fn touchable(&self) -> Vec<MessageId> {
        let known = self.known.iter().map(|(_, id)| *id);
        let ids: HashSet<MessageId> = known.chain(self.threads.keys().copied()).collect();
        ids.into_iter().collect()
    }

    /// Lets searches find what is new, and what changed by what it is now.
    async fn index(&self, c: &mut Change, before: Vec<MessageRecord>) -> Result<()> {
        let fresh: Vec<MessageId> = self.records.iter().map(|record| record.id).collect();
        let fresh = store::messages::by_ids(c, &fresh).await?;
        index::added(c, self.room.kind, &fresh).await?;
        let ids: Vec<MessageId> = before.iter().map(|record| record.id).collect();
        let now = store::messages::by_ids(c, &ids).await?;
        let mut now: HashMap<MessageId, MessageRecord> = now.into_iter().map(|record| (record.id, record)).collect();
        let pairs = before.into_iter().filter_map(|before| now.remove(&before.id).map(|now| (before, now)));
        index::changed(c, &pairs.collect::<Vec<_>>()).await
    }

    /// Tells what is new, with the seqs that were given to it, then what changed, each with the next.
    async fn tell(&self, c: &mut Change) -> Result<()> {
        let stream = Stream::Room(self.room.id);
        for record in &self.records {
            let message = present_one(c, record.id).await?;
            c.emit(stream, &Event::MessageCreated(message))?;
        }
        for id in &self.changed {
            let seq = c.next_seq(stream)?;
            imports::stamp(c, *id, seq).await?;
            let message = present_one(c, *id).await?;
            if message.edited_at.is_some() {
                log::supersede(c, &message).await?;
            }
            c.emit(stream, &Event::MessageUpdated(message))?;
        }
        Ok(())
    }
}

async fn present_one(c: &mut Change, message: MessageId) -> Result<wire::messages::Message> {
    let record = store::messages::find(c, message).await?;
    present::message(record.ok_or_else(|| Error::internal("a message vanished"))?)
}
