//! What on a page of messages is a user's own: reactions, and what is saved for later.

use wire::ids::{MessageId, UserId};

use super::db::{Tx, record, sql};
use crate::domain::error::Result;

record! {
    /// One own part of a message.
    pub struct OwnRow {
        pub message_id: MessageId,
        /// A reaction; none: the message is saved.
        pub emoji: Option<String>,
    }
}

/// A user's own reactions on some messages, and which of others the user saved.
pub async fn parts(tx: &mut Tx, user: UserId, reacted_to: &[MessageId], messages: &[MessageId]) -> Result<Vec<OwnRow>> {
    let saved = "SELECT message_id, NULL AS emoji FROM saved WHERE user_id = $1 AND message_id IN ($list)";
    if reacted_to.is_empty() {
        return sql(saved).bind(user).bind_list(messages.iter().copied()).fetch_all(tx).await;
    }
    sql("SELECT message_id, emoji FROM reactions WHERE user_id = $1 AND message_id IN ($list) \
         UNION ALL SELECT message_id, NULL AS emoji FROM saved WHERE user_id = $1 AND message_id IN ($list)")
    .bind(user)
    .bind_list(reacted_to.iter().copied())
    .bind_list(messages.iter().copied())
    .fetch_all(tx)
    .await
}
