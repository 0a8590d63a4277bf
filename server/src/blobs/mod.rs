//! Blobs: the contents of files, in a folder or in any S3.
//!
//! A blob is written once, whole, from a file that was finished before, and never changed. Nothing here knows whose it is or who
//! may read it: ops ask `access` first. Read [`staging`] for how contents come in.

mod claims;
mod disk;
mod s3;
pub mod staging;

use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use wire::ids::FileId;
use wire::limits;

pub use self::claims::Claim;
pub use self::s3::S3Settings;
use crate::domain::error::{Error, Result};

/// Where blobs are kept.
#[derive(Clone, Debug)]
pub enum Location {
    /// In this folder, made when the first blob comes.
    Disk(PathBuf),
    /// In a bucket.
    S3(S3Settings),
}

impl Location {
    /// The folder, when there is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Disk(folder) => Some(folder),
            Self::S3(_) => None,
        }
    }
}

/// What a blob of a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Content,
    /// The longer side in pixels.
    Thumbnail(u32),
}

impl Part {
    /// Every part that a file may have.
    pub const ALL: [Self; 3] = {
        let [small, large] = limits::THUMBNAIL_PIXELS;
        [Self::Content, Self::Thumbnail(small), Self::Thumbnail(large)]
    };
}

/// The name of a blob: of our own making, nothing that anybody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The blob of a file's part.
    #[must_use]
    pub fn of(file: FileId, part: Part) -> Self {
        let id = file.0.simple().to_string();
        // Ids begin with their time: the random end spreads them over folders.
        let shelf = id.get(id.len() - 2..).unwrap_or_default();
        Self(match part {
            Part::Content => format!("files/{shelf}/{id}/content"),
            Part::Thumbnail(pixels) => format!("files/{shelf}/{id}/{pixels}"),
        })
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

/// Bytes of a blob as they come.
pub type BlobStream = BoxStream<'static, std::io::Result<Bytes>>;

/// The open store of blobs.
pub enum Blobs {
    Disk(disk::Disk),
    S3(s3::S3),
}

impl Blobs {
    /// Opens the store. Nothing is written or asked yet.
    ///
    /// # Errors
    /// A sentence for the person who starts the server.
    pub fn open(location: &Location) -> Result<Self, String> {
        Ok(match location {
            Location::Disk(folder) => Self::Disk(disk::Disk::new(folder.clone())),
            Location::S3(settings) => Self::S3(s3::S3::open(settings)?),
        })
    }

    /// Keeps the content of a finished file, which stays where it is. When this answers, it is durable. A blob of the same
    /// name is replaced.
    ///
    /// # Errors
    /// `StorageFull`, or `Unavailable` when the store is away.
    pub async fn put_file(&self, key: &Key, file: &Path) -> Result<()> {
        match self {
            Self::Disk(disk) => disk.put_file(key, file).await,
            Self::S3(s3) => s3.put_file(key, file).await,
        }
    }

    /// Keeps bytes, as [`Blobs::put_file`].
    ///
    /// # Errors
    /// As [`Blobs::put_file`].
    pub async fn put(&self, key: &Key, bytes: Bytes) -> Result<()> {
        match self {
            Self::Disk(disk) => disk.put(key, bytes).await,
            Self::S3(s3) => s3.put(key, bytes).await,
        }
    }

    /// The bytes of a blob within a range, as they come.
    ///
    /// # Errors
    /// `NotFound` when there is no such blob, `Unavailable` when the store is away.
    pub async fn get(&self, key: &Key, range: Range<u64>) -> Result<BlobStream> {
        match self {
            Self::Disk(disk) => disk.get(key, range).await,
            Self::S3(s3) => s3.get(key, range).await,
        }
    }

    /// A whole blob of at most so many bytes.
    ///
    /// # Errors
    /// As [`Blobs::get`]; `TooLarge` when it has more.
    pub async fn get_whole(&self, key: &Key, most: u64) -> Result<Bytes> {
        let mut stream = self.get(key, 0..most + 1).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = stream.next().await {
            bytes.extend_from_slice(&piece.map_err(failure)?);
            if bytes.len() as u64 > most {
                return Err(Error::TooLarge);
            }
        }
        Ok(bytes.into())
    }

    /// Deletes a blob; one that is not there is no error.
    ///
    /// # Errors
    /// `Unavailable` when the store is away.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        match self {
            Self::Disk(disk) => disk.delete(key).await,
            Self::S3(s3) => s3.delete(key).await,
        }
    }
}

/// What an operation on files met, in our terms.
pub(crate) fn failure(error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::StorageFull,
        std::io::ErrorKind::NotFound => Error::NotFound("file"),
        _ => Error::Unavailable(format!("the files' folder: {error}")),
    }
}

#[cfg(test)]
mod tests;
