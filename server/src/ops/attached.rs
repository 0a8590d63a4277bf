//! What hangs on a message, as the message's own row keeps it: the one place that knows the form of that column.
//!
//! The rows of reactions, files, previews and replies stay the authority for rights, lists and counting; what a viewer sees of
//! them is kept here too, written in the same change, so that showing a message asks for nothing more. Nothing in here may
//! depend on who looks. An op that changes such rows reads the record, changes its [`Attached`], and calls [`write`]; then it
//! emits. `ops/deletion.rs` takes everything away; `docs/decisions/0004-what-hangs-on-a-message.md` says why it is so.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use wire::files::File;
use wire::ids::{MessageId, UserId};
use wire::messages::Reaction;
use wire::previews::Preview;
use wire::streams::Stream;

use super::change::Change;
use super::present;
use crate::domain::error::{Error, Result};
use crate::store;
use crate::store::db::Tx;
use crate::store::messages::{self, MessageRecord, ReplierRow};
use crate::store::reactions::{self, KindRow};

/// Repliers shown on a root message.
pub(super) const REPLIERS: usize = 5;

/// What hangs on a message. A part that an older row does not have is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attached {
    /// In the order of the first reaction of each kind.
    pub reactions: Vec<Reaction>,
    pub files: Vec<File>,
    pub previews: Vec<Preview>,
    /// Only of a root with replies. How many there are and when the last came are columns of the message.
    pub thread: Option<LastReplies>,
    /// `@here` was said, and whom it means is settled: saying it again after an edit took it away calls nobody else.
    pub here_said: bool,
    /// Whom `@here` meant when it was said first.
    pub here: Vec<UserId>,
    /// They were too many to name: `@here` counts for everybody.
    pub here_is_everybody: bool,
}

/// The end of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastReplies {
    /// `thread_position` of the last reply that is not deleted.
    pub last_position: i64,
    /// The last repliers, newest first, at most five.
    pub repliers: Vec<UserId>,
}

impl Attached {
    /// What hangs on a message.
    ///
    /// # Errors
    /// `Internal` when the column cannot be read.
    pub fn of(record: &MessageRecord) -> Result<Self> {
        let read = record.attached.as_deref().map(serde_json::from_str).transpose();
        Ok(read.map_err(Error::internal)?.unwrap_or_default())
    }

    /// The column; none when nothing hangs there.
    ///
    /// # Errors
    /// `Internal` when it cannot be written as JSON.
    pub fn column(&self) -> Result<Option<String>> {
        if *self == Self::default() {
            return Ok(None);
        }
        serde_json::to_string(self).map(Some).map_err(Error::internal)
    }
}

/// Writes what hangs on a message now and gives it the seq of the next event of its room, which must be the one that tells so.
/// The room's stream must be locked.
///
/// # Errors
/// As the store fails.
pub async fn write(c: &mut Change, record: &mut MessageRecord, attached: &Attached) -> Result<()> {
    record.attached = attached.column()?;
    record.changed_seq = c.next_seq(Stream::Room(record.room_id))?;
    messages::write_attached(c, record.id, record.attached.as_deref(), record.changed_seq).await
}

/// Reads anew from their rows what has rows: reactions, files and repliers of these messages. For whoever writes many rows at
/// once; the messages' seqs stay.
///
/// # Errors
/// As the store fails.
pub async fn gather(tx: &mut Tx, ids: &[MessageId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let records = messages::by_ids(tx, ids).await?;
    let mut reactions = reactions_by_message(reactions::kinds(tx, ids).await?);
    let mut files: HashMap<MessageId, Vec<File>> = HashMap::new();
    for file in store::files::of_messages(tx, ids).await? {
        files.entry(file.message_id).or_default().push(present::file(file)?);
    }
    let mut threads = threads(messages::repliers(tx, ids).await?);
    for record in records {
        let old = Attached::of(&record)?;
        let new = Attached {
            reactions: reactions.remove(&record.id).unwrap_or_default(),
            files: files.remove(&record.id).unwrap_or_default(),
            thread: threads.remove(&record.id),
            ..old
        };
        let column = new.column()?;
        if column != record.attached {
            messages::write_attached(tx, record.id, column.as_deref(), record.changed_seq).await?;
        }
    }
    Ok(())
}

/// Reactions by message, the kinds in the order of their first.
pub(super) fn reactions_by_message(rows: Vec<KindRow>) -> HashMap<MessageId, Vec<Reaction>> {
    let mut kinds: HashMap<MessageId, Vec<(i64, Reaction)>> = HashMap::new();
    for row in rows {
        let kinds = kinds.entry(row.message_id).or_default();
        match kinds.last_mut().filter(|(_, kind)| kind.emoji == row.emoji) {
            Some((_, kind)) => kind.users.push(row.user_id),
            None => {
                kinds.push((row.first_at, Reaction { emoji: row.emoji, count: row.total, users: vec![row.user_id] }));
            }
        }
    }
    let in_order = |mut kinds: Vec<(i64, Reaction)>| {
        kinds.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.emoji.cmp(&other.emoji)));
        kinds.into_iter().map(|(_, kind)| kind).collect()
    };
    kinds.into_iter().map(|(message, kinds)| (message, in_order(kinds))).collect()
}

/// The ends of threads, by root. The rows come newest replier first.
pub(super) fn threads(rows: Vec<ReplierRow>) -> HashMap<MessageId, LastReplies> {
    let mut threads: HashMap<MessageId, LastReplies> = HashMap::new();
    for row in rows {
        let thread = threads.entry(row.root_id).or_default();
        thread.last_position = thread.last_position.max(row.last);
        if thread.repliers.len() < REPLIERS {
            thread.repliers.push(row.author_id);
        }
    }
    threads
}
