//! Messages that are pinned to their rooms.

use wire::ids::{MessageId, RoomId};

use super::db::{Tx, record, sql};
use super::messages::MessageRecord;
use crate::domain::error::Result;

record! {
    /// What is pinned to a room, in numbers.
    pub struct PinCount {
        pub pins: i64,
        /// When the newest pin was made, in microseconds; 0 when there is none.
        pub newest: i64,
    }
}

/// How much is pinned to a room.
pub async fn count(tx: &mut Tx, room: RoomId) -> Result<PinCount> {
    sql("SELECT count(*) AS pins, coalesce(max(pinned_at), $2) AS newest FROM messages \
         WHERE room_id = $1 AND pinned_at IS NOT NULL")
    .bind(room)
    .bind(0_i64)
    .fetch_one(tx)
    .await
}

/// Writes whether and by whom a message is pinned.
pub async fn write(tx: &mut Tx, message: &MessageRecord) -> Result<()> {
    sql("UPDATE messages SET pinned_by = $2, pinned_at = $3, changed_seq = $4 WHERE id = $1")
        .bind(message.id)
        .bind(message.pinned_by)
        .bind(message.pinned_at)
        .bind(message.changed_seq)
        .execute(tx)
        .await?;
    Ok(())
}

/// The messages pinned to a room before a moment in microseconds, the newest pin first. No two pins of a room are of one moment.
pub async fn page(tx: &mut Tx, room: RoomId, before: i64, limit: i64) -> Result<Vec<MessageId>> {
    sql("SELECT id FROM messages WHERE room_id = $1 AND pinned_at < $2 AND pinned_at IS NOT NULL \
         ORDER BY pinned_at DESC LIMIT $3")
    .bind(room)
    .bind(before)
    .bind(limit)
    .fetch_values(tx)
    .await
}
