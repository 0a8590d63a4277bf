//! What nobody waits for any more: uploads whose time is over, staged files without an upload, contents of files that are gone.

use wire::ids::FileId;
use wire::streams::Stream;

use crate::app::App;
use crate::blobs::{Key, Part};
use crate::domain::error::Result;
use crate::ops::job::{Enqueue as _, Job};
use crate::store::uploads;

/// Uploads taken away by one change.
const BATCH: i64 = 100;
/// An upload that is over is left alone for so long: its last chunk may be under way on another node.
const GRACE_SECONDS: i64 = 3600;

/// Takes away the uploads whose time is over.
///
/// # Errors
/// As the store fails.
pub async fn uploads(app: &App) -> Result<()> {
    loop {
        let taken = app.change(Stream::Workspace, (), |c, ()| {
            Box::pin(async move {
                let now = c.now();
                let taken = uploads::take_ended(c, now.plus_seconds(-GRACE_SECONDS), BATCH).await?;
                for upload in &taken {
                    c.enqueue(&Job::DeleteFiles { files: vec![upload.file_id] }, now).await?;
                }
                Ok(taken.len() as i64)
            })
        });
        if taken.await? < BATCH {
            return Ok(());
        }
    }
}

/// Removes what this node staged for uploads that are no more. Each node looks after its own folder, at its start and then
/// whenever it does the job.
///
/// # Errors
/// As the store fails.
pub async fn staging(app: &App) -> Result<()> {
    let staged = app.staging.list().await?;
    let input = staged.clone();
    let existing = app.read(input, |tx, staged| Box::pin(uploads::existing(tx, staged))).await?;
    for upload in staged.into_iter().filter(|upload| !existing.contains(upload)) {
        app.staging.remove(upload).await;
    }
    Ok(())
}

/// Deletes the contents of files that have no row any more.
///
/// # Errors
/// `Unavailable` when the store of blobs is away; the job comes back then.
pub async fn contents(app: &App, files: &[FileId]) -> Result<()> {
    for file in files {
        for part in Part::ALL {
            app.blobs.delete(&Key::of(*file, part)).await?;
        }
    }
    Ok(())
}
