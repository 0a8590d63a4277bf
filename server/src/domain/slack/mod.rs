//! Slack's export, read into our terms.
//!
//! An export is a zip of JSON files: people, rooms, and a file a room and day. Each function here takes the bytes of one such
//! file and answers people, rooms or messages; what has no meaning here is counted in [`Skipped`], so that a report can name
//! it. It must never do IO, nor decide ids: everything keeps Slack's keys, and the import maps them. Read `day.rs` next;
//! `mrkdwn.rs` and `blocks.rs` turn Slack's two notations into Markdown.

mod blocks;
mod day;
mod emoji;
mod files;
mod list;
mod mrkdwn;
mod people;
mod records;
mod rooms;

use std::collections::{BTreeMap, HashMap};

pub use day::{Author, Day, Kind, Message, Reaction, Thread, read_day};
pub use emoji::by_name as standard_emoji;
pub use files::File;
pub use people::{Person, read_people, usernames};
pub use rooms::{Room, RoomFile, read_rooms, room_names};

/// Why a file of the export cannot be read, as a sentence for a person.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// What the functions here answer.
pub type Result<T> = std::result::Result<T, Unreadable>;

/// What people and rooms are called here, by Slack's keys: texts name them so.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// User names.
    pub users: HashMap<String, String>,
    /// Names of rooms.
    pub rooms: HashMap<String, String>,
}

/// What was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Entries that are no messages here, by Slack's name of their kind or by the reason.
    pub entries: BTreeMap<String, u64>,
    /// Reactions on such entries, and reactions that name nobody.
    pub reactions: u64,
    /// Files that are gone from Slack or have no address.
    pub files: u64,
}

impl Skipped {
    fn entry(&mut self, reason: &str) {
        *self.entries.entry(reason.to_owned()).or_default() += 1;
    }

    /// Adds what was left out elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (reason, count) in &other.entries {
            *self.entries.entry(reason.clone()).or_default() += count;
        }
        self.reactions += other.reactions;
        self.files += other.files;
    }

    /// Entries left out, whatever the reason.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.entries.values().sum()
    }
}

#[cfg(test)]
mod tests;
