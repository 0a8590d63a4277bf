//! Tests of archive.rs: zips made here, honest and hostile.

use std::io::Write as _;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A zip with these files in a new folder.
fn zip(files: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = ZipWriter::new(file.reopen().unwrap());
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    file
}

fn refused(files: &[(&str, &[u8])]) -> String {
    let zip = zip(files);
    Archive::open(zip.path()).unwrap_err()
}

#[test]
fn files_are_read_and_days_are_in_order() {
    let files: [(&str, &[u8]); 6] = [
        ("users.json", b"[]"),
        ("a/2020-01-02.json", b"2"),
        ("a/2020-01-01.json", b"1"),
        ("a/b/2020-01-01.json", b"no"),
        ("a-b/2020-01-01.json", b"3"),
        ("a/picture.png", b"no"),
    ];
    let zip = zip(&files);
    let mut archive = Archive::open(zip.path()).unwrap();
    assert_eq!(archive.days("a"), ["a/2020-01-01.json", "a/2020-01-02.json"]);
    assert_eq!(archive.read("a/2020-01-02.json").unwrap().unwrap(), b"2");
    assert_eq!(archive.read("channels.json").unwrap(), None);
    assert_eq!(archive.folders(), ["a", "a-b", "a/b"].map(str::to_owned).into());
}

#[test]
fn a_folder_around_everything_does_not_matter() {
    let zip = zip(&[("__MACOSX/users.json", b"x"), ("My export/users.json", b"[]"), ("My export/a/1.json", b"1")]);
    let mut archive = Archive::open(zip.path()).unwrap();
    assert_eq!(archive.read("users.json").unwrap().unwrap(), b"[]");
    assert_eq!(archive.days("a"), ["a/1.json"]);
}

#[test]
fn names_that_lead_out_are_refused() {
    for name in ["../users.json", "a/../../b.json", "/etc/passwd", "a\\b.json", "a/./b.json", "a\nb.json"] {
        assert!(refused(&[("users.json", b"[]"), (name, b"x")]).contains("forbidden name"), "{name:?}");
    }
}

#[test]
fn links_are_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = ZipWriter::new(file.reopen().unwrap());
    zip.add_symlink("users.json", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap();
    assert!(Archive::open(file.path()).unwrap_err().contains("link"));
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 20 * 1024 * 1024];
    assert!(refused(&[("users.json", &zeros)]).contains("no honest file"));
    let large = vec![b' '; 65 * 1024 * 1024];
    assert!(refused(&[("users.json", &large)]).contains("larger than 64 MiB"));
}

#[test]
fn a_file_larger_than_it_says_is_refused() {
    let honest = zip(&[("users.json", &[b'['; 1000])]);
    let mut bytes = std::fs::read(honest.path()).unwrap();
    // The size stands in the local header and in the directory: both now say 10.
    let size = 1000_u32.to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let lying = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(lying.path(), bytes).unwrap();
    let outcome = Archive::open(lying.path()).and_then(|mut archive| archive.read("users.json"));
    assert!(outcome.unwrap_err().contains("users.json in the zip is broken"));
}

#[test]
fn what_is_no_export_is_told_so() {
    assert!(refused(&[("channels.json", b"[]")]).contains("no users.json"));
    let empty = tempfile::NamedTempFile::new().unwrap();
    assert!(Archive::open(empty.path()).unwrap_err().contains("is no zip"));
    let honest = zip(&[("users.json", b"[]")]);
    let bytes = std::fs::read(honest.path()).unwrap();
    for cut in [1, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(empty.path(), &bytes[..cut]).unwrap();
        assert!(Archive::open(empty.path()).is_err(), "{cut}");
    }
    assert!(Archive::open(Path::new("/nowhere.zip")).unwrap_err().contains("cannot be opened"));
    assert!(Archive::open(Path::new("/")).unwrap_err().contains("is a folder"));
}
