//! Uploads: a file comes in before the message that carries it.
//!
//! What is durable is counted in the row, and the last bytes are counted only together with what was found of the file: an
//! upload whose offset is its size is a file. Its contents have their name (`FileId`) from the beginning, so that whatever a
//! crash leaves in the store of blobs belongs to a row, to a waiting job, or to an upload that will end. Read [`chunks`] next.

pub mod chunks;
mod finish;
pub mod sweep;

use wire::files::{File, NewUpload, Upload};
use wire::ids::{FileId, UploadId};
use wire::limits;
use wire::streams::Stream;

use super::attached::Attached;
use super::change::Change;
use super::job::{Enqueue as _, Job};
use super::present;
use crate::access::files as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::names::FileName;
use crate::platform::disk;
use crate::store::files::FileRecord;
use crate::store::messages::MessageRecord;
use crate::store::uploads::{self, Found, UploadRecord};

/// An upload ends after so many seconds.
const LIFE_SECONDS: i64 = limits::UPLOAD_HOURS * 3600;

/// Begins an upload.
///
/// # Errors
/// `Invalid`, `Conflict` when too much waits for its message, `StorageFull`.
pub async fn begin(app: &App, caller: &Caller, new: NewUpload) -> Result<Upload> {
    let name = FileName::parse(&new.name);
    let most = app.facts.upload_bytes;
    if !(1..=most).contains(&new.size) {
        let mib = most / (1024 * 1024);
        return Err(Error::field("size", format!("A file has at least one byte and at most {mib} MiB.")));
    }
    require_room(app)?;
    let input = (caller.user, name, new.size, most);
    let record = app.change(Stream::User(caller.user), input, |c, (user, name, size, most)| {
        Box::pin(async move {
            let waiting = uploads::sizes(c, *user).await?;
            let bytes = waiting.iter().fold(*size, |sum, size| sum.saturating_add(*size));
            if waiting.len() as i64 >= limits::PENDING_UPLOADS || bytes > limits::PENDING_FILES * most {
                return Err(Error::Conflict("Too many files wait for their message. Send them, or take some away."));
            }
            let record = UploadRecord {
                id: UploadId(c.new_id()),
                user_id: *user,
                file_id: FileId(c.new_id()),
                name: name.as_str().to_owned(),
                size: *size,
                stored: 0,
                expires_at: c.now().plus_seconds(LIFE_SECONDS),
                kind: None,
                media_type: None,
                content_size: None,
                image: None,
            };
            uploads::insert(c, &record).await?;
            Ok(record)
        })
    });
    answer(app, record.await?).await
}

/// How far an upload of the caller's is.
///
/// # Errors
/// `NotFound`.
pub async fn show(app: &App, caller: &Caller, upload: UploadId) -> Result<Upload> {
    answer(app, own(app, caller, upload).await?).await
}

/// Ends an upload of the caller's, finished or not, and the chunk that comes in.
///
/// # Errors
/// `NotFound`, `Conflict` when another request does not let go of it.
pub async fn cancel(app: &App, caller: &Caller, upload: UploadId) -> Result<()> {
    own(app, caller, upload).await?;
    let _claim = app.staging.claim(upload).await.ok_or(BUSY)?;
    let taken = app.change(Stream::User(caller.user), upload, |c, upload| {
        Box::pin(async move {
            let taken = uploads::take(c, *upload).await?.ok_or(Error::NotFound("upload"))?;
            let now = c.now();
            c.enqueue(&Job::DeleteFiles { files: vec![taken.file_id] }, now).await
        })
    });
    taken.await?;
    app.staging.remove(upload).await;
    Ok(())
}

/// Somebody else writes to the upload.
const BUSY: Error = Error::Conflict("Another request is at work on this file. Try again in a moment.");

async fn own(app: &App, caller: &Caller, upload: UploadId) -> Result<UploadRecord> {
    let now = app.clock.now();
    let record = app.read((*caller, upload), |tx, (caller, upload)| Box::pin(access::upload(tx, caller, *upload)));
    Some(record.await?).filter(|record| record.expires_at > now).ok_or(Error::NotFound("upload"))
}

/// Where an upload goes on: what the row says is durable, as far as this node has it.
async fn offset(app: &App, record: &UploadRecord) -> Result<i64> {
    if record.stored == record.size {
        return Ok(record.size);
    }
    let here = i64::try_from(app.staging.length(record.id).await?).unwrap_or(i64::MAX);
    Ok(record.stored.min(here))
}

async fn answer(app: &App, record: UploadRecord) -> Result<Upload> {
    let offset = offset(app, &record).await?;
    Ok(Upload {
        id: record.id,
        name: record.name.clone(),
        size: record.size,
        offset,
        chunk_bytes: limits::CHUNK_BYTES,
        file: record.found().map(|found| file(&record, found)).transpose()?,
        expires_at: record.expires_at,
    })
}

fn file(record: &UploadRecord, found: Found) -> Result<File> {
    let image = found.image.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let (id, name) = (record.file_id, record.name.clone());
    Ok(File { id, name, media_type: found.media_type, size: found.size, kind: found.kind, image, url: None })
}

/// Whether the disk has room for files and everything else.
#[must_use]
pub fn has_room(app: &App) -> bool {
    let folders = [Some(app.staging.folder()), app.facts.files.folder()];
    let short = |folder: &std::path::Path| disk::free_bytes(folder).is_some_and(|free| free < app.facts.least_free);
    !folders.into_iter().flatten().any(short)
}

/// Goes on only when the disk keeps enough room for everything else.
fn require_room(app: &App) -> Result<()> {
    if has_room(app) { Ok(()) } else { Err(Error::StorageFull) }
}

/// Makes files of finished uploads of the author's for a message that is about to be written, in this order. The files are to be
/// written after it.
///
/// # Errors
/// `Invalid` when one is not there.
pub(super) async fn attach(c: &mut Change, message: &mut MessageRecord, files: &[FileId]) -> Result<Vec<FileRecord>> {
    let mut attached = Vec::with_capacity(files.len());
    for (id, ordinal) in files.iter().zip(0_i64..) {
        let now = c.now();
        let taken = uploads::take_finished(c, message.author_id, *id).await?.filter(|taken| taken.expires_at > now);
        let gone = || Error::field("files", "One of the files is not here any more. Add it again.");
        let taken = taken.ok_or_else(gone)?;
        let found = taken.found().ok_or_else(gone)?;
        attached.push(FileRecord {
            id: taken.file_id,
            message_id: message.id,
            room_id: message.room_id,
            ordinal,
            name: taken.name,
            media_type: found.media_type,
            size: found.size,
            kind: found.kind,
            image: found.image,
            url: None,
            created_at: message.created_at,
        });
    }
    if !attached.is_empty() {
        let shown = attached.iter().cloned().map(present::file).collect::<Result<_>>()?;
        message.attached = Attached { files: shown, ..Attached::of(message)? }.column()?;
    }
    Ok(attached)
}
