//! The workspace: its first start, what anybody may know of it, and its settings.

use wire::bootstrap::WorkspaceAbility;
use wire::events::Event;
use wire::limits;
use wire::streams::Stream;
use wire::workspace::{EditLimit, SignUp, Workspace, WorkspacePatch};

use super::change::Emit as _;
use crate::access::rooms::require_in_workspace;
use crate::app::{App, Facts};
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::names::WorkspaceName;
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
            edit_limit: edit_limit(record.edit_minutes),
            show_versions: record.show_versions,
            link_previews: record.link_previews,
            upload_bytes: self.upload_bytes,
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
        edit_minutes: None,
        show_versions: true,
        link_previews: true,
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

/// Changes the workspace's name and settings, absent ones stay.
///
/// # Errors
/// `Forbidden`, `Invalid`.
pub async fn update(app: &App, caller: &Caller, patch: WorkspacePatch) -> Result<Workspace> {
    require_in_workspace(caller, WorkspaceAbility::ManageWorkspace)?;
    let name = patch.name.as_deref().map(WorkspaceName::parse).transpose()?;
    let edit_minutes = patch.edit_limit.map(edit_minutes).transpose()?;
    let facts = std::sync::Arc::clone(&app.facts);
    app.change(Stream::Workspace, (facts, name, edit_minutes, patch), |c, (facts, name, edit_minutes, patch)| {
        Box::pin(async move {
            let before = workspace::find(c).await?.ok_or_else(|| Error::internal("no workspace"))?;
            let after = WorkspaceRecord {
                name: name.as_ref().map_or_else(|| before.name.clone(), |name| name.as_str().to_owned()),
                edit_minutes: edit_minutes.unwrap_or(before.edit_minutes),
                show_versions: patch.show_versions.unwrap_or(before.show_versions),
                link_previews: patch.link_previews.unwrap_or(before.link_previews),
                ..before.clone()
            };
            let described = facts.describe(&after);
            if after != before {
                workspace::update(c, &after).await?;
                c.emit(Stream::Workspace, &Event::WorkspaceUpdated(described.clone()))?;
            }
            Ok(described)
        })
    })
    .await
}

/// How the limit is stored: no minutes for ever, 0 for not at all.
fn edit_minutes(limit: EditLimit) -> Result<Option<i64>> {
    match limit {
        EditLimit::None => Ok(None),
        EditLimit::Never => Ok(Some(0)),
        EditLimit::Minutes(minutes) if (1..=limits::EDIT_MINUTES).contains(&minutes) => Ok(Some(minutes)),
        EditLimit::Minutes(_) => Err(Error::field("edit_limit", "Give 1 to 525,600 minutes, or never, or none.")),
    }
}

fn edit_limit(minutes: Option<i64>) -> EditLimit {
    match minutes {
        None => EditLimit::None,
        Some(0) => EditLimit::Never,
        Some(minutes) => EditLimit::Minutes(minutes),
    }
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
