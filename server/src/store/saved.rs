//! Messages that users saved for later.

use wire::ids::{MessageId, UserId};
use wire::time::Timestamp;

use super::db::{Tx, sql};
use crate::domain::error::Result;

/// When a user saved a message.
pub async fn saved_at(tx: &mut Tx, user: UserId, message: MessageId) -> Result<Option<Timestamp>> {
    sql("SELECT saved_at FROM saved WHERE user_id = $1 AND message_id = $2")
        .bind(user)
        .bind(message)
        .fetch_value(tx)
        .await
}

/// Everything that a user saved, in no order.
pub async fn all(tx: &mut Tx, user: UserId) -> Result<Vec<MessageId>> {
    sql("SELECT message_id FROM saved WHERE user_id = $1").bind(user).fetch_values(tx).await
}

/// Saves a message for a user.
pub async fn insert(tx: &mut Tx, user: UserId, message: MessageId, at: Timestamp) -> Result<()> {
    sql("INSERT INTO saved (user_id, message_id, saved_at) VALUES ($1, $2, $3)")
        .bind(user)
        .bind(message)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// A user has it saved no more.
pub async fn delete(tx: &mut Tx, user: UserId, message: MessageId) -> Result<()> {
    sql("DELETE FROM saved WHERE user_id = $1 AND message_id = $2").bind(user).bind(message).execute(tx).await?;
    Ok(())
}

/// Nobody has it saved any more.
pub async fn forget(tx: &mut Tx, message: MessageId) -> Result<()> {
    sql("DELETE FROM saved WHERE message_id = $1").bind(message).execute(tx).await?;
    Ok(())
}
