//! What on a page of messages is the viewer's own: it travels beside the messages, never within them.

use std::collections::HashSet;

use wire::ids::{MessageId, UserId};
use wire::messages::{Message, OwnReactions, Reaction};

use crate::domain::error::Result;
use crate::store::db::Tx;
use crate::store::{self, reactions};

/// The viewer's own parts of some messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnParts {
    /// In the order of the messages; each message's in the order of its kinds.
    pub reactions: Vec<OwnReactions>,
    /// Messages that the viewer saved for later, in the order of the messages.
    pub saved: Vec<MessageId>,
}

/// The viewer's own parts of these messages, in one statement however many they are. The first who reacted stand on the messages
/// themselves; only where others follow them are rows asked.
///
/// # Errors
/// As the store fails.
pub async fn parts(tx: &mut Tx, viewer: UserId, messages: &[Message]) -> Result<OwnParts> {
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    if ids.is_empty() {
        return Ok(OwnParts::default());
    }
    let untold = |kind: &Reaction| i64::try_from(kind.users.len()).is_ok_and(|told| told < kind.count);
    let crowded = messages.iter().filter(|message| message.reactions.iter().any(untold));
    let crowded: Vec<MessageId> = crowded.map(|message| message.id).collect();
    let (mut beyond, mut saved) = (HashSet::new(), HashSet::new());
    for row in store::own::parts(tx, viewer, &crowded, &ids).await? {
        match row.emoji {
            Some(emoji) => drop(beyond.insert((row.message_id, emoji))),
            None => drop(saved.insert(row.message_id)),
        }
    }
    let own = |message: &Message| {
        let is_own = |kind: &&Reaction| {
            kind.users.contains(&viewer) || untold(kind) && beyond.contains(&(message.id, kind.emoji.clone()))
        };
        let emoji: Vec<String> = message.reactions.iter().filter(is_own).map(|kind| kind.emoji.clone()).collect();
        (!emoji.is_empty()).then_some(OwnReactions { room: message.room, message: message.id, emoji })
    };
    let reactions = messages.iter().filter_map(own).collect();
    Ok(OwnParts { reactions, saved: ids.into_iter().filter(|id| saved.contains(id)).collect() })
}

/// The viewer's own reactions on one message, in the order of its kinds.
///
/// # Errors
/// As the store fails.
pub async fn of_one(tx: &mut Tx, viewer: UserId, (message, kinds): (MessageId, &[Reaction])) -> Result<Vec<String>> {
    let rows = reactions::of_user(tx, viewer, &[message]).await?;
    let mut emoji: Vec<String> = rows.into_iter().map(|row| row.emoji).collect();
    emoji.sort_by_key(|emoji| kinds.iter().position(|kind| kind.emoji == *emoji));
    Ok(emoji)
}
