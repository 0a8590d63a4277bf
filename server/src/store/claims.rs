//! Claim links: each lets a person take over one imported account, once.

use wire::ids::UserId;
use wire::time::Timestamp;

use super::db::{Tx, sql};
use crate::domain::error::Result;

/// Writes a link; earlier ones of the user are void.
pub async fn replace(tx: &mut Tx, user: UserId, token_hash: &[u8], expires_at: Timestamp) -> Result<()> {
    sql("DELETE FROM claims WHERE user_id = $1").bind(user).execute(tx).await?;
    sql("INSERT INTO claims (token_hash, user_id, expires_at) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(user)
        .bind(expires_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Whose link this is, while it is good.
pub async fn find(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<UserId>> {
    sql("SELECT user_id FROM claims WHERE token_hash = $1 AND expires_at > $2")
        .bind(token_hash)
        .bind(now)
        .fetch_value(tx)
        .await
}

/// Uses a link up; answers whose it was, if it was good.
pub async fn take(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<UserId>> {
    sql("DELETE FROM claims WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id")
        .bind(token_hash)
        .bind(now)
        .fetch_value(tx)
        .await
}
