//! Custom emoji, with their pictures.

use wire::ids::{EmojiId, UserId};
use wire::time::Timestamp;

use super::db::{Tx, record, sql};
use crate::domain::error::Result;

record! {
    /// A custom emoji as stored, without its picture.
    pub struct EmojiRecord {
        pub id: EmojiId,
        pub name: String,
        pub created_by: UserId,
        pub created_at: Timestamp,
        pub animated: bool,
    }
}

record! {
    /// The picture of a custom emoji.
    pub struct PictureRow {
        pub id: EmojiId,
        pub animated: bool,
        pub picture: Vec<u8>,
    }
}

/// All custom emoji, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<EmojiRecord>> {
    let mut all: Vec<EmojiRecord> =
        sql("SELECT id, name, created_by, created_at, animated FROM emoji").fetch_all(tx).await?;
    all.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// How many there are.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(sql("SELECT count(*) FROM emoji").fetch_value::<i64>(tx).await?.unwrap_or_default())
}

/// A custom emoji by its name.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<EmojiRecord>> {
    sql("SELECT id, name, created_by, created_at, animated FROM emoji WHERE name = $1")
        .bind(name)
        .fetch_optional(tx)
        .await
}

/// The picture of a custom emoji by its name.
pub async fn picture(tx: &mut Tx, name: &str) -> Result<Option<PictureRow>> {
    sql("SELECT id, animated, picture FROM emoji WHERE name = $1").bind(name).fetch_optional(tx).await
}

/// Writes a new one.
pub async fn insert(tx: &mut Tx, emoji: &EmojiRecord, picture: &[u8]) -> Result<()> {
    sql("INSERT INTO emoji (id, name, created_by, created_at, animated, picture) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(emoji.id)
        .bind(&emoji.name)
        .bind(emoji.created_by)
        .bind(emoji.created_at)
        .bind(emoji.animated)
        .bind(picture)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes one away.
pub async fn delete(tx: &mut Tx, emoji: EmojiId) -> Result<()> {
    sql("DELETE FROM emoji WHERE id = $1").bind(emoji).execute(tx).await?;
    Ok(())
}
