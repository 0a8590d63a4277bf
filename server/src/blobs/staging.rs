//! Staging: uploads under way, one growing file each in the data folder.
//!
//! What is durable is what `uploads.stored` says, and it says so only after the file was synced: after a crash the rest of the
//! file is cut off. It must never outlive its upload's row: [`Staging::list`] is for the sweep that looks.

use std::io::{ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};
use wire::ids::UploadId;

use super::claims::{Claim, Claims};
use super::failure;
use crate::domain::error::Result;

/// The folder of uploads under way.
#[derive(Clone, Debug)]
pub struct Staging {
    folder: PathBuf,
    /// One chunk of an upload at a time.
    claims: Claims,
}

/// One chunk on its way into its upload's file.
#[derive(Debug)]
pub struct Chunk {
    file: File,
    is_new: bool,
    folder: PathBuf,
}

impl Staging {
    /// Uses this folder, made when the first upload comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, claims: Claims::default() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of an upload.
    #[must_use]
    pub fn path(&self, upload: UploadId) -> PathBuf {
        self.folder.join(upload.0.simple().to_string())
    }

    /// Where an upload's image is written anew.
    #[must_use]
    pub fn cleaned_path(&self, upload: UploadId) -> PathBuf {
        self.path(upload).with_extension("cleaned")
    }

    /// The right to write to an upload, taken from whoever has it; none when that one does not let go.
    pub async fn claim(&self, upload: UploadId) -> Option<Claim> {
        self.claims.take(upload).await
    }

    /// How many bytes of an upload's file are here.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be read.
    pub async fn length(&self, upload: UploadId) -> Result<u64> {
        match fs::metadata(self.path(upload)).await {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(failure(error)),
        }
    }

    /// Opens an upload's file for what comes after `offset`; what stands there is cut off.
    ///
    /// # Errors
    /// `StorageFull`, or `Unavailable` when the folder cannot be written.
    pub async fn chunk(&self, upload: UploadId, offset: u64) -> Result<Chunk> {
        let open = async {
            fs::create_dir_all(&self.folder).await?;
            let path = self.path(upload);
            let is_new = !fs::try_exists(&path).await?;
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).await?;
            file.set_len(offset).await?;
            file.seek(SeekFrom::Start(offset)).await?;
            Ok(Chunk { file, is_new, folder: self.folder.clone() })
        };
        open.await.map_err(failure)
    }

    /// Removes what is here of an upload.
    pub async fn remove(&self, upload: UploadId) {
        for path in [self.path(upload), self.cleaned_path(upload)] {
            match fs::remove_file(&path).await {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    tracing::warn!(%error, path = %path.display(), "an upload's file stays until the next sweep");
                }
                _ => {}
            }
        }
    }

    /// The uploads that have a file here.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be read.
    pub async fn list(&self) -> Result<Vec<UploadId>> {
        let mut found = Vec::new();
        let mut entries = match fs::read_dir(&self.folder).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(failure(error)),
        };
        while let Some(entry) = entries.next_entry().await.map_err(failure)? {
            let name = PathBuf::from(entry.file_name());
            let id = name.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
            found.extend(id.map(UploadId));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

impl Chunk {
    /// Writes what came next.
    ///
    /// # Errors
    /// `StorageFull`, or `Unavailable` when the disk refuses.
    pub async fn write(&mut self, bytes: &Bytes) -> Result<()> {
        self.file.write_all(bytes).await.map_err(failure)
    }

    /// Leaves it; what was written counts for nothing, and nothing is written any more.
    pub async fn abandon(mut self) {
        // A write that fails now is of no use to anybody.
        let _ = self.file.flush().await;
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// As [`Chunk::write`]; what came is then not to be relied on.
    pub async fn finish(mut self) -> Result<()> {
        let sync = async {
            self.file.flush().await?;
            self.file.sync_all().await?;
            if self.is_new { File::open(&self.folder).await?.sync_all().await } else { Ok(()) }
        };
        sync.await.map_err(failure)
    }
}
