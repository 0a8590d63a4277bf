//! The workspace's one row.

use wire::time::Timestamp;
use wire::workspace::SignUp;

use super::db::{Tx, code, record, sql};
use crate::domain::error::Result;

code!(SignUp {
    Open = "open",
    Closed = "closed",
});

record! {
    /// The workspace as stored.
    pub struct WorkspaceRecord {
        pub name: String,
        pub sign_up: SignUp,
        pub epoch: String,
        pub token_seed: Vec<u8>,
        pub set_up_at: Option<Timestamp>,
        /// Minutes in which authors may change their messages: none for ever, 0 not at all.
        pub edit_minutes: Option<i64>,
        pub show_versions: bool,
        pub link_previews: bool,
    }
}

/// The workspace; none before the very first start.
pub async fn find(tx: &mut Tx) -> Result<Option<WorkspaceRecord>> {
    sql("SELECT name, sign_up, epoch, token_seed, set_up_at, edit_minutes, show_versions, link_previews \
         FROM workspace WHERE id = 1")
    .fetch_optional(tx)
    .await
}

/// Makes the workspace's row unless another node was first. Its stream's row must be there already.
pub async fn insert(tx: &mut Tx, workspace: &WorkspaceRecord, now: Timestamp) -> Result<()> {
    sql("INSERT INTO workspace (id, name, sign_up, epoch, token_seed, created_at) VALUES (1, $1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO NOTHING")
    .bind(&workspace.name)
    .bind(workspace.sign_up)
    .bind(&workspace.epoch)
    .bind(workspace.token_seed.clone())
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Records that the owner was made.
pub async fn set_up(tx: &mut Tx, name: &str, sign_up: SignUp, now: Timestamp) -> Result<()> {
    sql("UPDATE workspace SET name = $1, sign_up = $2, set_up_at = $3 WHERE id = 1")
        .bind(name)
        .bind(sign_up)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Writes the workspace's name and settings.
pub async fn update(tx: &mut Tx, workspace: &WorkspaceRecord) -> Result<()> {
    sql("UPDATE workspace SET name = $1, edit_minutes = $2, show_versions = $3, link_previews = $4 WHERE id = 1")
        .bind(&workspace.name)
        .bind(workspace.edit_minutes)
        .bind(workspace.show_versions)
        .bind(workspace.link_previews)
        .execute(tx)
        .await?;
    Ok(())
}
