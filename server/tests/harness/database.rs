//! A database of its own for each test: a SQLite file, or a fresh PostgreSQL database.

use relaydesk::store::db::Location;
use uuid::Uuid;

/// A database that goes with the test.
pub struct TestDatabase {
    pub location: Location,
    /// The data folder; it goes with the test.
    pub folder: tempfile::TempDir,
}

impl TestDatabase {
    pub async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let Ok(url) = std::env::var("RELAYDESK_TEST_DATABASE_URL") else {
            return Self { location: Location::Sqlite(folder.path().join("relaydesk.db")), folder };
        };
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let name = format!("test_{}", Uuid::from_u128(rand_number()).simple());
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        let (server, _) = url.rsplit_once('/').unwrap();
        Self { location: Location::Postgres { url: format!("{server}/{name}"), pool: pool() }, folder }
    }

    /// A database at a place of the test's own.
    pub fn at(location: Location) -> Self {
        Self { location, folder: tempfile::tempdir().unwrap() }
    }
}

/// One pass of the suite runs with a pool of one: a change that takes a second connection hangs there.
fn pool() -> usize {
    std::env::var("RELAYDESK_TEST_POOL").ok().and_then(|pool| pool.parse().ok()).unwrap_or(4)
}

fn rand_number() -> u128 {
    u128::from_le_bytes(relaydesk::platform::random::bytes())
}
