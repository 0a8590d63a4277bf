//! `relaydesk import`: history from elsewhere, beside the running server.
//!
//! Another process on the same data is just another node: the server finds what came by polling the log. The zip is read
//! twice, first all of it without writing anything, so that a broken one leaves nothing half done. It must never unpack a
//! file. Read `slack.rs` next.

mod archive;
mod progress;
mod report;
mod slack;

use std::path::{Path, PathBuf};

use super::flags::Flags;
use crate::app::{App, Facts};
use crate::config::{Config, DataSource};
use crate::platform::clock::Clock;
use crate::platform::data_folder;
use crate::platform::ids::Ids;
use crate::store::db::Location;

pub use progress::Progress;
pub use report::Report;
pub use slack::Export;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    from: From,
}

#[derive(Debug, clap::Subcommand)]
enum From {
    /// An export of a Slack workspace; doing it again adds only what is new
    Slack {
        /// The zip as it was downloaded
        zip: PathBuf,
        #[command(flatten)]
        flags: Flags,
    },
}

/// Imports into the server's data and prints a report.
pub(super) async fn run(arguments: Arguments) -> Result<(), String> {
    let From::Slack { zip, flags } = arguments.from;
    let config = Config::load(flags.into_sources())?;
    let mut progress = Progress::on_stderr();
    let export = read_slack(&zip, &mut progress)?;
    let location = match config.data_source() {
        // The server, if it runs, holds the folder's lock; SQLite keeps the two apart change by change.
        DataSource::Sqlite(file) => {
            data_folder::create(&config.server.data)?;
            Location::Sqlite(file)
        }
        DataSource::Postgres { url, pool } => Location::Postgres { url: url.0.clone(), pool },
    };
    let clock = Clock::system();
    let app = App::open(&location, clock.clone(), Ids::random(clock), Facts::default()).await?;
    let outcome = import_slack(&app, export, &mut progress).await;
    app.db.close().await;
    let report = outcome?;
    let hint = match report.people.new {
        0 => "",
        _ => "New people have no password: an admin hands each a link to take over the account.\n",
    };
    super::answer(&format!("{report}{hint}"))
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
