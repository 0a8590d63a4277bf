//! The workspace: its first start, and what anybody may know of it.

use wire::limits;
use wire::streams::Stream;
use wire::workspace::{EditLimit, SignUp, Workspace};

use crate::app::{App, Facts};
use crate::domain::error::{Error, Result};
use crate::platform::random;
use crate::store::workspace;
use crate::store::workspace::WorkspaceRecord;

impl Facts {
    /// The workspace as anybody may see it.
    #[must_use]
    pub fn describe(&self, record: &WorkspaceRecord) -> Workspace {
        Workspace {
            name: record.name.clone(),
            needs_setup: record.set_up_at.is_none(),
            sign_up: record.sign_up,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            edit_limit: EditLimit::None,
            show_versions: true,
            link_previews: true,
            upload_bytes: limits::UPLOAD_BYTES,
            insecure: self.insecure,
        }
    }
}

/// Makes the workspace's row on the very first start; on every start unlocks the token keys and joins the other nodes.
///
/// # Errors
/// As the store fails.
pub async fn start(app: &App) -> Result<()> {
    let record = find_or_make(app).await?;
    app.sessions.unlock(&record.token_seed)?;
    app.hub.join(record.epoch);
    Ok(())
}

async fn find_or_make(app: &App) -> Result<WorkspaceRecord> {
    let found = app.read((), |tx, ()| Box::pin(workspace::find(tx))).await?;
    if let Some(found) = found {
        return Ok(found);
    }
    let fresh = WorkspaceRecord {
        name: "RelayDesk".to_owned(),
        sign_up: SignUp::Open,
        epoch: random::secret(),
        token_seed: random::bytes::<32>().to_vec(),
        set_up_at: None,
    };
    app.change(Stream::Workspace, fresh, |c, fresh| {
        Box::pin(async move {
            let now = c.now();
            workspace::insert(c, fresh, now).await?;
            // Another node may have been first: its row counts.
            workspace::find(c).await?.ok_or_else(|| Error::internal("no workspace"))
        })
    })
    .await
}

/// What anybody may know before signing in.
///
/// # Errors
/// As the store fails.
pub async fn show(app: &App) -> Result<Workspace> {
    let record = app.read((), |tx, ()| Box::pin(workspace::find(tx))).await?;
    let record = record.ok_or_else(|| Error::internal("no workspace"))?;
    Ok(app.facts.describe(&record))
}

/// Whether the database can be read and written: takes the writer and commits nothing.
///
/// # Errors
/// As the store fails.
pub async fn probe(app: &App) -> Result<()> {
    app.change(Stream::Workspace, (), |c, ()| Box::pin(async move { workspace::find(c).await.map(|_| ()) })).await
}

/// The epoch of the log.
///
/// # Errors
/// As the store fails.
pub async fn epoch(app: &App) -> Result<String> {
    let record = app.read((), |tx, ()| Box::pin(workspace::find(tx))).await?;
    Ok(record.ok_or_else(|| Error::internal("no workspace"))?.epoch)
}
