//! What on a page of messages is the viewer's own: it travels beside the messages, never within them.

use std::collections::{HashMap, HashSet};

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

/// The viewer's own parts of these messages, in one statement however many they are.
///
/// # Errors
/// As the store fails.
pub async fn parts(tx: &mut Tx, viewer: UserId, messages: &[Message]) -> Result<OwnParts> {
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    if ids.is_empty() {
        return Ok(OwnParts::default());
    }
    let mut own: HashMap<MessageId, Vec<String>> = HashMap::new();
    let mut saved = HashSet::new();
    for row in store::own::parts(tx, viewer, &ids).await? {
        match row.emoji {
            Some(emoji) => own.entry(row.message_id).or_default().push(emoji),
            None => drop(saved.insert(row.message_id)),
        }
    }
    let of = |message: &Message| {
        let emoji = in_order(&message.reactions, own.remove(&message.id)?);
        Some(OwnReactions { room: message.room, message: message.id, emoji })
    };
    let reactions = messages.iter().filter_map(of).collect();
    Ok(OwnParts { reactions, saved: ids.into_iter().filter(|id| saved.contains(id)).collect() })
}

/// The viewer's own reactions on one message, in the order of its kinds.
///
/// # Errors
/// As the store fails.
pub async fn of_one(tx: &mut Tx, viewer: UserId, (message, kinds): (MessageId, &[Reaction])) -> Result<Vec<String>> {
    let rows = reactions::of_user(tx, viewer, &[message]).await?;
    Ok(in_order(kinds, rows.into_iter().map(|row| row.emoji).collect()))
}

/// Own reactions in the order in which the message shows their kinds.
fn in_order(kinds: &[Reaction], mut emoji: Vec<String>) -> Vec<String> {
    emoji.sort_by_key(|emoji| kinds.iter().position(|kind| kind.emoji == *emoji));
    emoji
}
