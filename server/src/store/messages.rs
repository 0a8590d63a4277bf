//! Messages, with their mentions and gaps.

use wire::ids::{MessageId, RoomId, UserId};
use wire::time::Timestamp;

use super::db::{Tx, Value, record, sql};
use crate::domain::error::Result;

record! {
    /// A message as stored.
    pub struct MessageRecord {
        pub id: MessageId,
        pub room_id: RoomId,
        pub author_id: UserId,
        pub position: Option<i64>,
        pub root_id: Option<MessageId>,
        pub thread_position: Option<i64>,
        pub text: String,
        /// The parsed text as JSON.
        pub document: Option<String>,
        pub created_at: Timestamp,
        pub edited_at: Option<Timestamp>,
        pub deleted_at: Option<Timestamp>,
        pub client_key: String,
        /// Digest of the text as first sent.
        pub sent_digest: i64,
        pub reply_count: i64,
        pub last_reply_at: Option<Timestamp>,
        pub changed_seq: i64,
        /// What hangs on it as JSON, in the form of `ops/attached.rs`; none when nothing does.
        pub attached: Option<String>,
        pub pinned_by: Option<UserId>,
        pub pinned_at: Option<Timestamp>,
    }
}

macro_rules! columns {
    () => {
        "id, room_id, author_id, position, root_id, thread_position, text, document, created_at, edited_at, deleted_at, \
         client_key, sent_digest, reply_count, last_reply_at, changed_seq, attached, pinned_by, pinned_at"
    };
}

pub(super) use columns;

/// Writes new messages.
pub async fn insert(tx: &mut Tx, messages: &[MessageRecord]) -> Result<()> {
    for messages in messages.chunks(50) {
        let rows = messages.iter().map(|message| -> [Value; 19] {
            [
                message.id.into(),
                message.room_id.into(),
                message.author_id.into(),
                message.position.into(),
                message.root_id.into(),
                message.thread_position.into(),
                (&message.text).into(),
                message.document.clone().into(),
                message.created_at.into(),
                message.edited_at.into(),
                message.deleted_at.into(),
                (&message.client_key).into(),
                message.sent_digest.into(),
                message.reply_count.into(),
                message.last_reply_at.into(),
                message.changed_seq.into(),
                message.attached.clone().into(),
                message.pinned_by.into(),
                message.pinned_at.into(),
            ]
        });
        sql(concat!("INSERT INTO messages (", columns!(), ") VALUES $rows")).bind_rows(rows).execute(tx).await?;
    }
    Ok(())
}

/// A message by its id.
pub async fn find(tx: &mut Tx, message: MessageId) -> Result<Option<MessageRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM messages WHERE id = $1")).bind(message).fetch_optional(tx).await
}

/// The message that this author sent to this room under this key.
pub async fn by_client_key(tx: &mut Tx, author: UserId, room: RoomId, key: &str) -> Result<Option<MessageRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM messages WHERE author_id = $1 AND room_id = $2 AND client_key = $3"))
        .bind(author)
        .bind(room)
        .bind(key)
        .fetch_optional(tx)
        .await
}

/// Messages of a room's timeline before a position, newest first.
pub async fn before(tx: &mut Tx, room: RoomId, position: i64, limit: i64) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM messages WHERE room_id = $1 AND position < $2 ORDER BY position DESC LIMIT $3"
    ))
    .bind(room)
    .bind(position)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Messages of a room's timeline after a position, oldest first.
pub async fn after(tx: &mut Tx, room: RoomId, position: i64, limit: i64) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM messages WHERE room_id = $1 AND position > $2 ORDER BY position LIMIT $3"
    ))
    .bind(room)
    .bind(position)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Messages of a room's timeline around a position, oldest first: `older` of them up to it, `newer` after it.
pub async fn around(
    tx: &mut Tx,
    room: RoomId,
    position: i64,
    (older, newer): (i64, i64),
) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM (SELECT * FROM messages WHERE room_id = $1 AND position <= $2 ORDER BY position DESC LIMIT $3) AS older \
         UNION ALL SELECT ",
        columns!(),
        " FROM (SELECT * FROM messages WHERE room_id = $1 AND position > $2 ORDER BY position LIMIT $4) AS newer \
         ORDER BY position"
    ))
    .bind(room)
    .bind(position)
    .bind(older)
    .bind(newer)
    .fetch_all(tx)
    .await
}

/// The place of a message in its room's timeline; of a reply outside it, its root's.
pub async fn position(tx: &mut Tx, room: RoomId, message: MessageId) -> Result<Option<i64>> {
    let found: Option<Option<i64>> = sql("SELECT coalesce(m.position, r.position) AS position FROM messages m \
         LEFT JOIN messages r ON r.id = m.root_id WHERE m.id = $1 AND m.room_id = $2")
    .bind(message)
    .bind(room)
    .fetch_value(tx)
    .await?;
    Ok(found.flatten())
}

/// Writes what hangs on a message, with the seq of the event that tells so.
pub async fn write_attached(tx: &mut Tx, message: MessageId, attached: Option<&str>, changed_seq: i64) -> Result<()> {
    sql("UPDATE messages SET attached = $2, changed_seq = $3 WHERE id = $1")
        .bind(message)
        .bind(attached.map(str::to_owned))
        .bind(changed_seq)
        .execute(tx)
        .await?;
    Ok(())
}

/// Messages of all rooms after an id, by id.
pub async fn after_id(tx: &mut Tx, message: MessageId, limit: i64) -> Result<Vec<MessageRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM messages WHERE id > $1 ORDER BY id LIMIT $2"))
        .bind(message)
        .bind(limit)
        .fetch_all(tx)
        .await
}

/// These messages.
pub async fn by_ids(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<MessageRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM messages WHERE id IN ($list)"))
        .bind_list(messages.iter().copied())
        .fetch_all(tx)
        .await
}

/// Replies of a thread before a thread position, newest first.
pub async fn replies_before(tx: &mut Tx, root: MessageId, position: i64, limit: i64) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM messages WHERE root_id = $1 AND thread_position < $2 ORDER BY thread_position DESC LIMIT $3"
    ))
    .bind(root)
    .bind(position)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Replies of a thread after a thread position, oldest first.
pub async fn replies_after(tx: &mut Tx, root: MessageId, position: i64, limit: i64) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM messages WHERE root_id = $1 AND thread_position > $2 ORDER BY thread_position LIMIT $3"
    ))
    .bind(root)
    .bind(position)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Replies of a thread around a thread position, oldest first: `older` of them up to it, `newer` after it.
pub async fn replies_around(
    tx: &mut Tx,
    root: MessageId,
    position: i64,
    (older, newer): (i64, i64),
) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM (SELECT * FROM messages WHERE root_id = $1 AND thread_position <= $2 \
             ORDER BY thread_position DESC LIMIT $3) AS older \
         UNION ALL SELECT ",
        columns!(),
        " FROM (SELECT * FROM messages WHERE root_id = $1 AND thread_position > $2 \
             ORDER BY thread_position LIMIT $4) AS newer ORDER BY thread_position"
    ))
    .bind(root)
    .bind(position)
    .bind(older)
    .bind(newer)
    .fetch_all(tx)
    .await
}

record! {
    /// Who replied last, by thread position.
    pub struct ReplierRow {
        pub root_id: MessageId,
        pub author_id: UserId,
        pub last: i64,
    }
}

/// The repliers of these threads, the last one first.
pub async fn repliers(tx: &mut Tx, roots: &[MessageId]) -> Result<Vec<ReplierRow>> {
    sql("SELECT root_id, author_id, max(thread_position) AS last FROM messages \
         WHERE root_id IN ($list) AND deleted_at IS NULL GROUP BY root_id, author_id ORDER BY last DESC")
    .bind_list(roots.iter().copied())
    .fetch_all(tx)
    .await
}

/// Writes another text of a message, and when it was edited.
pub async fn edit(tx: &mut Tx, message: &MessageRecord) -> Result<()> {
    sql("UPDATE messages SET text = $2, document = $3, edited_at = $4, attached = $5, changed_seq = $6 WHERE id = $1")
        .bind(message.id)
        .bind(&message.text)
        .bind(message.document.clone())
        .bind(message.edited_at)
        .bind(message.attached.clone())
        .bind(message.changed_seq)
        .execute(tx)
        .await?;
    Ok(())
}

/// Writes that a message is deleted: nothing of what it said stays in its row.
pub async fn empty(tx: &mut Tx, message: &MessageRecord) -> Result<()> {
    sql("UPDATE messages SET text = $2, document = NULL, attached = $3, pinned_by = NULL, pinned_at = NULL, \
         edited_at = NULL, deleted_at = $4, changed_seq = $5 WHERE id = $1")
    .bind(message.id)
    .bind("")
    .bind(message.attached.clone())
    .bind(message.deleted_at)
    .bind(message.changed_seq)
    .execute(tx)
    .await?;
    Ok(())
}

/// Records that the message at a position is deleted.
pub async fn insert_gap(tx: &mut Tx, room: RoomId, position: i64) -> Result<()> {
    sql("INSERT INTO gaps (room_id, position) VALUES ($1, $2)").bind(room).bind(position).execute(tx).await?;
    Ok(())
}

/// Forgets whom a message mentions.
pub async fn delete_mentions(tx: &mut Tx, message: MessageId) -> Result<()> {
    sql("DELETE FROM mentions WHERE message_id = $1").bind(message).execute(tx).await?;
    Ok(())
}

/// Records whom a message mentions: users, or everybody in the room (`None`).
pub async fn insert_mentions(tx: &mut Tx, message: &MessageRecord, mentioned: &[Option<UserId>]) -> Result<()> {
    for mentioned in mentioned.chunks(128) {
        let rows = mentioned.iter().map(|user| -> [Value; 5] {
            let (position, created_at) = (message.position.into(), message.created_at.into());
            [message.id.into(), (*user).into(), message.room_id.into(), position, created_at]
        });
        sql("INSERT INTO mentions (message_id, user_id, room_id, position, created_at) VALUES $rows")
            .bind_rows(rows)
            .execute(tx)
            .await?;
    }
    Ok(())
}

record! {
    /// A position of a room.
    pub struct PlaceRow {
        pub room_id: RoomId,
        pub position: i64,
    }
}

/// Positions that a user has not read whose message mentions the user, newest first.
pub async fn unread_mentions(tx: &mut Tx, user: UserId) -> Result<Vec<PlaceRow>> {
    sql("SELECT DISTINCT n.room_id, n.position FROM members m \
         JOIN mentions n ON n.room_id = m.room_id AND n.position > coalesce(m.unread_from - 1, m.mark) \
         JOIN messages t ON t.id = n.message_id \
         WHERE m.user_id = $1 AND (n.user_id = $1 OR n.user_id IS NULL) AND t.author_id <> $1 ORDER BY n.position DESC")
    .bind(user)
    .fetch_all(tx)
    .await
}

/// Deleted positions that a user has not read.
pub async fn unread_gaps(tx: &mut Tx, user: UserId) -> Result<Vec<PlaceRow>> {
    sql("SELECT g.room_id, g.position FROM members m \
         JOIN gaps g ON g.room_id = m.room_id AND g.position > coalesce(m.unread_from - 1, m.mark) \
         WHERE m.user_id = $1 ORDER BY g.position")
    .bind(user)
    .fetch_all(tx)
    .await
}

/// The positions of a room from one on whose message mentions a user, newest first.
pub async fn mentions_from(tx: &mut Tx, (room, user): (RoomId, UserId), position: i64, limit: i64) -> Result<Vec<i64>> {
    sql("SELECT DISTINCT n.position FROM mentions n JOIN messages t ON t.id = n.message_id \
         WHERE n.room_id = $1 AND n.position >= $2 AND (n.user_id = $3 OR n.user_id IS NULL) AND t.author_id <> $3 \
         ORDER BY n.position DESC LIMIT $4")
    .bind(room)
    .bind(position)
    .bind(user)
    .bind(limit)
    .fetch_values(tx)
    .await
}

/// The deleted positions of a room from one on.
pub async fn gaps_from(tx: &mut Tx, room: RoomId, position: i64) -> Result<Vec<i64>> {
    sql("SELECT position FROM gaps WHERE room_id = $1 AND position >= $2 ORDER BY position")
        .bind(room)
        .bind(position)
        .fetch_values(tx)
        .await
}
