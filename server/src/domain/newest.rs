//! The newest pages of the rooms that are read most, kept as they were sent.
//!
//! Whatever viewers see of a room's messages changes only with an event of the room, so a page holds until the room's stream
//! goes on; that is what makes it safe on every node. What is the viewer's own is not in it.

use std::sync::Arc;

use moka::sync::Cache;
use serde_json::value::RawValue;
use wire::ids::RoomId;
use wire::messages::Message;
use wire::page::Cursor;

/// Memory that all pages may take, in bytes.
const BYTES: u64 = 16 * 1024 * 1024;

/// The newest messages of a room, the same for every viewer.
#[derive(Debug)]
pub struct NewestPage {
    /// Seq of the last event of the room that is in it.
    pub head: i64,
    pub messages: Vec<Message>,
    /// The same messages as JSON.
    pub text: Box<RawValue>,
    /// Where what is older begins.
    pub older: Option<Cursor>,
}

/// Cheap to clone; clones share their pages.
#[derive(Clone, Debug)]
pub struct NewestPages(Cache<(RoomId, usize), Arc<NewestPage>>);

impl Default for NewestPages {
    fn default() -> Self {
        // As values in memory, messages take about twice as much as their text.
        let weight = |page: &NewestPage| u32::try_from(page.text.get().len() * 3).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(BYTES).weigher(move |_, page: &Arc<NewestPage>| weight(page)).build())
    }
}

impl NewestPages {
    /// The page of so many messages, as of this seq of the room's stream.
    #[must_use]
    pub fn find(&self, room: RoomId, limit: usize, head: i64) -> Option<Arc<NewestPage>> {
        self.0.get(&(room, limit)).filter(|page| page.head == head)
    }

    /// Keeps a page for who asks next.
    pub fn keep(&self, room: RoomId, limit: usize, page: Arc<NewestPage>) {
        self.0.insert((room, limit), page);
    }
}
