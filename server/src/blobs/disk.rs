//! Blobs in a folder. A name leads to a whole blob or to none, also after a power cut: contents are synced before they get
//! their name, and the folder after.

use std::io::{ErrorKind, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::fs;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};
use tokio_util::io::ReaderStream;

use super::{BlobStream, Key, failure};
use crate::domain::error::Result;

/// Read at once.
const PIECE: usize = 64 * 1024;

pub struct Disk {
    folder: PathBuf,
}

impl Disk {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.as_str())
    }

    pub(super) async fn put_file(&self, key: &Key, file: &Path) -> Result<()> {
        let target = self.path(key);
        let link = link(file, &target).await;
        match link.map_err(|error| error.kind()) {
            // Another file system, or one without links.
            Err(ErrorKind::CrossesDevices | ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
                let unnamed = target.with_extension("part");
                fs::copy(file, &unnamed).await.map_err(failure)?;
                publish(&unnamed, &target).await.map_err(failure)
            }
            Err(kind) => Err(failure(kind.into())),
            Ok(()) => Ok(()),
        }
    }

    pub(super) async fn put(&self, key: &Key, bytes: Bytes) -> Result<()> {
        let target = self.path(key);
        let write = async {
            make_folder(&target).await?;
            let unnamed = target.with_extension("part");
            let mut file = fs::File::create(&unnamed).await?;
            file.write_all(&bytes).await?;
            file.flush().await?;
            drop(file);
            publish(&unnamed, &target).await
        };
        write.await.map_err(failure)
    }

    pub(super) async fn get(&self, key: &Key, range: Range<u64>) -> Result<BlobStream> {
        let open = async {
            let mut file = fs::File::open(self.path(key)).await?;
            file.seek(SeekFrom::Start(range.start)).await?;
            Ok(file)
        };
        let file = open.await.map_err(failure)?;
        let wanted = file.take(range.end.saturating_sub(range.start));
        Ok(ReaderStream::with_capacity(wanted, PIECE).boxed())
    }

    pub(super) async fn delete(&self, key: &Key) -> Result<()> {
        let path = self.path(key);
        match fs::remove_file(&path).await {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failure(error)),
            _ => {}
        }
        // The file's own folder goes with its last part; until then the system refuses.
        if let Some(folder) = path.parent() {
            let _ = fs::remove_dir(folder).await;
        }
        Ok(())
    }
}

/// Gives a synced file a second name, in place of one that another attempt left.
async fn link(file: &Path, target: &Path) -> std::io::Result<()> {
    make_folder(target).await?;
    match fs::hard_link(file, target).await {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::remove_file(target).await?;
            fs::hard_link(file, target).await?;
        }
        other => other?,
    }
    sync(target).await?;
    sync_folder(target).await
}

/// Gives a written file its name.
async fn publish(unnamed: &Path, target: &Path) -> std::io::Result<()> {
    sync(unnamed).await?;
    fs::rename(unnamed, target).await?;
    sync_folder(target).await
}

async fn sync(file: &Path) -> std::io::Result<()> {
    fs::File::open(file).await?.sync_all().await
}

/// Makes the folder of a file. Those above that are new are synced into theirs.
async fn make_folder(file: &Path) -> std::io::Result<()> {
    let Some(folder) = file.parent() else { return Ok(()) };
    if fs::try_exists(folder).await? {
        return Ok(());
    }
    fs::create_dir_all(folder).await?;
    for above in folder.ancestors().skip(1).take(3).filter(|above| above.is_dir()) {
        sync(above).await?;
    }
    Ok(())
}

async fn sync_folder(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) => sync(folder).await,
        None => Ok(()),
    }
}
