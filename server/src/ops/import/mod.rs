//! History from elsewhere, written beside the running server.
//!
//! An import brings people, then rooms, which stay hidden, then messages in batches, and at the end shows the rooms. Each of
//! these is a change of its own and short, so that others send in between; each remembers what the source's keys became, so
//! that an import that was broken off, or is done again, adds only what is missing. Nobody asks for it but the operator, so
//! there is nothing to authorise. It must never read the source's files: `cli/import` does.

mod follows;
mod messages;
mod people;
mod rooms;

use std::collections::HashMap;

use uuid::Uuid;
use wire::ids::UserId;

use crate::domain::error::Result;
use crate::domain::mentions::Known;
use crate::store::db::Tx;
use crate::store::imports;

pub use messages::{BATCH, Draft, Written, messages};
pub use people::{ImportedPerson, PEOPLE, people};
pub use rooms::{ImportedRoom, NewRoom, hidden_room, show_room};

/// Where everything comes from, so far.
const SOURCE: &str = "slack";

/// Who and what texts and messages of the source can name, once people and rooms are there.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// By the source's keys.
    pub people: HashMap<String, UserId>,
    /// By the names that people and public rooms have here.
    pub known: Known,
}

/// What these keys became in earlier imports.
async fn earlier(tx: &mut Tx, keys: &[String]) -> Result<HashMap<String, Uuid>> {
    let found = imports::find(tx, SOURCE, keys).await?;
    Ok(found.into_iter().map(|row| (row.key, row.id)).collect())
}
