//! Uploads: under way, and finished until a message carries them.

use wire::files::FileKind;
use wire::ids::{FileId, UploadId, UserId};
use wire::time::Timestamp;

use super::db::{Tx, code, record, sql};
use crate::domain::error::Result;

code!(FileKind {
    Image = "image",
    Video = "video",
    Audio = "audio",
    Other = "other",
});

record! {
    /// An upload as stored.
    pub struct UploadRecord {
        pub id: UploadId,
        pub user_id: UserId,
        pub file_id: FileId,
        pub name: String,
        pub size: i64,
        /// Bytes that are durable.
        pub stored: i64,
        pub expires_at: Timestamp,
        pub kind: Option<FileKind>,
        pub media_type: Option<String>,
        pub content_size: Option<i64>,
        /// What is known of the image as JSON.
        pub image: Option<String>,
    }
}

impl UploadRecord {
    /// What was found of the file, once all of it came.
    #[must_use]
    pub fn found(&self) -> Option<Found> {
        let (kind, media_type, size) = (self.kind?, self.media_type.clone()?, self.content_size?);
        Some(Found { kind, media_type, size, image: self.image.clone() })
    }
}

/// What was found of a finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub kind: FileKind,
    pub media_type: String,
    /// As kept: an image may have lost what it should not tell.
    pub size: i64,
    /// What is known of the image as JSON.
    pub image: Option<String>,
}

macro_rules! columns {
    () => {
        "id, user_id, file_id, name, size, stored, expires_at, kind, media_type, content_size, image"
    };
}

/// Writes a new upload.
pub async fn insert(tx: &mut Tx, upload: &UploadRecord) -> Result<()> {
    sql("INSERT INTO uploads (id, user_id, file_id, name, size, stored, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(upload.id)
        .bind(upload.user_id)
        .bind(upload.file_id)
        .bind(&upload.name)
        .bind(upload.size)
        .bind(upload.stored)
        .bind(upload.expires_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// An upload by its id.
pub async fn find(tx: &mut Tx, upload: UploadId) -> Result<Option<UploadRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM uploads WHERE id = $1")).bind(upload).fetch_optional(tx).await
}

/// The upload that becomes, or became, this file.
pub async fn by_file(tx: &mut Tx, file: FileId) -> Result<Option<UploadRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM uploads WHERE file_id = $1")).bind(file).fetch_optional(tx).await
}

/// The sizes of a user's uploads that no message carries.
pub async fn sizes(tx: &mut Tx, user: UserId) -> Result<Vec<i64>> {
    sql("SELECT size FROM uploads WHERE user_id = $1").bind(user).fetch_values(tx).await
}

/// Records that more is durable. Answers whether there is such an upload.
pub async fn extend(tx: &mut Tx, upload: UploadId, stored: i64) -> Result<bool> {
    let touched = sql("UPDATE uploads SET stored = $2 WHERE id = $1").bind(upload).bind(stored).execute(tx).await?;
    Ok(touched > 0)
}

/// Records that all is durable, and what was found. Answers whether there is such an upload.
pub async fn finish(tx: &mut Tx, upload: UploadId, found: &Found) -> Result<bool> {
    let touched = sql(
        "UPDATE uploads SET stored = size, kind = $2, media_type = $3, content_size = $4, image = $5 WHERE id = $1",
    )
    .bind(upload)
    .bind(found.kind)
    .bind(&found.media_type)
    .bind(found.size)
    .bind(found.image.clone())
    .execute(tx)
    .await?;
    Ok(touched > 0)
}

/// Takes away an upload. Answers it, for whoever goes on with its file; none when another was first.
pub async fn take(tx: &mut Tx, upload: UploadId) -> Result<Option<UploadRecord>> {
    sql(concat!("DELETE FROM uploads WHERE id = $1 RETURNING ", columns!())).bind(upload).fetch_optional(tx).await
}

/// Takes away the finished upload of a user that became this file, as [`take`].
pub async fn take_finished(tx: &mut Tx, user: UserId, file: FileId) -> Result<Option<UploadRecord>> {
    sql(concat!("DELETE FROM uploads WHERE file_id = $1 AND user_id = $2 AND stored = size RETURNING ", columns!()))
        .bind(file)
        .bind(user)
        .fetch_optional(tx)
        .await
}

/// Takes away uploads that ended before a time, some at once.
pub async fn take_ended(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<UploadRecord>> {
    sql(concat!(
        "DELETE FROM uploads WHERE id IN (SELECT id FROM uploads WHERE expires_at < $1 ORDER BY expires_at LIMIT $2) \
         RETURNING ",
        columns!()
    ))
    .bind(before)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Those of these uploads that exist.
pub async fn existing(tx: &mut Tx, uploads: &[UploadId]) -> Result<Vec<UploadId>> {
    let mut found = Vec::new();
    for uploads in uploads.chunks(500) {
        let some = sql("SELECT id FROM uploads WHERE id IN ($list)").bind_list(uploads.iter().copied());
        found.extend(some.fetch_values::<UploadId>(tx).await?);
    }
    Ok(found)
}
