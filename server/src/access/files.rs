//! Loading files and uploads with the right to read them: whoever may read the message may read its files, and before there is
//! a message only the uploader.

use wire::ids::{FileId, UploadId};

use super::rooms;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::media::KeptFile;
use crate::store::db::Tx;
use crate::store::uploads::UploadRecord;
use crate::store::{files, uploads};

/// A file that the caller may read.
///
/// # Errors
/// `NotFound` when there is none, none that the caller may know of, or its content is elsewhere.
pub async fn file(tx: &mut Tx, caller: &Caller, file: FileId) -> Result<KeptFile> {
    let absent = || Error::NotFound("file");
    if let Some(record) = files::find(tx, file).await? {
        match rooms::room(tx, caller, record.room_id).await {
            Ok(_) if record.url.is_none() => {}
            Ok(_) | Err(Error::NotFound(_)) => return Err(absent()),
            Err(error) => return Err(error),
        }
        let (id, name, media_type) = (record.id, record.name, record.media_type);
        return Ok(KeptFile { id, name, media_type, size: record.size, kind: record.kind });
    }
    own_upload(tx, caller, file).await?.ok_or_else(absent)
}

/// A finished upload of the caller's by the file that it became; none when it is somebody else's, or a message carries it.
///
/// # Errors
/// As the store fails.
pub async fn own_upload(tx: &mut Tx, caller: &Caller, file: FileId) -> Result<Option<KeptFile>> {
    let own = uploads::by_file(tx, file).await?.filter(|record| record.user_id == caller.user);
    Ok(own.and_then(|record| {
        let found = record.found()?;
        let (id, name, media_type) = (record.file_id, record.name, found.media_type);
        Some(KeptFile { id, name, media_type, size: found.size, kind: found.kind })
    }))
}

/// An upload of the caller's.
///
/// # Errors
/// `NotFound` when there is none, or it is somebody else's.
pub async fn upload(tx: &mut Tx, caller: &Caller, upload: UploadId) -> Result<UploadRecord> {
    let record = uploads::find(tx, upload).await?;
    record.filter(|record| record.user_id == caller.user).ok_or(Error::NotFound("upload"))
}
