//! Where the data is.

use super::keys::concern;
use super::setting::Setting;
use crate::platform::secret::Secret;

concern! { "The database",
    /// Which database, and how much of it is used at once.
    pub struct DatabaseConfig {
        /// The address of a PostgreSQL database (15 or newer), such as `postgres://user:password@host:5432/relaydesk`. Nothing: a
        /// SQLite file `relaydesk.db` in the data folder.
        "database_url" => url: Option<Secret<PostgresUrl>> = "",
        /// Connections to PostgreSQL that are kept open at most. SQLite does not use it.
        "database_pool" => pool: PoolSize = "16",
    }
}

/// `postgres://…`, as the driver takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresUrl(pub String);

impl Setting for PostgresUrl {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not an address that begins with `postgres://`".to_owned())
        }
    }
}

/// How many connections: 1 to 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSize(pub usize);

impl Setting for PoolSize {
    fn from_text(text: &str) -> Result<Self, String> {
        let size = text.parse().ok().filter(|size| (1..=1000).contains(size));
        size.map(Self).ok_or_else(|| "is not a number from 1 to 1000".to_owned())
    }
}
