//! Reactions: who reacted to which message with what.

use wire::ids::{MessageId, UserId};
use wire::limits;
use wire::time::Timestamp;

use super::db::{Tx, record, sql};
use crate::domain::error::{Error, Result};

record! {
    /// One of the first users who reacted with a kind, and how many there are of the kind.
    pub struct KindRow {
        pub message_id: MessageId,
        pub emoji: String,
        pub user_id: UserId,
        pub total: i64,
        /// When the kind was first used, in microseconds.
        pub first_at: i64,
    }
}

/// Every kind of reaction on these messages with its first twenty users, in the order in which they reacted.
pub async fn kinds(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<KindRow>> {
    sql("SELECT message_id, emoji, user_id, total, first_at FROM ( \
             SELECT message_id, emoji, user_id, \
                 row_number() OVER (PARTITION BY message_id, emoji ORDER BY created_at, user_id) AS place, \
                 count(*) OVER (PARTITION BY message_id, emoji) AS total, \
                 min(created_at) OVER (PARTITION BY message_id, emoji) AS first_at \
             FROM reactions WHERE message_id IN ($list) \
         ) AS placed WHERE place <= $1 ORDER BY message_id, emoji, place")
    .bind(i64::try_from(limits::REACTION_USERS).map_err(Error::internal)?)
    .bind_list(messages.iter().copied())
    .fetch_all(tx)
    .await
}

record! {
    /// One reaction of a user.
    pub struct OwnRow {
        pub message_id: MessageId,
        pub emoji: String,
    }
}

/// How a user reacted to these messages.
pub async fn of_user(tx: &mut Tx, user: UserId, messages: &[MessageId]) -> Result<Vec<OwnRow>> {
    sql("SELECT message_id, emoji FROM reactions WHERE user_id = $1 AND message_id IN ($list)")
        .bind(user)
        .bind_list(messages.iter().copied())
        .fetch_all(tx)
        .await
}

record! {
    /// One user's reaction.
    pub struct ReactionRow {
        pub message_id: MessageId,
        pub emoji: String,
        pub user_id: UserId,
    }
}

/// Every reaction on these messages, however many they are.
pub async fn of_messages(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<ReactionRow>> {
    sql("SELECT message_id, emoji, user_id FROM reactions WHERE message_id IN ($list)")
        .bind_list(messages.iter().copied())
        .fetch_all(tx)
        .await
}

/// Whether a user reacted to a message with a kind.
pub async fn exists(tx: &mut Tx, (message, emoji): (MessageId, &str), user: UserId) -> Result<bool> {
    let found: Option<i64> =
        sql("SELECT created_at FROM reactions WHERE message_id = $1 AND emoji = $2 AND user_id = $3")
            .bind(message)
            .bind(emoji)
            .bind(user)
            .fetch_value(tx)
            .await?;
    Ok(found.is_some())
}

/// Writes a reaction.
pub async fn insert(tx: &mut Tx, (message, emoji): (MessageId, &str), user: UserId, now: Timestamp) -> Result<()> {
    sql("INSERT INTO reactions (message_id, emoji, user_id, created_at) VALUES ($1, $2, $3, $4)")
        .bind(message)
        .bind(emoji)
        .bind(user)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes a reaction back; answers whether it was there.
pub async fn delete(tx: &mut Tx, (message, emoji): (MessageId, &str), user: UserId) -> Result<bool> {
    let deleted = sql("DELETE FROM reactions WHERE message_id = $1 AND emoji = $2 AND user_id = $3")
        .bind(message)
        .bind(emoji)
        .bind(user)
        .execute(tx)
        .await?;
    Ok(deleted > 0)
}

/// Forgets all reactions on a message.
pub async fn delete_all(tx: &mut Tx, message: MessageId) -> Result<()> {
    sql("DELETE FROM reactions WHERE message_id = $1").bind(message).execute(tx).await?;
    Ok(())
}

record! {
    /// Who reacted, and when.
    pub struct ReactorRow {
        pub user_id: UserId,
        pub created_at: Timestamp,
    }
}

/// Who reacted to a message with a kind, in the order of reacting, after one of them.
pub async fn page(
    tx: &mut Tx,
    (message, emoji): (MessageId, &str),
    after: (i64, UserId),
    limit: i64,
) -> Result<Vec<ReactorRow>> {
    sql("SELECT user_id, created_at FROM reactions WHERE message_id = $1 AND emoji = $2 \
         AND (created_at > $3 OR (created_at = $3 AND user_id > $4)) ORDER BY created_at, user_id LIMIT $5")
    .bind(message)
    .bind(emoji)
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(tx)
    .await
}
