//! The truth about a proposal: the message as it now is, looked at with the caller's rights as they now are.
//!
//! Whatever lists and tail say, nothing is answered that does not pass here: not what was deleted, not what was edited away, not
//! what lies in a room that the caller may not read.

use std::collections::HashSet;

use uuid::Uuid;
use wire::files::FileKind;
use wire::ids::MessageId;
use wire::time::Timestamp;

use super::ask::{Filter, On, Wanted};
use super::marks;
use crate::access::reach::Reach;
use crate::domain::error::Result;
use crate::domain::search::matching::Words;
use crate::domain::search::query::{Has, Is};
use crate::domain::search::tokens::{Token, tokens};
use crate::ops::attached::Attached;
use crate::store::db::Tx;
use crate::store::messages::{self, MessageRecord};

/// Messages of one statement.
const AT_ONCE: usize = 512;

/// Where a message stands among all: the newest has the greatest.
pub type Standing = (Timestamp, Uuid);

/// Where this message stands.
#[must_use]
pub fn standing(record: &MessageRecord) -> Standing {
    (record.created_at, record.id.0)
}

/// Those of these messages that answer, the newest first; and where the oldest of all of them stands.
///
/// # Errors
/// As the store fails.
pub async fn answering(
    tx: &mut Tx,
    reach: &mut Reach,
    wanted: &Wanted,
    ids: &[MessageId],
) -> Result<(Vec<MessageRecord>, Option<Standing>)> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        found.extend(messages::by_ids(tx, ids).await?);
    }
    let oldest = found.iter().map(standing).min();
    reach.look(tx, found.iter().map(|record| record.room_id)).await?;
    let mut answering = Vec::with_capacity(found.len());
    for record in found {
        if reach.reads_room(record.room_id) && answers(&record, wanted)? {
            answering.push(record);
        }
    }
    answering.sort_unstable_by_key(|record| std::cmp::Reverse(standing(record)));
    answering.dedup_by_key(|record| record.id);
    Ok((answering, oldest))
}

/// Whether a message is what is asked for, whoever asks.
fn answers(record: &MessageRecord, wanted: &Wanted) -> Result<bool> {
    if record.deleted_at.is_some() {
        return Ok(false);
    }
    let attached = Attached::of(record)?;
    if !wanted.filters.iter().all(|filter| holds(filter, record, &attached, &wanted.saved)) {
        return Ok(false);
    }
    let texts: Vec<Vec<Token>> = marks::texts(record, &attached).map(tokens).collect();
    let is_there = |words: &Words| texts.iter().any(|text| words.are_in(text));
    Ok(wanted.words.iter().all(is_there) && !wanted.unwanted.iter().any(is_there))
}

fn holds(filter: &Filter, record: &MessageRecord, attached: &Attached, saved: &HashSet<MessageId>) -> bool {
    let is = match &filter.on {
        On::Author(author) => record.author_id == *author,
        On::Room(room) => record.room_id == *room,
        On::Has(Has::Link) => marks::has_link(record),
        On::Has(Has::File) => !attached.files.is_empty(),
        On::Has(Has::Image) => attached.files.iter().any(|file| file.kind == FileKind::Image),
        On::Has(Has::Reaction) => !attached.reactions.is_empty(),
        On::Is(Is::Thread) => record.root_id.is_some() || record.reply_count > 0,
        On::Is(Is::Pinned) => record.pinned_at.is_some(),
        On::Is(Is::Saved) => saved.contains(&record.id),
        On::Sent(from, to) => {
            from.is_none_or(|from| record.created_at >= from) && to.is_none_or(|to| record.created_at < to)
        }
    };
    is != filter.negated
}
