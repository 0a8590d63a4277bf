//! Texts that messages had before. The present text is the message's own.

use wire::ids::MessageId;
use wire::time::Timestamp;

use super::db::{Tx, record, sql};
use crate::domain::error::Result;

record! {
    /// An earlier text of a message.
    pub struct VersionRecord {
        /// 1 for the text as first sent.
        pub number: i64,
        pub text: String,
        /// The parsed text as JSON.
        pub document: Option<String>,
        /// When it was written.
        pub created_at: Timestamp,
    }
}

/// The number of the present text of a message: one more than that of the newest earlier one.
pub async fn present_number(tx: &mut Tx, message: MessageId) -> Result<i64> {
    let last: Option<Option<i64>> =
        sql("SELECT max(number) FROM message_versions WHERE message_id = $1").bind(message).fetch_value(tx).await?;
    Ok(last.flatten().unwrap_or_default() + 1)
}

/// Keeps an earlier text.
pub async fn insert(tx: &mut Tx, message: MessageId, version: &VersionRecord) -> Result<()> {
    sql("INSERT INTO message_versions (message_id, number, text, document, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(message)
        .bind(version.number)
        .bind(&version.text)
        .bind(version.document.clone())
        .bind(version.created_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Earlier texts of a message, the newest first.
pub async fn newest(tx: &mut Tx, message: MessageId, limit: i64) -> Result<Vec<VersionRecord>> {
    sql("SELECT number, text, document, created_at FROM message_versions WHERE message_id = $1 \
         ORDER BY number DESC LIMIT $2")
    .bind(message)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Forgets the earlier texts of a message.
pub async fn delete(tx: &mut Tx, message: MessageId) -> Result<()> {
    sql("DELETE FROM message_versions WHERE message_id = $1").bind(message).execute(tx).await?;
    Ok(())
}
