//! `relaydesk openapi`: prints the document, from which the browser app's types are generated.

use crate::http::openapi;

pub(super) fn run() -> Result<(), String> {
    let text = openapi::text().map_err(|error| format!("The document cannot be written: {error}."))?;
    super::answer(&text)
}
