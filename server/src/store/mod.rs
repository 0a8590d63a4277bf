//! Every SQL statement, one file a noun.
//!
//! A function here takes a [`db::Tx`] and reads or writes rows; it never decides who may do so (that is `access/`) and never
//! emits events (that is `ops/`). One text serves SQLite and PostgreSQL: read `db/sql.rs` next.

pub mod claims;
pub mod db;
pub mod drafts;
pub mod emoji;
pub mod files;
pub mod imports;
pub mod jobs;
pub mod lists;
pub mod members;
pub mod messages;
pub mod own;
pub mod pins;
pub mod previews;
pub mod reactions;
pub mod rooms;
pub mod saved;
pub mod search;
pub mod sessions;
pub mod streams;
pub mod threads;
pub mod uploads;
pub mod users;
pub mod versions;
pub mod workspace;
