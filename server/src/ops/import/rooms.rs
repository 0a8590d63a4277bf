//! Rooms of an import: hidden while their messages come, then shown.

use wire::events::Event;
use wire::ids::{RoomId, UserId};
use wire::members::RoomRole;
use wire::rooms::{RoomKind, SidebarRoom};
use wire::streams::Stream;
use wire::time::Timestamp;

use super::follows::follow_threads;
use super::{SOURCE, earlier};
use crate::access::can;
use crate::access::rules::{Actor, Subject};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::names::{RoomName, Topic};
use crate::domain::slack::room_names;
use crate::ops::change::{Change, Emit as _};
use crate::ops::present;
use crate::store::rooms::RoomRecord;
use crate::store::{self, imports, members, streams, users};

/// Members of one change.
const MEMBERS: usize = 100;

/// A room of the source.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// The source's key.
    pub key: String,
    pub kind: RoomKind,
    /// Absent for a direct room.
    pub name: Option<RoomName>,
    pub topic: Topic,
    pub archived: bool,
    pub created_at: Option<Timestamp>,
    pub created_by: Option<UserId>,
    /// Sorted, each once.
    pub members: Vec<UserId>,
}

/// A room of the source, here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRoom {
    pub room: RoomId,
    /// Empty for a direct room.
    pub name: String,
    /// Nobody sees it until [`show_room`].
    pub hidden: bool,
    pub is_new: bool,
}

/// Makes a hidden room, unless it came with an earlier import or is the direct room of the same people.
///
/// # Errors
/// As the store fails.
pub async fn hidden_room(app: &App, new: NewRoom) -> Result<ImportedRoom> {
    app.change(Stream::Workspace, new, |c, new| {
        Box::pin(async move {
            let key = format!("room:{}", new.key);
            if let Some(id) = earlier(c, std::slice::from_ref(&key)).await?.get(&key) {
                let room = store::rooms::find(c, RoomId(*id)).await?.ok_or(Error::NotFound("room"))?;
                return Ok(ImportedRoom { room: room.id, name: room.name, hidden: room.hidden, is_new: false });
            }
            let ids: Vec<String> = new.members.iter().map(ToString::to_string).collect();
            let direct_key = (new.kind == RoomKind::Direct).then(|| ids.join(" "));
            if let Some(direct_key) = &direct_key
                && let Some(room) = store::rooms::by_direct_key(c, direct_key).await?
            {
                imports::insert(c, SOURCE, &[(key, room.id.0)]).await?;
                return Ok(ImportedRoom { room: room.id, name: room.name, hidden: room.hidden, is_new: false });
            }
            let room = insert(c, new, direct_key).await?;
            imports::insert(c, SOURCE, &[(key, room.id.0)]).await?;
            Ok(ImportedRoom { room: room.id, name: room.name, hidden: true, is_new: true })
        })
    })
    .await
}

async fn insert(c: &mut Change, new: &NewRoom, direct_key: Option<String>) -> Result<RoomRecord> {
    let name = match &new.name {
        Some(name) => Some(free_name(c, name).await?),
        None => None,
    };
    let room = RoomRecord {
        id: RoomId(c.new_id()),
        kind: new.kind,
        name: name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default(),
        topic: new.topic.as_str().to_owned(),
        archived: new.archived,
        hidden: true,
        direct_key,
        created_by: new.created_by,
        created_at: new.created_at.unwrap_or_else(|| c.now()),
        member_count: 0,
        last_position: 0,
        last_message_at: None,
        changed_seq: 0,
    };
    store::rooms::insert(c, &room, name.map(|name| name.key()).as_deref()).await?;
    streams::insert(c, Stream::Room(room.id)).await?;
    Ok(room)
}

async fn free_name(c: &mut Change, wanted: &RoomName) -> Result<RoomName> {
    for name in room_names(wanted) {
        if store::rooms::by_name_key(c, &name.key()).await?.is_none() {
            return Ok(name);
        }
    }
    Err(Error::Conflict("Ten thousand rooms have this name."))
}

/// Gives a hidden room its members and shows it; everything in it is read, and who took part in a thread follows it. Of a room that was visible already, the accounts
/// that nobody has claimed have read what is new; the others find it unread.
///
/// # Errors
/// As the store fails; the room is then hidden still, or shown without some having heard of it at once.
pub async fn show_room(app: &App, room: RoomId, creator: Option<UserId>, people: Vec<UserId>) -> Result<()> {
    let hidden = app
        .change(Stream::Room(room), room, |c, room| {
            Box::pin(async move {
                let record = store::rooms::find(c, *room).await?.ok_or(Error::NotFound("room"))?;
                if !record.hidden {
                    imports::mark_read_by_unclaimed(c, *room).await?;
                }
                Ok(record.hidden)
            })
        })
        .await?;
    if !hidden {
        return follow_threads(app, room).await;
    }
    for people in people.chunks(MEMBERS) {
        let role = |user: &UserId| if creator == Some(*user) { RoomRole::Owner } else { RoomRole::Member };
        let added: Vec<(UserId, RoomRole)> = people.iter().map(|user| (*user, role(user))).collect();
        app.change(Stream::Room(room), (room, added), |c, (room, added)| {
            Box::pin(async move {
                let now = c.now();
                imports::insert_members(c, *room, added, now).await
            })
        })
        .await?;
    }
    app.change(Stream::Workspace, room, |c, room| Box::pin(async move { reveal(c, *room).await })).await?;
    tell_members(app, room).await?;
    follow_threads(app, room).await
}

/// The moment at which everybody may see the room. The workspace's stream is locked.
async fn reveal(c: &mut Change, room: RoomId) -> Result<()> {
    let stream = Stream::Room(room);
    c.lock(stream).await?;
    store::rooms::recount(c, room).await?;
    let changed_seq = c.next_seq(stream)?;
    imports::reveal(c, room, changed_seq).await?;
    let record = store::rooms::find(c, room).await?.ok_or(Error::NotFound("room"))?;
    c.emit(stream, &Event::RoomUpdated(present::room(&record)))?;
    if record.kind == RoomKind::Public {
        c.emit(Stream::Workspace, &Event::PublicRoomUpdated(present::room(&record)))?;
    }
    Ok(())
}

/// Tells those whose accounts are in use that a room is in their sidebar. Nobody is signed in to the others.
async fn tell_members(app: &App, room: RoomId) -> Result<()> {
    let mut after = UserId(uuid::Uuid::nil());
    loop {
        let last = app.change(Stream::Room(room), (room, after), |c, (room, after)| {
            Box::pin(async move { tell_some(c, *room, *after).await })
        });
        match last.await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Answers the last one told; none when nobody is left.
async fn tell_some(c: &mut Change, room: RoomId, after: UserId) -> Result<Option<UserId>> {
    let limit = i64::try_from(MEMBERS).map_err(Error::internal)?;
    let claimed = imports::claimed_members(c, room, after, limit).await?;
    let record = store::rooms::find(c, room).await?.ok_or(Error::NotFound("room"))?;
    if record.archived {
        return Ok(None);
    }
    for member in &claimed {
        c.lock(Stream::User(member.user_id)).await?;
    }
    let profiles = users::by_ids(c, &claimed.iter().map(|member| member.user_id).collect::<Vec<_>>()).await?;
    for claimed in &claimed {
        let Some(profile) = profiles.iter().find(|profile| profile.id == claimed.user_id) else { continue };
        // Who left since the room was shown is not told.
        let Some(member) = members::find(c, room, claimed.user_id).await? else { continue };
        let actor = Actor { workspace: profile.role, room: Some(member.role) };
        let entry = SidebarRoom {
            room: present::room(&record),
            head: c.seq(Stream::Room(room))?,
            role: member.role,
            abilities: can::in_room(actor, Subject { kind: record.kind, archived: record.archived }),
            mark: member.mark,
            unread_from: member.unread_from,
            gaps: Vec::new(),
            mentions: Vec::new(),
        };
        c.emit(Stream::User(member.user_id), &Event::RoomAdded(entry))?;
    }
    Ok(claimed.last().map(|member| member.user_id))
}
