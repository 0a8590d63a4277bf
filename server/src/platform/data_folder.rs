//! The data folder: makes it, and keeps a second server out of it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

/// The file that a running server holds locked. It stays behind; the operating system lets go of the lock even at kill -9.
const LOCK_FILE: &str = "relaydesk.lock";

/// Makes the folder when it is absent, readable only by the server's own account.
///
/// # Errors
/// A sentence for the person who starts the server.
pub fn create(folder: &Path) -> Result<(), String> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| format!("The data folder {} cannot be made: {error}.", folder.display()))
}

/// The folder is ours as long as this lives.
#[derive(Debug)]
#[must_use = "the lock ends when this is dropped"]
pub struct Lock {
    _file: File,
}

/// Locks the folder against a second server.
///
/// # Errors
/// A sentence when another server has it, or when it cannot be written.
pub fn lock(folder: &Path) -> Result<Lock, String> {
    let path = folder.join(LOCK_FILE);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| format!("The data folder {} cannot be written: {error}.", folder.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(format!(
            "The data folder {} is in use by another RelayDesk server; stop that one first, or name another folder with --data.",
            folder.display()
        )),
        Err(TryLockError::Error(error)) => Err(format!("The file {} cannot be locked: {error}.", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_folder_is_made_with_its_parents_for_the_server_alone() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("deep/data");
        create(&folder).unwrap();
        create(&folder).unwrap();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_second_server_is_kept_out_until_the_first_is_gone() {
        let temp = tempfile::tempdir().unwrap();
        let first = lock(temp.path()).unwrap();
        assert!(lock(temp.path()).unwrap_err().contains("in use by another RelayDesk server"));
        drop(first);
        let _second = lock(temp.path()).unwrap();
    }

    #[test]
    fn a_file_in_the_folders_place_is_told_in_a_sentence() {
        let temp = tempfile::NamedTempFile::new().unwrap();
        assert!(create(temp.path()).unwrap_err().starts_with("The data folder"));
    }
}
