//! Rooms of an export.

use std::collections::BTreeSet;

use wire::limits;
use wire::rooms::RoomKind;
use wire::time::Timestamp;

use super::Result;
use super::people::numbered;
use super::records::{Loose, RawRoom};
use crate::domain::names::{RoomName, Topic, is_unprintable};

/// The files that list rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomFile {
    /// `channels.json`.
    Channels,
    /// `groups.json`.
    Groups,
    /// `dms.json`.
    Directs,
    /// `mpims.json`.
    GroupDirects,
}

impl RoomFile {
    /// Each with its name in the zip.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Channels, "channels.json"),
        (Self::Groups, "groups.json"),
        (Self::Directs, "dms.json"),
        (Self::GroupDirects, "mpims.json"),
    ];
}

/// A room of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Slack's id.
    pub key: String,
    /// The folder of its days in the zip.
    pub folder: String,
    pub kind: RoomKind,
    /// The name to have here, unless it is taken: see [`room_names`]. Absent for a direct room.
    pub name: Option<RoomName>,
    pub topic: Topic,
    pub archived: bool,
    pub created_at: Option<Timestamp>,
    /// Keys of people.
    pub created_by: Option<String>,
    pub members: BTreeSet<String>,
}

/// Reads a list of rooms.
pub fn read_rooms(json: &[u8], file: RoomFile) -> Result<Vec<Room>> {
    let mut rooms = Vec::new();
    super::list::each(json, |raw: RawRoom| rooms.push(room(raw, file)))?;
    Ok(rooms)
}

fn room(raw: RawRoom, file: RoomFile) -> Room {
    let members: BTreeSet<String> = raw.members.unwrap_or_default().into_iter().collect();
    let is_direct = matches!(file, RoomFile::Directs | RoomFile::GroupDirects);
    // A talk with oneself, or among more people than a direct room has, becomes a private room.
    let fits_direct = (2..=limits::DIRECT_USERS).contains(&members.len());
    let kind = match file {
        RoomFile::Channels => RoomKind::Public,
        RoomFile::Groups => RoomKind::Private,
        RoomFile::Directs | RoomFile::GroupDirects if fits_direct => RoomKind::Direct,
        RoomFile::Directs | RoomFile::GroupDirects => RoomKind::Private,
    };
    let slack_name = raw.name.filter(|name| !name.is_empty());
    let folder = slack_name.clone().filter(|_| file != RoomFile::Directs).unwrap_or_else(|| raw.id.clone());
    let name = match kind {
        RoomKind::Direct => None,
        _ if is_direct && members.len() < 2 => Some(room_name_of("notes")),
        _ => Some(room_name_of(&folder)),
    };
    let said = [raw.topic, raw.purpose].into_iter().flatten().filter_map(|topic| topic.value);
    let topic = said.map(|text| topic_of(&text)).find(|topic| !topic.as_str().is_empty());
    Room {
        key: raw.id,
        folder,
        kind,
        name,
        topic: topic.unwrap_or_else(Topic::none),
        archived: raw.is_archived == Some(true),
        created_at: raw.created.as_ref().and_then(Loose::text).and_then(|seconds| super::day::moment(&seconds)),
        created_by: raw.creator.filter(|creator| !creator.is_empty()),
        members,
    }
}

/// The nearest valid name.
fn room_name_of(text: &str) -> RoomName {
    let kept: String = text.chars().filter(|c| !is_unprintable(*c)).collect();
    let cut: String = kept.trim().chars().take(limits::ROOM_NAME_CHARS).collect();
    RoomName::parse(&cut).unwrap_or_else(|_| RoomName::imported())
}

/// The nearest valid topic. Slack's marks stay: a topic is plain text.
fn topic_of(text: &str) -> Topic {
    let decoded = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let kept: String = decoded.chars().map(|c| if is_unprintable(c) { ' ' } else { c }).collect();
    let cut: String = kept.trim().chars().take(limits::TOPIC_CHARS).collect();
    Topic::parse(&cut).unwrap_or_else(|_| Topic::none())
}

/// The names to try for a room, the best first: the wanted one, then `name-2`, `name-3` …
pub fn room_names(wanted: &RoomName) -> impl Iterator<Item = RoomName> {
    let tries = (1..10_000_u32).map(|number| numbered(wanted.as_str(), number, limits::ROOM_NAME_CHARS));
    tries.filter_map(|name| RoomName::parse(&name).ok())
}
