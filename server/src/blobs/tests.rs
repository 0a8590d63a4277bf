//! What a store of blobs promises, on disk. The S3 passes the same through the whole server (`tests/files`).

use super::*;
use futures_util::TryStreamExt as _;

fn open() -> (tempfile::TempDir, Blobs) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&Location::Disk(folder.path().join("files"))).unwrap();
    (folder, blobs)
}

fn key(part: Part) -> Key {
    Key::of(FileId(uuid::Uuid::from_u128(7)), part)
}

async fn read(blobs: &Blobs, range: Range<u64>) -> Result<Vec<u8>> {
    let pieces: Vec<Bytes> = blobs.get(&key(Part::Content), range).await?.try_collect().await.unwrap();
    Ok(pieces.concat())
}

#[tokio::test]
async fn a_blob_is_read_whole_and_in_part() {
    let (folder, blobs) = open();
    let file = folder.path().join("staged");
    std::fs::write(&file, b"0123456789").unwrap();
    blobs.put_file(&key(Part::Content), &file).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(read(&blobs, 0..10).await.unwrap(), b"0123456789");
    assert_eq!(read(&blobs, 3..5).await.unwrap(), b"34");
    assert_eq!(read(&blobs, 8..99).await.unwrap(), b"89");
    assert_eq!(blobs.get_whole(&key(Part::Content), 10).await.unwrap(), "0123456789");
    assert!(matches!(blobs.get_whole(&key(Part::Content), 9).await, Err(Error::TooLarge)));
}

#[tokio::test]
async fn a_blob_that_is_put_again_is_replaced() {
    let (folder, blobs) = open();
    let file = folder.path().join("staged");
    for text in ["one", "another"] {
        std::fs::write(&file, text).unwrap();
        blobs.put_file(&key(Part::Content), &file).await.unwrap();
    }
    assert_eq!(read(&blobs, 0..9).await.unwrap(), b"another");
    blobs.put(&key(Part::Content), "a third".into()).await.unwrap();
    assert_eq!(read(&blobs, 0..9).await.unwrap(), b"a third");
}

#[tokio::test]
async fn a_deleted_file_leaves_nothing_behind() {
    let (folder, blobs) = open();
    for part in Part::ALL {
        blobs.put(&key(part), "x".into()).await.unwrap();
    }
    for _ in 0..2 {
        for part in Part::ALL {
            blobs.delete(&key(part)).await.unwrap();
        }
    }
    assert!(matches!(read(&blobs, 0..1).await, Err(Error::NotFound(_))));
    let shelf = folder.path().join("files/files/07");
    assert_eq!(std::fs::read_dir(shelf).unwrap().count(), 0);
}
