//! Rooms: make, find, show, change.

use wire::bootstrap::WorkspaceAbility;
use wire::events::Event;
use wire::ids::{RoomId, UserId};
use wire::limits;
use wire::members::RoomRole;
use wire::page::Cursor;
use wire::rooms::{Ability, NamedRoomKind, NewDirectRoom, NewRoom, RoomAnswer, RoomKind, RoomPage, RoomPatch};
use wire::streams::{AsOf, Stream};

use super::change::{Change, Emit as _};
use super::members;
use super::present;
use crate::access::rooms::{self as access, RoomAccess};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::names::{RoomName, Topic};
use crate::store::db::Tx;
use crate::store::rooms::RoomRecord;
use crate::store::{self, streams, users};

/// Makes a public or private room; the caller becomes its owner.
///
/// # Errors
/// `Invalid`, `NameTaken`, or `Forbidden` for guests.
pub async fn create(app: &App, caller: &Caller, new: NewRoom) -> Result<RoomAnswer> {
    access::require_in_workspace(caller, WorkspaceAbility::CreateRooms)?;
    let name = RoomName::parse(&new.name)?;
    let topic = Topic::parse(new.topic.as_deref().unwrap_or_default())?;
    let kind = match new.kind {
        NamedRoomKind::Public => RoomKind::Public,
        NamedRoomKind::Private => RoomKind::Private,
    };
    // The workspace is locked, so that nobody takes the name in between.
    app.change(Stream::Workspace, (*caller, kind, name, topic), |c, (caller, kind, name, topic)| {
        Box::pin(async move {
            require_free(c, name, None).await?;
            let mut room = blank(c, *kind, caller.user);
            room.name = name.as_str().to_owned();
            room.topic = topic.as_str().to_owned();
            store::rooms::insert(c, &room, Some(&name.key())).await?;
            streams::insert(c, Stream::Room(room.id)).await?;
            members::add(c, &mut room, &[(caller.user, RoomRole::Owner)], members::Telling::AddedOnly).await?;
            if room.kind == RoomKind::Public {
                c.emit(Stream::Workspace, &Event::PublicRoomUpdated(present::room(&room)))?;
            }
            let access = access::room(c, caller, room.id).await?;
            answer(c, access).await
        })
    })
    .await
}

/// Opens the direct room of the caller and some others, making it if need be. Answers whether it is new.
///
/// # Errors
/// `Invalid` for no or too many people, `NotFound` for unknown ones, `Forbidden` for guests.
pub async fn open_direct(app: &App, caller: &Caller, new: NewDirectRoom) -> Result<(RoomAnswer, bool)> {
    access::require_in_workspace(caller, WorkspaceAbility::Message)?;
    let mut people: Vec<UserId> = new.users;
    people.push(caller.user);
    people.sort_unstable();
    people.dedup();
    if !(2..=limits::DIRECT_USERS).contains(&people.len()) {
        return Err(Error::field("users", "A direct room is for 2 to 20 people."));
    }
    app.change(Stream::Workspace, (*caller, people), |c, (caller, people)| {
        Box::pin(async move {
            let key = people.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            if let Some(room) = store::rooms::by_direct_key(c, &key).await? {
                let access = access::room(c, caller, room.id).await?;
                return Ok((answer(c, access).await?, false));
            }
            require_users(c, people).await?;
            let mut room = blank(c, RoomKind::Direct, caller.user);
            room.direct_key = Some(key);
            store::rooms::insert(c, &room, None).await?;
            streams::insert(c, Stream::Room(room.id)).await?;
            let added: Vec<_> = people.iter().map(|user| (*user, RoomRole::Member)).collect();
            members::add(c, &mut room, &added, members::Telling::AddedOnly).await?;
            let access = access::room(c, caller, room.id).await?;
            Ok((answer(c, access).await?, true))
        })
    })
    .await
}

/// A room that the caller may read.
///
/// # Errors
/// `NotFound`.
pub async fn show(app: &App, caller: &Caller, room: RoomId) -> Result<RoomAnswer> {
    app.read((*caller, room), |tx, (caller, room)| {
        Box::pin(async move {
            let access = access::room(tx, caller, *room).await?;
            let seq = streams::head(tx, Stream::Room(*room)).await?;
            Ok(describe(access, seq))
        })
    })
    .await
}

/// Public rooms whose name or topic holds `query`, by name.
///
/// # Errors
/// `BadCursor`, `Invalid` for a long query, `Forbidden` for guests.
pub async fn browse(
    app: &App,
    caller: &Caller,
    query: String,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<RoomPage> {
    access::require_in_workspace(caller, WorkspaceAbility::BrowseRooms)?;
    if query.chars().count() > limits::QUERY_CHARS {
        return Err(Error::field("query", "A search has at most 256 characters."));
    }
    let after = cursor.map(|cursor| cursor::place::<String>("rooms", &cursor)).transpose()?.unwrap_or_default();
    app.read((query.trim().to_lowercase(), after, limit), |tx, (query, after, limit)| {
        Box::pin(async move {
            let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
            let mut rooms = store::rooms::page_public(tx, query, after, wanted).await?;
            let more = rooms.len() > *limit;
            rooms.truncate(*limit);
            let next = rooms.last().filter(|_| more).map(|room| cursor::at("rooms", room.name.to_lowercase()));
            let seq = streams::head(tx, Stream::Workspace).await?;
            Ok(RoomPage {
                rooms: rooms.iter().map(present::room).collect(),
                next,
                as_of: AsOf { stream: Stream::Workspace, seq },
            })
        })
    })
    .await
}

/// Changes a room's name and topic.
///
/// # Errors
/// `NotFound`, `Forbidden`, `Invalid`, `NameTaken`.
pub async fn update(app: &App, caller: &Caller, room: RoomId, patch: RoomPatch) -> Result<RoomAnswer> {
    let name = patch.name.as_deref().map(RoomName::parse).transpose()?;
    let topic = patch.topic.as_deref().map(Topic::parse).transpose()?;
    app.change(Stream::Workspace, (*caller, room, name, topic), |c, (caller, room, name, topic)| {
        Box::pin(async move {
            let stream = Stream::Room(*room);
            c.lock(stream).await?;
            let mut access = access::room(c, caller, *room).await?.require(Ability::ManageRoom)?;
            let record = &mut access.room;
            if let Some(name) = name {
                require_free(c, name, Some(record.id)).await?;
                record.name = name.as_str().to_owned();
            }
            if let Some(topic) = topic {
                record.topic = topic.as_str().to_owned();
            }
            record.changed_seq = c.next_seq(stream)?;
            let name = RoomName::parse(&record.name)?;
            store::rooms::rename(c, record, &name.key()).await?;
            c.emit(stream, &Event::RoomUpdated(present::room(record)))?;
            if record.kind == RoomKind::Public {
                c.emit(Stream::Workspace, &Event::PublicRoomUpdated(present::room(record)))?;
            }
            answer(c, access).await
        })
    })
    .await
}

/// A room as a change of it is answered.
pub(super) async fn answer(c: &mut Change, access: RoomAccess) -> Result<RoomAnswer> {
    let stream = Stream::Room(access.room.id);
    let seq = match c.seq(stream) {
        Ok(seq) => seq,
        Err(_) => streams::head(c, stream).await?,
    };
    Ok(describe(access, seq))
}

fn describe(access: RoomAccess, seq: i64) -> RoomAnswer {
    RoomAnswer {
        abilities: access.abilities(),
        role: access.member.as_ref().map(|member| member.role),
        as_of: AsOf { stream: Stream::Room(access.room.id), seq },
        room: present::room(&access.room),
    }
}

fn blank(c: &Change, kind: RoomKind, creator: UserId) -> RoomRecord {
    RoomRecord {
        id: RoomId(c.new_id()),
        kind,
        name: String::new(),
        topic: String::new(),
        archived: false,
        hidden: false,
        direct_key: None,
        created_by: Some(creator),
        created_at: c.now(),
        member_count: 0,
        last_position: 0,
        last_message_at: None,
        changed_seq: 0,
    }
}

async fn require_free(tx: &mut Tx, name: &RoomName, except: Option<RoomId>) -> Result<()> {
    match store::rooms::by_name_key(tx, &name.key()).await? {
        Some(other) if Some(other.id) != except => Err(Error::NameTaken(name.as_str().to_owned())),
        _ => Ok(()),
    }
}

/// Goes on only when all of these users exist and are active.
pub(super) async fn require_users(tx: &mut Tx, wanted: &[UserId]) -> Result<()> {
    let found = users::by_ids(tx, wanted).await?;
    let active = found.iter().filter(|user| !user.deactivated).count();
    if active == wanted.len() { Ok(()) } else { Err(Error::NotFound("user")) }
}
