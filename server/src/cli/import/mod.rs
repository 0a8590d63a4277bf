//! `relaydesk import`: history from elsewhere, beside the running server.
//!
//! Another process on the same data is just another node: the server finds what came by polling the log. The zip is read
//! twice, first all of it without writing anything, so that a broken one leaves nothing half done. It must never unpack a
//! file. Read `slack.rs` next.

mod archive;
mod progress;
mod report;
mod slack;

use std::path::Path;

use crate::app::App;

pub use progress::Progress;
pub use report::Report;
pub use slack::Export;

/// Reads an export of Slack; writes nothing.
///
/// # Errors
/// A sentence for a person.
pub fn read_slack(zip: &Path, progress: &mut Progress) -> Result<Export, String> {
    Export::read(zip, progress)
}

/// Writes what an export holds and the data does not.
///
/// # Errors
/// A sentence for a person. What came in until then stays; rooms that were not complete stay hidden until the next import.
pub async fn import_slack(app: &App, export: Export, progress: &mut Progress) -> Result<Report, String> {
    // The data may be new: nobody has to start the server first.
    crate::ops::workspace::start(app).await.map_err(|error| format!("The data cannot be written: {error}."))?;
    slack::write(app, export, progress).await
}
