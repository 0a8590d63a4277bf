//! SQLite's write-ahead log: it is written back into the file by us, where an answer of the disk is heard.
//!
//! SQLite would do it inside a commit and whenever the last connection closes, and says nothing when the disk refuses. Read
//! `sqlite.rs` for the writer, who asks for it between two commits.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;

use super::failure::{self, Failure};

/// Pages in the log from which on it is written back.
const LONG: i32 = 1000;

/// The log, as the writer's connection sees it.
pub(super) struct WriteAhead {
    pages: Arc<AtomicI32>,
}

impl WriteAhead {
    /// Takes the log over from SQLite, once the schema is as it must be. What is committed from here on is durable: the log's
    /// entry in its folder, too, about which SQLite does not hear the disk.
    pub(super) fn take_over(conn: &mut Connection, file: &Path) -> Result<Self, String> {
        let text =
            |error: &dyn std::fmt::Display| format!("The database {} cannot be written: {error}.", file.display());
        let pages = Arc::new(AtomicI32::new(0));
        let seen = Arc::clone(&pages);
        let note = move |_: &mut Wal, now| {
            seen.store(now, Ordering::Relaxed);
            Ok(())
        };
        conn.wal_hook(Some(note)).map_err(|error| text(&error))?;
        // Nobody reads this number. A write makes the log, and syncs its folder for the first time.
        conn.pragma_update(None, "user_version", 0).map_err(|error| text(&error))?;
        if let Some(folder) = file.parent() {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| text(&error))?;
        }
        Ok(Self { pages })
    }

    /// Writes back what no reader needs any more, when the log is long.
    pub(super) fn tend(&self, conn: &Connection) -> Result<(), Failure> {
        if self.pages.load(Ordering::Relaxed) < LONG {
            Ok(())
        } else {
            checkpoint(conn, "PRAGMA wal_checkpoint(PASSIVE)")
        }
    }

    /// Writes all of it back and empties it: the last act before the file is closed.
    pub(super) fn finish(&self, conn: &Connection) -> Result<(), Failure> {
        checkpoint(conn, "PRAGMA wal_checkpoint(TRUNCATE)").or_else(|failure| Self::leave(conn).and(Err(failure)))
    }

    /// Leaves it as it is, for the next start: after a refused write nobody knows what the disk holds.
    pub(super) fn leave(conn: &Connection) -> Result<(), Failure> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map(drop).map_err(failure::of_sqlite)
    }
}

/// A full disk or another process at the same work is no failure: the log stays, and is tried again.
fn checkpoint(conn: &Connection, statement: &str) -> Result<(), Failure> {
    match conn.execute_batch(statement).map_err(failure::of_sqlite) {
        Err(Failure::Fatal(text)) => Err(Failure::Fatal(text)),
        _ => Ok(()),
    }
}
