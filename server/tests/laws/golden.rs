//! Golden files: what is checked in and must be what the code makes.

use std::path::PathBuf;

/// The folder of the golden files.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Compares with a golden file; with `RELAYDESK_TEST_UPDATE=1` writes it anew.
#[track_caller]
pub fn compare(name: &str, present: &str, otherwise: &str) {
    let file = folder().join(name);
    if std::env::var_os("RELAYDESK_TEST_UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, present).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = known.lines().zip(present.lines()).position(|(known, present)| known != present);
    assert!(
        known == present,
        "server/tests/golden/{name} differs from line {}: {otherwise} write it anew with RELAYDESK_TEST_UPDATE=1 cargo nextest run -p relaydesk laws",
        differs.unwrap_or_default() + 1
    );
}
