//! Sessions: signed-in devices.

use wire::ids::{SessionId, UserId};
use wire::time::Timestamp;
use wire::users::WorkspaceRole;

use super::db::{Tx, record, sql};
use crate::domain::error::Result;

record! {
    /// A session as stored, without its secret.
    pub struct SessionRecord {
        pub id: SessionId,
        pub user_id: UserId,
        pub device: String,
        pub address: String,
        pub created_at: Timestamp,
        pub used_at: Timestamp,
    }
}

/// Writes a new session.
pub async fn insert(tx: &mut Tx, session: &SessionRecord, secret_hash: &[u8]) -> Result<()> {
    sql("INSERT INTO sessions (id, user_id, secret_hash, device, address, created_at, used_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)")
    .bind(session.id)
    .bind(session.user_id)
    .bind(secret_hash)
    .bind(&session.device)
    .bind(&session.address)
    .bind(session.created_at)
    .bind(session.used_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The session with this cookie.
pub async fn by_secret_hash(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<SessionRecord>> {
    sql("SELECT id, user_id, device, address, created_at, used_at FROM sessions WHERE secret_hash = $1")
        .bind(secret_hash)
        .fetch_optional(tx)
        .await
}

/// A user's sessions, last used first.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<SessionRecord>> {
    sql("SELECT id, user_id, device, address, created_at, used_at FROM sessions WHERE user_id = $1 \
         ORDER BY used_at DESC, id DESC")
    .bind(user)
    .fetch_all(tx)
    .await
}

record! {
    /// What an access token's session allows.
    pub struct Standing {
        pub user_id: UserId,
        pub role: WorkspaceRole,
        pub created_at: Timestamp,
        pub used_at: Timestamp,
    }
}

/// The session with its user's role; none when it ended or the user is deactivated.
pub async fn standing(tx: &mut Tx, session: SessionId) -> Result<Option<Standing>> {
    sql("SELECT s.user_id, u.role, s.created_at, s.used_at FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE s.id = $1 AND NOT u.deactivated")
    .bind(session)
    .fetch_optional(tx)
    .await
}

record! {
    /// A session's id.
    struct IdRow {
        id: SessionId,
    }
}

/// Those of these sessions that have not ended, nor their users been deactivated.
pub async fn present(tx: &mut Tx, sessions: &[SessionId]) -> Result<Vec<SessionId>> {
    let mut present = Vec::with_capacity(sessions.len());
    for sessions in sessions.chunks(512) {
        let rows: Vec<IdRow> = sql("SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id \
             WHERE s.id IN ($list) AND NOT u.deactivated")
        .bind_list(sessions.iter().copied())
        .fetch_all(tx)
        .await?;
        present.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(present)
}

/// The session was used just now.
pub async fn touch(tx: &mut Tx, session: SessionId, address: &str, now: Timestamp) -> Result<()> {
    sql("UPDATE sessions SET used_at = $2, address = $3 WHERE id = $1")
        .bind(session)
        .bind(now)
        .bind(address)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends a session of a user; answers whether there was one.
pub async fn delete(tx: &mut Tx, user: UserId, session: SessionId) -> Result<bool> {
    Ok(sql("DELETE FROM sessions WHERE id = $1 AND user_id = $2").bind(session).bind(user).execute(tx).await? > 0)
}
