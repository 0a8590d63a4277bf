//! `relaydesk import`: history from elsewhere, beside the running server.
//!
//! Another process on the same data is just another node: the server finds what came by polling the log. The zip is read
//! twice, first all of it without writing anything, so that a broken one leaves nothing half done. It must never unpack a
//! file. Read `slack.rs` next.

mod archive;
mod progress;
mod report;
mod slack;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::app::{App, Facts};
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;
use crate::store::db::Location;

pub use progress::Progress;
pub use report::Report;
pub use slack::Export;

/// Brings in people, rooms and messages from elsewhere. The server may run meanwhile; doing it again adds only what is new.
#[derive(Debug, clap::Args)]
pub struct Import {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, clap::Subcommand)]
enum From {
    /// An export of a Slack workspace.
    Slack {
        /// The zip as it was downloaded.
        zip: PathBuf,
    },
}

impl Import {
    /// Imports into the data at `location` and prints a report.
    ///
    /// # Errors
    /// A sentence for a person.
    pub async fn run(self, location: &Location) -> Result<(), String> {
        let From::Slack { zip } = self.from;
        let mut progress = Progress::on_stderr();
        let export = read_slack(&zip, &mut progress)?;
        let clock = Clock::system();
        let app = App::open(location, clock.clone(), Ids::random(clock), Facts::default()).await?;
        let outcome = import_slack(&app, export, &mut progress).await;
        app.db.close().await;
        let report = outcome?;
        let mut text = report.to_string();
        if report.people.new > 0 {
            text.push_str(
                "New people have no password: an admin hands out a link for each to take over the account.\n",
            );
        }
        // Whoever closed the pipe does not want to read it.
        let _ = std::io::stdout().write_all(text.as_bytes());
        Ok(())
    }
}

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
