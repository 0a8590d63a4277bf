//! The checked-in OpenAPI document is the one that the server serves.

use super::golden;

#[test]
fn the_openapi_document_is_up_to_date() {
    let present = relaydesk::http::openapi::text().unwrap();
    golden::compare("openapi.json", &present, "run cargo xtask gen, or");
}
