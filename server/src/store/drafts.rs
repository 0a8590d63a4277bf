//! Drafts: what users typed and have not sent.

use uuid::Uuid;
use wire::ids::{RoomId, UserId};
use wire::time::Timestamp;

use super::db::{Tx, record, sql};
use crate::domain::error::Result;

record! {
    /// A draft as stored.
    pub struct DraftRecord {
        pub room_id: RoomId,
        /// The root of the thread it is for; the room's own id when it is for the room.
        pub place_id: Uuid,
        pub text: String,
        pub updated_at: Timestamp,
    }
}

/// A user's drafts in rooms the user is a member of, the newest first.
pub async fn of_user(tx: &mut Tx, user: UserId, limit: i64) -> Result<Vec<DraftRecord>> {
    sql("SELECT d.room_id, d.place_id, d.text, d.updated_at FROM drafts d \
         JOIN members m ON m.room_id = d.room_id AND m.user_id = d.user_id \
         WHERE d.user_id = $1 ORDER BY d.updated_at DESC, d.place_id LIMIT $2")
    .bind(user)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// A user's draft for a place.
pub async fn find(tx: &mut Tx, user: UserId, place: Uuid) -> Result<Option<DraftRecord>> {
    sql("SELECT room_id, place_id, text, updated_at FROM drafts WHERE user_id = $1 AND place_id = $2")
        .bind(user)
        .bind(place)
        .fetch_optional(tx)
        .await
}

/// Keeps a draft in the place of the one that was there.
pub async fn put(tx: &mut Tx, user: UserId, draft: &DraftRecord) -> Result<()> {
    sql("INSERT INTO drafts (user_id, room_id, place_id, text, updated_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (user_id, place_id) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at")
    .bind(user)
    .bind(draft.room_id)
    .bind(draft.place_id)
    .bind(&draft.text)
    .bind(draft.updated_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// A user's oldest drafts beyond the newest `keep`.
pub async fn surplus(tx: &mut Tx, user: UserId, keep: i64) -> Result<Vec<DraftRecord>> {
    sql("SELECT room_id, place_id, text, updated_at FROM drafts WHERE user_id = $1 \
         ORDER BY updated_at DESC, place_id LIMIT 10 OFFSET $2")
    .bind(user)
    .bind(keep)
    .fetch_all(tx)
    .await
}

/// Drops a draft.
pub async fn delete(tx: &mut Tx, user: UserId, place: Uuid) -> Result<()> {
    sql("DELETE FROM drafts WHERE user_id = $1 AND place_id = $2").bind(user).bind(place).execute(tx).await?;
    Ok(())
}

/// Drops a user's drafts of a room and its threads.
pub async fn forget_room(tx: &mut Tx, user: UserId, room: RoomId) -> Result<()> {
    sql("DELETE FROM drafts WHERE user_id = $1 AND room_id = $2").bind(user).bind(room).execute(tx).await?;
    Ok(())
}
