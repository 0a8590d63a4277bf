//! The checked-in OpenAPI document is the one that the server serves.

use std::path::Path;

#[test]
fn the_openapi_document_is_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/openapi.json");
    let present = relaydesk::http::openapi::text().unwrap();
    if std::env::var_os("RELAYDESK_TEST_UPDATE").is_some() {
        std::fs::write(&file, &present).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(known == present, "server/tests/golden/openapi.json is old. Run: cargo xtask gen");
}
