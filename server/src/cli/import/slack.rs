//! An export of Slack: read whole, then written room by room.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;
use wire::ids::{RoomId, UserId};
use wire::rooms::RoomKind;

use super::archive::Archive;
use super::progress::Progress;
use super::report::Report;
use crate::app::App;
use crate::domain::error::Error;
use crate::domain::slack::{Names, Person, Room, RoomFile, Skipped, read_day, read_people, read_rooms};
use crate::ops::import::{self, BATCH, Cast, Draft, NewRoom, PEOPLE};

/// The least time that others have the database between two changes of ours. SQLite's lock is not fair: who comes back at
/// once gets it again.
const PAUSE: Duration = Duration::from_millis(10);

/// An export that was read to its end and found whole.
#[derive(Debug)]
pub struct Export {
    archive: Archive,
    people: Vec<Person>,
    placeholders: HashSet<String>,
    rooms: Vec<Room>,
    /// Files of days, for the progress bar.
    days: u64,
    skipped: Skipped,
}

impl Export {
    /// Reads every file of the export once, writing nothing.
    ///
    /// # Errors
    /// A sentence for a person that names the file in question.
    pub fn read(zip: &Path, progress: &mut Progress) -> Result<Self, String> {
        let mut archive = Archive::open(zip)?;
        let people = archive.read("users.json")?.unwrap_or_default();
        let people = read_people(&people).map_err(|error| format!("users.json: {error}."))?;
        let rooms = rooms_of(&mut archive)?;
        let days: usize = rooms.iter().map(|room| archive.days(&room.folder).len()).sum();
        let mut export = Self {
            placeholders: HashSet::new(),
            skipped: Skipped::default(),
            days: days as u64,
            people: Vec::new(),
            rooms,
            archive,
        };
        progress.begin("Reading the zip", export.days);
        let strangers = export.read_days(progress, &people)?;
        progress.end();
        export.placeholders = strangers.keys().cloned().collect();
        export.people = people.into_iter().chain(strangers.into_values()).collect();
        Ok(export)
    }

    /// Reads all days; answers whom they name that has no record.
    fn read_days(&mut self, progress: &mut Progress, people: &[Person]) -> Result<BTreeMap<String, Person>, String> {
        let known: HashSet<&str> = people.iter().map(|person| person.key.as_str()).collect();
        let mut strangers = BTreeMap::new();
        let names = Names::default();
        for room in &self.rooms {
            for key in room.members.iter().filter(|key| !known.contains(key.as_str())) {
                strangers.entry(key.clone()).or_insert_with(|| Person::unknown(key, None));
            }
            for path in self.archive.days(&room.folder) {
                let json = self.archive.read(&path)?.unwrap_or_default();
                let day = read_day(&json, &names).map_err(|error| format!("{path}: {error}."))?;
                self.skipped.add(&day.skipped);
                for message in &day.messages {
                    let author = message.author.key();
                    if !known.contains(author.as_str()) {
                        strangers.entry(author).or_insert_with(|| message.author.placeholder());
                    }
                    let reacted = message.reactions.iter().flat_map(|reaction| &reaction.users);
                    for key in reacted.filter(|key| !known.contains(key.as_str())) {
                        strangers.entry(key.clone()).or_insert_with(|| Person::unknown(key, None));
                    }
                }
                progress.advance(1);
            }
        }
        Ok(strangers)
    }

    /// Folders of the zip that belong to no room of its lists.
    fn unlisted(&self) -> usize {
        let listed: HashSet<&str> = self.rooms.iter().map(|room| room.folder.as_str()).collect();
        self.archive.folders().iter().filter(|folder| !listed.contains(folder.as_str())).count()
    }
}

/// The rooms of all lists; of two with the same key or folder, the first.
fn rooms_of(archive: &mut Archive) -> Result<Vec<Room>, String> {
    let mut rooms: Vec<Room> = Vec::new();
    let (mut keys, mut folders) = (HashSet::new(), HashSet::new());
    let mut lists = 0;
    for (file, name) in RoomFile::ALL {
        let Some(json) = archive.read(name)? else { continue };
        lists += 1;
        let listed = read_rooms(&json, file).map_err(|error| format!("{name}: {error}."))?;
        for room in listed {
            if keys.insert(room.key.clone()) && folders.insert(room.folder.clone()) {
                rooms.push(room);
            }
        }
    }
    if lists == 0 {
        return Err(
            "The zip holds no channels.json, groups.json, dms.json or mpims.json: this is no Slack export.".to_owned()
        );
    }
    Ok(rooms)
}

/// Writes what is not there yet; see [`super::import_slack`].
pub async fn write(app: &App, mut export: Export, progress: &mut Progress) -> Result<Report, String> {
    let mut report = Report { skipped: export.skipped.clone(), ..Report::default() };
    let unlisted = export.unlisted();
    if unlisted > 0 {
        report.notes.push(format!("{unlisted} folders of the zip belong to no room of its lists and were left out."));
    }
    // An export tells who was mentioned; what its author may do here is no question.
    let mut cast = Cast::default();
    cast.known.everybody = true;
    let mut names = Names::default();
    write_people(app, &export, (&mut cast, &mut names), &mut report, progress).await?;
    let ids = write_rooms(app, &export, (&mut cast, &mut names), &mut report, progress).await?;
    progress.begin("Messages", export.days);
    for (at, id) in ids.iter().enumerate() {
        let Some(room) = export.rooms.get(at).cloned() else { continue };
        write_messages(app, &mut export.archive, (&room, *id), (&cast, &names), &mut report, progress).await?;
    }
    progress.begin("Showing the rooms", ids.len() as u64);
    for (room, id) in export.rooms.iter().zip(&ids) {
        let people = members(room, &cast);
        let creator = room.created_by.as_ref().and_then(|key| cast.people.get(key)).copied();
        let creator = creator.filter(|_| room.kind != RoomKind::Direct);
        gently(import::show_room(app, *id, creator, people)).await?;
        progress.advance(1);
    }
    progress.end();
    Ok(report)
}

async fn write_people(
    app: &App,
    export: &Export,
    (cast, names): (&mut Cast, &mut Names),
    report: &mut Report,
    progress: &mut Progress,
) -> Result<(), String> {
    progress.begin("People", export.people.len() as u64);
    for people in export.people.chunks(PEOPLE) {
        let imported = gently(import::people(app, people.to_vec())).await?;
        for (person, here) in people.iter().zip(imported) {
            let tally = if here.is_new { &mut report.people.new } else { &mut report.people.known };
            *tally += 1;
            let is_placeholder = export.placeholders.contains(&here.key);
            report.placeholders += u64::from(here.is_new && is_placeholder);
            if here.is_new && !is_placeholder && here.username != person.username {
                report.notes.push(format!("@{} is @{} here: the name was taken.", person.username, here.username));
            }
            if here.lost_email {
                report.notes.push(format!(
                    "The mail address of @{} belongs to another account and was left out.",
                    here.username
                ));
            }
            cast.known.users.insert(here.username.clone(), here.user);
            cast.people.insert(here.key.clone(), here.user);
            names.users.insert(here.key, here.username);
        }
        progress.advance(people.len() as u64);
    }
    Ok(())
}

/// Answers the rooms here, in the order of the export.
async fn write_rooms(
    app: &App,
    export: &Export,
    (cast, names): (&mut Cast, &mut Names),
    report: &mut Report,
    progress: &mut Progress,
) -> Result<Vec<RoomId>, String> {
    progress.begin("Rooms", export.rooms.len() as u64);
    let mut ids = Vec::with_capacity(export.rooms.len());
    for room in &export.rooms {
        let new = NewRoom {
            key: room.key.clone(),
            kind: room.kind,
            name: room.name.clone(),
            topic: room.topic.clone(),
            archived: room.archived,
            created_at: room.created_at,
            created_by: room.created_by.as_ref().and_then(|key| cast.people.get(key)).copied(),
            members: members(room, cast),
        };
        let here = gently(import::hidden_room(app, new)).await?;
        let tally = if here.is_new { &mut report.rooms.new } else { &mut report.rooms.known };
        *tally += 1;
        if let Some(wanted) = room.name.as_ref().filter(|wanted| here.is_new && wanted.as_str() != here.name) {
            report.notes.push(format!("#{} is #{} here: the name was taken.", wanted.as_str(), here.name));
        }
        if room.kind == RoomKind::Public {
            cast.known.rooms.insert(here.name.to_lowercase(), here.room);
        }
        names.rooms.insert(room.key.clone(), here.name);
        ids.push(here.room);
        progress.advance(1);
    }
    Ok(ids)
}

/// The people of a room, sorted, each once.
fn members(room: &Room, cast: &Cast) -> Vec<UserId> {
    let people: BTreeSet<UserId> = room.members.iter().filter_map(|key| cast.people.get(key)).copied().collect();
    people.into_iter().collect()
}

async fn write_messages(
    app: &App,
    archive: &mut Archive,
    (room, id): (&Room, RoomId),
    (cast, names): (&Cast, &Names),
    report: &mut Report,
    progress: &mut Progress,
) -> Result<(), String> {
    let mut waiting: Vec<Draft> = Vec::with_capacity(BATCH);
    for path in archive.days(&room.folder) {
        let json = archive.read(&path)?.unwrap_or_default();
        let day = read_day(&json, names).map_err(|error| format!("{path}: {error}."))?;
        for message in day.messages {
            waiting.extend(Draft::parse(message, cast).map_err(stopped)?);
            if waiting.len() == BATCH {
                let batch = std::mem::replace(&mut waiting, Vec::with_capacity(BATCH));
                report.written.add(&gently(import::messages(app, id, room.key.clone(), batch)).await?);
            }
        }
        progress.advance(1);
    }
    if !waiting.is_empty() {
        report.written.add(&gently(import::messages(app, id, room.key.clone(), waiting)).await?);
    }
    Ok(())
}

/// Makes a change and then leaves the database to others for as long as it took.
async fn gently<T>(change: impl Future<Output = Result<T, Error>>) -> Result<T, String> {
    let started = Instant::now();
    let outcome = change.await.map_err(stopped)?;
    tokio::time::sleep(started.elapsed().max(PAUSE)).await;
    Ok(outcome)
}

fn stopped(error: Error) -> String {
    format!("The import stopped: {error}. What came in stays, its rooms hidden; start it again to go on.")
}
