//! Room on the disk.

use std::path::Path;

/// Bytes that may still be written below a folder; the nearest that is there counts. None when the system does not tell.
#[must_use]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let place = folder.ancestors().find(|place| place.is_dir()).unwrap_or(Path::new("."));
    let space = rustix::fs::statvfs(place).ok()?;
    Some(space.f_bavail.saturating_mul(space.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_has_the_room_of_its_parent() {
        let temp = tempfile::tempdir().unwrap();
        assert!(free_bytes(temp.path()).unwrap() > 0);
        assert!(free_bytes(&temp.path().join("deep/down")).unwrap() > 0);
    }
}
