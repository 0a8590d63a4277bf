//! Rows become wire types. What depends on the viewer is answered beside the messages, never within them.

use std::collections::HashMap;

use wire::document::Document;
use wire::files::{File, FileKind};
use wire::ids::{MessageId, RoomId, UserId};
use wire::limits;
use wire::members::Member;
use wire::messages::{Mentions, Message, OwnReactions, Reaction, ReplyPlace, ThreadSummary};
use wire::rooms::Room;
use wire::users::User;

use crate::domain::error::{Error, Result};
use crate::domain::mentions;
use crate::store::db::Tx;
use crate::store::members::MemberRecord;
use crate::store::messages::{self, MessageRecord, ReactionRow};
use crate::store::rooms::RoomRecord;
use crate::store::users::UserRecord;

/// Repliers shown on a root message.
const REPLIERS: usize = 5;

/// A user's public profile.
#[must_use]
pub fn user(record: UserRecord) -> User {
    User {
        id: record.id,
        username: record.username,
        display_name: record.display_name,
        kind: record.kind,
        role: record.role,
        unclaimed: record.unclaimed,
        deactivated: record.deactivated,
        created_at: record.created_at,
        changed_seq: record.changed_seq,
    }
}

/// A room, the same for every viewer.
#[must_use]
pub fn room(record: &RoomRecord) -> Room {
    let people = record.direct_key.as_deref().unwrap_or_default();
    Room {
        id: record.id,
        kind: record.kind,
        name: record.name.clone(),
        topic: record.topic.clone(),
        archived: record.archived,
        created_by: record.created_by,
        created_at: record.created_at,
        member_count: record.member_count,
        last_position: record.last_position,
        last_message_at: record.last_message_at,
        direct_users: people.split_whitespace().filter_map(|id| id.parse().ok()).collect(),
        changed_seq: record.changed_seq,
    }
}

/// A user in a room.
#[must_use]
pub fn member(record: &MemberRecord) -> Member {
    Member { user: record.user_id, role: record.role, joined_at: record.joined_at }
}

/// Messages with all that hangs on them, in three statements however many they are; and the viewer's own reactions.
///
/// # Errors
/// As the store fails.
pub async fn messages(
    tx: &mut Tx,
    viewer: UserId,
    records: Vec<MessageRecord>,
) -> Result<(Vec<Message>, Vec<OwnReactions>)> {
    let ids: Vec<MessageId> = records.iter().map(|record| record.id).collect();
    if ids.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let reactions = messages::reactions(tx, &ids).await?;
    let own = own_reactions(viewer, &records, &reactions);
    let mut reactions = group_reactions(reactions);
    let mut files: HashMap<MessageId, Vec<File>> = HashMap::new();
    for file in messages::files(tx, &ids).await? {
        let link = File {
            id: file.id,
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            kind: FileKind::Other,
            image: None,
            url: Some(file.url),
        };
        files.entry(file.message_id).or_default().push(link);
    }
    let roots: Vec<MessageId> =
        records.iter().filter(|record| record.reply_count > 0).map(|record| record.id).collect();
    let mut repliers: HashMap<MessageId, (i64, Vec<UserId>)> = HashMap::new();
    if !roots.is_empty() {
        for row in messages::repliers(tx, &roots).await? {
            let (last, users) = repliers.entry(row.root_id).or_default();
            *last = row.last.max(*last);
            users.push(row.author_id);
        }
    }
    let message = |record: MessageRecord| {
        let mut message = bare_message(record)?;
        message.reactions = reactions.remove(&message.id).unwrap_or_default();
        message.files = files.remove(&message.id).unwrap_or_default();
        if let Some(thread) = &mut message.thread {
            (thread.last_position, thread.repliers) = repliers.remove(&message.id).unwrap_or_default();
            thread.repliers.truncate(REPLIERS);
        }
        Ok(message)
    };
    Ok((records.into_iter().map(message).collect::<Result<_>>()?, own))
}

/// A message on which nothing hangs yet: just sent.
///
/// # Errors
/// `Internal` when the stored document cannot be read.
pub fn bare_message(record: MessageRecord) -> Result<Message> {
    let document: Option<Document> =
        record.document.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let thread = record.last_reply_at.filter(|_| record.reply_count > 0).map(|last_reply_at| ThreadSummary {
        reply_count: record.reply_count,
        last_reply_at,
        last_position: record.reply_count,
        repliers: Vec::new(),
    });
    let reply = record.root_id.zip(record.thread_position);
    Ok(Message {
        id: record.id,
        room: record.room_id,
        author: record.author_id,
        position: record.position,
        reply: reply.map(|(root, thread_position)| ReplyPlace { root, thread_position }),
        text: record.text,
        mentions: document.as_ref().map_or_else(Mentions::default, mentions::of),
        document,
        files: Vec::new(),
        previews: Vec::new(),
        pin: None,
        reactions: Vec::new(),
        thread,
        created_at: record.created_at,
        edited_at: record.edited_at,
        deleted_at: record.deleted_at,
        client_key: record.client_key,
        changed_seq: record.changed_seq,
    })
}

/// Reactions by message, each kind once, in the order of its first.
fn group_reactions(rows: Vec<ReactionRow>) -> HashMap<MessageId, Vec<Reaction>> {
    let mut grouped: HashMap<MessageId, Vec<Reaction>> = HashMap::new();
    for row in rows {
        let reactions = grouped.entry(row.message_id).or_default();
        let at = reactions.iter().position(|reaction| reaction.emoji == row.emoji).unwrap_or_else(|| {
            reactions.push(Reaction { emoji: row.emoji, count: 0, users: Vec::new() });
            reactions.len() - 1
        });
        let Some(reaction) = reactions.get_mut(at) else { continue };
        reaction.count += 1;
        if reaction.users.len() < limits::REACTION_USERS {
            reaction.users.push(row.user_id);
        }
    }
    grouped
}

fn own_reactions(viewer: UserId, records: &[MessageRecord], rows: &[ReactionRow]) -> Vec<OwnReactions> {
    let rooms: HashMap<MessageId, RoomId> = records.iter().map(|record| (record.id, record.room_id)).collect();
    let mut own: Vec<OwnReactions> = Vec::new();
    for row in rows.iter().filter(|row| row.user_id == viewer) {
        let Some(room) = rooms.get(&row.message_id).copied() else { continue };
        match own.iter_mut().find(|own| own.message == row.message_id) {
            Some(own) => own.emoji.push(row.emoji.clone()),
            None => own.push(OwnReactions { room, message: row.message_id, emoji: vec![row.emoji.clone()] }),
        }
    }
    own
}
