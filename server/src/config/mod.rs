//! The configuration: one struct a concern, one declaration a key; defaults ← file ← environment ← flags.
//!
//! It only reads: nothing here opens, connects or decides. To add a key, add its lines to its concern's file and run the tests
//! with `RELAYDESK_TEST_UPDATE=1`: flags, variables and documentation follow. Read [`keys`] next.

pub mod bus;
pub mod database;
pub mod document;
pub mod files;
pub mod given;
pub mod keys;
pub mod limits;
pub mod log;
pub mod network;
pub mod public_url;
pub mod server;
pub mod setting;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use self::bus::BusConfig;
use self::database::{DatabaseConfig, PostgresUrl};
use self::files::FilesConfig;
use self::given::{Given, Sources};
use self::keys::{Concern, Key};
use self::limits::LimitsConfig;
use self::log::LogConfig;
use self::public_url::PublicUrl;
use self::server::ServerConfig;

/// Every concern, in the order in which they are explained.
pub const CONCERNS: [Concern; 6] = [
    ServerConfig::CONCERN,
    DatabaseConfig::CONCERN,
    BusConfig::CONCERN,
    FilesConfig::CONCERN,
    LimitsConfig::CONCERN,
    LogConfig::CONCERN,
];

/// Where the keys are listed, as the end of a sentence.
const KEYS_HINT: &str = "`relaydesk serve --help` and docs/configuration.md list them";

/// The SQLite file in the data folder.
const SQLITE_FILE: &str = "relaydesk.db";

/// What the server is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens, keeps its files, and is reached.
    pub server: ServerConfig,
    /// Which database.
    pub database: DatabaseConfig,
    /// How servers tell each other what happened.
    pub bus: BusConfig,
    /// Where it keeps the contents of files.
    pub files: FilesConfig,
    /// How much one client may do.
    pub limits: LimitsConfig,
    /// What it writes about its own work.
    pub log: LogConfig,
}

/// Where the data is, as the configuration says.
#[derive(Clone, Debug)]
pub enum DataSource<'a> {
    /// This file.
    Sqlite(PathBuf),
    /// This database, over so many connections.
    Postgres { url: &'a PostgresUrl, pool: usize },
}

impl Config {
    /// Reads the configuration from its sources.
    ///
    /// # Errors
    /// A sentence about the first thing that is wrong, and where it stands.
    pub fn load(sources: Sources) -> Result<Self, String> {
        let given = Given::collect(&keys(), sources)?;
        let config = Self {
            server: ServerConfig::read(&given)?,
            database: DatabaseConfig::read(&given)?,
            bus: BusConfig::read(&given)?,
            files: FilesConfig::read(&given)?,
            limits: LimitsConfig::read(&given)?,
            log: LogConfig::read(&given)?,
        };
        if config.bus.redis_url.is_some() && config.database.url.is_none() {
            return Err("redis_url is set without database_url: several servers need a PostgreSQL database.".to_owned());
        }
        config.files.place(&config.server.data)?;
        Ok(config)
    }

    /// Where the data is.
    #[must_use]
    pub fn data_source(&self) -> DataSource<'_> {
        match &self.database.url {
            Some(url) => DataSource::Postgres { url: url.reveal(), pool: self.database.pool.0 },
            None => DataSource::Sqlite(self.server.data.join(SQLITE_FILE)),
        }
    }

    /// Where people reach the app. `port` is the one that the server listens on.
    #[must_use]
    pub fn public_url(&self, port: u16) -> PublicUrl {
        self.server.public_url.clone().unwrap_or_else(|| PublicUrl::localhost(port))
    }
}

/// Every key, in the order of its concern.
#[must_use]
pub fn keys() -> Vec<&'static Key> {
    CONCERNS.iter().flat_map(|concern| concern.keys).collect()
}
