//! What only an import writes: history with what hangs on it, and the map from a source's keys to ours.
//!
//! People, rooms and messages themselves go through their own files.

use uuid::Uuid;
use wire::ids::{MessageId, RoomId, UserId};
use wire::members::RoomRole;
use wire::time::Timestamp;

use super::db::{Tx, Value, record, sql};
use crate::domain::error::Result;

/// Parameters of one statement: far below either engine's limit.
const LIST: usize = 500;

record! {
    /// What a source's key became here.
    pub struct ImportedRow {
        pub key: String,
        pub id: Uuid,
    }
}

/// What these keys of a source became, as far as they were imported.
pub async fn find(tx: &mut Tx, source: &str, keys: &[String]) -> Result<Vec<ImportedRow>> {
    let mut found = Vec::new();
    for keys in keys.chunks(LIST) {
        let rows: Vec<ImportedRow> = sql("SELECT key, id FROM imported WHERE source = $1 AND key IN ($list)")
            .bind(source)
            .bind_list(keys.iter().cloned())
            .fetch_all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Remembers what keys of a source became.
pub async fn insert(tx: &mut Tx, source: &str, imported: &[(String, Uuid)]) -> Result<()> {
    for imported in imported.chunks(LIST) {
        let rows = imported.iter().map(|(key, id)| -> [Value; 3] { [source.into(), key.into(), (*id).into()] });
        sql("INSERT INTO imported (source, key, id) VALUES $rows").bind_rows(rows).execute(tx).await?;
    }
    Ok(())
}

/// Where the replies of a thread stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadState {
    pub root: MessageId,
    pub reply_count: i64,
    /// Thread position of the last reply; 0 when there is none.
    pub last_position: i64,
    pub last_reply_at: Option<Timestamp>,
}

record! {
    struct RootRow {
        id: MessageId,
        reply_count: i64,
        last_reply_at: Option<Timestamp>,
    }
}

record! {
    struct LastRow {
        root_id: MessageId,
        last: i64,
    }
}

/// The threads under these messages; those that are replies themselves or are of another room have none.
pub async fn threads(tx: &mut Tx, room: RoomId, roots: &[MessageId]) -> Result<Vec<ThreadState>> {
    if roots.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<RootRow> = sql("SELECT id, reply_count, last_reply_at FROM messages \
         WHERE room_id = $1 AND root_id IS NULL AND id IN ($list)")
    .bind(room)
    .bind_list(roots.iter().copied())
    .fetch_all(tx)
    .await?;
    let last: Vec<LastRow> =
        sql("SELECT root_id, max(thread_position) AS last FROM messages WHERE root_id IN ($list) GROUP BY root_id")
            .bind_list(roots.iter().copied())
            .fetch_all(tx)
            .await?;
    let state = |root: RootRow| ThreadState {
        root: root.id,
        reply_count: root.reply_count,
        last_position: last.iter().find(|row| row.root_id == root.id).map_or(0, |row| row.last),
        last_reply_at: root.last_reply_at,
    };
    Ok(found.into_iter().map(state).collect())
}

/// Writes how many replies a root has now.
pub async fn update_thread(tx: &mut Tx, thread: ThreadState) -> Result<()> {
    sql("UPDATE messages SET reply_count = $2, last_reply_at = $3, last_thread_position = $4 WHERE id = $1")
        .bind(thread.root)
        .bind(thread.reply_count)
        .bind(thread.last_reply_at)
        .bind(thread.last_position)
        .execute(tx)
        .await?;
    Ok(())
}

record! {
    /// When a message that is not deleted was edited last.
    pub struct EditRow {
        pub id: MessageId,
        pub edited_at: Option<Timestamp>,
    }
}

/// When these messages were edited; the deleted ones are not among them.
pub async fn edits(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<EditRow>> {
    sql("SELECT id, edited_at FROM messages WHERE deleted_at IS NULL AND id IN ($list)")
        .bind_list(messages.iter().copied())
        .fetch_all(tx)
        .await
}

/// Gives a message another text. Its old mentions go.
pub async fn edit(tx: &mut Tx, edited: EditRow, text: &str, document: Option<String>) -> Result<()> {
    sql("UPDATE messages SET text = $2, document = $3, edited_at = $4 WHERE id = $1")
        .bind(edited.id)
        .bind(text)
        .bind(document)
        .bind(edited.edited_at)
        .execute(tx)
        .await?;
    sql("DELETE FROM mentions WHERE message_id = $1").bind(edited.id).execute(tx).await?;
    Ok(())
}

/// Records the seq of the event that tells how a message changed.
pub async fn stamp(tx: &mut Tx, message: MessageId, changed_seq: i64) -> Result<()> {
    sql("UPDATE messages SET changed_seq = $2 WHERE id = $1").bind(message).bind(changed_seq).execute(tx).await?;
    Ok(())
}

/// One reaction of one user.
#[derive(Clone, Debug)]
pub struct NewReaction {
    pub message: MessageId,
    pub emoji: String,
    pub user: UserId,
    /// Reactions are shown in the order of these.
    pub created_at: Timestamp,
}

/// Writes reactions.
pub async fn insert_reactions(tx: &mut Tx, reactions: &[NewReaction]) -> Result<()> {
    for reactions in reactions.chunks(100) {
        let rows = reactions.iter().map(|new| -> [Value; 4] {
            [new.message.into(), (&new.emoji).into(), new.user.into(), new.created_at.into()]
        });
        sql("INSERT INTO reactions (message_id, emoji, user_id, created_at) VALUES $rows ON CONFLICT DO NOTHING")
            .bind_rows(rows)
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// Makes people members of a hidden room; who is one already stays so.
pub async fn insert_members(tx: &mut Tx, room: RoomId, members: &[(UserId, RoomRole)], now: Timestamp) -> Result<()> {
    for members in members.chunks(100) {
        let rows = members.iter().map(|(user, role)| -> [Value; 5] {
            [room.into(), (*user).into(), (*role).into(), now.into(), 0_i64.into()]
        });
        sql("INSERT INTO members (room_id, user_id, role, joined_at, mark) VALUES $rows ON CONFLICT DO NOTHING")
            .bind_rows(rows)
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// Ends the hiding of a room: its members have read everything.
pub async fn reveal(tx: &mut Tx, room: RoomId, changed_seq: i64) -> Result<()> {
    sql("UPDATE rooms SET hidden = $2, changed_seq = $3 WHERE id = $1")
        .bind(room)
        .bind(false)
        .bind(changed_seq)
        .execute(tx)
        .await?;
    sql("UPDATE members SET mark = (SELECT last_position FROM rooms WHERE id = $1) WHERE room_id = $1")
        .bind(room)
        .execute(tx)
        .await?;
    Ok(())
}

/// Those whose account nobody has claimed have read everything of a room and its threads.
pub async fn mark_read_by_unclaimed(tx: &mut Tx, room: RoomId) -> Result<()> {
    sql("UPDATE members SET mark = (SELECT last_position FROM rooms WHERE id = $1) \
         WHERE room_id = $1 AND user_id IN (SELECT id FROM users WHERE unclaimed)")
    .bind(room)
    .execute(tx)
    .await?;
    sql("UPDATE thread_follows \
         SET mark = (SELECT t.last_thread_position FROM messages t WHERE t.id = thread_follows.root_id) \
         WHERE room_id = $1 AND user_id IN (SELECT id FROM users WHERE unclaimed)")
    .bind(room)
    .execute(tx)
    .await?;
    Ok(())
}

record! {
    /// A message of the timeline with replies.
    pub struct ThreadRoot {
        pub id: MessageId,
        pub position: i64,
    }
}

/// The messages of a room that have replies, in their order, after a position.
pub async fn roots(tx: &mut Tx, room: RoomId, after: i64, limit: i64) -> Result<Vec<ThreadRoot>> {
    sql("SELECT id, position FROM messages \
         WHERE room_id = $1 AND position > $2 AND reply_count > 0 ORDER BY position LIMIT $3")
    .bind(room)
    .bind(after)
    .bind(limit)
    .fetch_all(tx)
    .await
}

record! {
    /// A user who took part in a thread.
    pub struct DrawnRow {
        pub user_id: UserId,
        pub root_id: MessageId,
        /// Where the thread ends.
        pub last_position: i64,
        /// Of the root.
        pub changed_seq: i64,
        pub unclaimed: bool,
    }
}

/// The members who started these threads, replied, or are mentioned there by name, and never followed nor unfollowed.
pub async fn drawn_in(tx: &mut Tx, roots: &[MessageId]) -> Result<Vec<DrawnRow>> {
    sql("WITH replies AS (SELECT id, root_id, author_id FROM messages WHERE root_id IN ($list) AND deleted_at IS NULL), \
         drawn AS ( \
             SELECT root_id, author_id AS user_id FROM replies \
             UNION SELECT t.id, t.author_id FROM messages t WHERE t.id IN (SELECT root_id FROM replies) \
             UNION SELECT n.root_id, x.user_id FROM replies n JOIN mentions x ON x.message_id IN (n.id, n.root_id) \
         ) \
         SELECT d.user_id, d.root_id, t.last_thread_position AS last_position, t.changed_seq, u.unclaimed \
         FROM drawn d JOIN messages t ON t.id = d.root_id \
         JOIN members m ON m.room_id = t.room_id AND m.user_id = d.user_id JOIN users u ON u.id = d.user_id \
         LEFT JOIN thread_follows f ON f.user_id = d.user_id AND f.root_id = d.root_id \
         WHERE f.user_id IS NULL ORDER BY d.user_id, d.root_id")
    .bind_list(roots.iter().copied())
    .fetch_all(tx)
    .await
}

record! {
    /// A member whose account is somebody's.
    pub struct ClaimedRow {
        pub user_id: UserId,
        pub role: RoomRole,
    }
}

/// The members of a room whose accounts are in use, by user id, after one.
pub async fn claimed_members(tx: &mut Tx, room: RoomId, after: UserId, limit: i64) -> Result<Vec<ClaimedRow>> {
    sql("SELECT m.user_id, m.role FROM members m JOIN users u ON u.id = m.user_id \
         WHERE m.room_id = $1 AND m.user_id > $2 AND NOT u.unclaimed AND NOT u.deactivated ORDER BY m.user_id LIMIT $3")
    .bind(room)
    .bind(after)
    .bind(limit)
    .fetch_all(tx)
    .await
}
