//! Members: join, leave, invite, remove, give roles.

use wire::events::{AccessUpdated, Event, MemberJoined, MemberLeft, MemberUpdated, RoomRemoved};
use wire::ids::{RoomId, UserId};
use wire::limits;
use wire::members::{MemberPage, MembersAnswer, RoomRole};
use wire::page::Cursor;
use wire::rooms::{Ability, RoomAnswer, SidebarRoom};
use wire::streams::{AsOf, Stream};

use super::change::{Change, Emit as _};
use super::{present, rooms};
use crate::access::can;
use crate::access::rooms as access;
use crate::access::rules::{Actor, Subject};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::store::members::MemberRecord;
use crate::store::rooms::RoomRecord;
use crate::store::{self, streams, users};

/// Makes the caller a member of a public room.
///
/// # Errors
/// `NotFound`, or `Forbidden` when the caller is a member already.
pub async fn join(app: &App, caller: &Caller, room: RoomId) -> Result<RoomAnswer> {
    app.change(Stream::Room(room), (*caller, room), |c, (caller, room)| {
        Box::pin(async move {
            let mut access = access::room(c, caller, *room).await?.require(Ability::Join)?;
            add(c, &mut access.room, &[(caller.user, RoomRole::Member)], Telling::Everybody).await?;
            let access = access::room(c, caller, *room).await?;
            rooms::answer(c, access).await
        })
    })
    .await
}

/// Ends the caller's membership.
///
/// # Errors
/// `NotFound`, `Forbidden` in direct rooms, `Conflict` for the only owner among others.
pub async fn leave(app: &App, caller: &Caller, room: RoomId) -> Result<()> {
    app.change(Stream::Room(room), (*caller, room), |c, (caller, room)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?.require(Ability::Leave)?;
            let member = access.member.ok_or(Error::NotFound("member"))?;
            if member.role == RoomRole::Owner && access.room.member_count > 1 {
                require_other_owner(c, *room).await?;
            }
            take_out(c, *room, caller.user).await.map(|_| ())
        })
    })
    .await
}

/// Adds people to a room. Who is a member already stays as they are.
///
/// # Errors
/// `NotFound` for the room or one of the people, `Forbidden`, `Invalid`.
pub async fn invite(app: &App, caller: &Caller, room: RoomId, mut people: Vec<UserId>) -> Result<MembersAnswer> {
    people.sort_unstable();
    people.dedup();
    if people.is_empty() || people.len() > limits::INVITED_USERS {
        return Err(Error::field("users", "1 to 20 people can be added at once."));
    }
    app.change(Stream::Room(room), (*caller, room, people), |c, (caller, room, people)| {
        Box::pin(async move {
            let mut access = access::room(c, caller, *room).await?.require(Ability::Invite)?;
            rooms::require_users(c, people).await?;
            let present = store::members::among(c, *room, people).await?;
            let new = people.iter().filter(|user| !present.contains(user));
            let added: Vec<_> = new.map(|user| (*user, RoomRole::Member)).collect();
            add(c, &mut access.room, &added, Telling::Everybody).await?;
            answer(c, *room, access.room.member_count)
        })
    })
    .await
}

/// Removes somebody from a room.
///
/// # Errors
/// `NotFound` for the room or the member, `Forbidden`, `Conflict` for the only owner.
pub async fn remove(app: &App, caller: &Caller, room: RoomId, user: UserId) -> Result<MembersAnswer> {
    app.change(Stream::Room(room), (*caller, room, user), |c, (caller, room, user)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?.require(Ability::ManageMembers)?;
            let target = store::members::find(c, *room, *user).await?.ok_or(Error::NotFound("member"))?;
            require_rank(caller, access.member.as_ref(), &[target.role])?;
            if target.role == RoomRole::Owner {
                require_other_owner(c, *room).await?;
            }
            let member_count = take_out(c, *room, *user).await?;
            answer(c, *room, member_count)
        })
    })
    .await
}

/// Gives a member another role.
///
/// # Errors
/// `NotFound` for the room or the member, `Forbidden`, `Conflict` for the only owner.
pub async fn set_role(app: &App, caller: &Caller, room: RoomId, user: UserId, role: RoomRole) -> Result<MembersAnswer> {
    app.change(Stream::Room(room), (*caller, room, user, role), |c, (caller, room, user, role)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?.require(Ability::ManageMembers)?;
            let mut target = store::members::find(c, *room, *user).await?.ok_or(Error::NotFound("member"))?;
            require_rank(caller, access.member.as_ref(), &[target.role, *role])?;
            if target.role == RoomRole::Owner && *role != RoomRole::Owner {
                require_other_owner(c, *room).await?;
            }
            target.role = *role;
            c.lock(Stream::User(*user)).await?;
            store::members::set_role(c, *room, *user, *role).await?;
            let member = present::member(&target);
            c.emit(Stream::Room(*room), &Event::MemberUpdated(MemberUpdated { room: *room, member }))?;
            let profile = users::find(c, *user).await?.ok_or(Error::NotFound("user"))?;
            let actor = Actor { workspace: profile.role, room: Some(*role) };
            let subject = Subject { kind: access.room.kind, archived: access.room.archived };
            let update = AccessUpdated { room: *room, role: *role, abilities: can::in_room(actor, subject) };
            c.emit(Stream::User(*user), &Event::AccessUpdated(update))?;
            answer(c, *room, access.room.member_count)
        })
    })
    .await
}

/// Members of a room, by user id.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub async fn list(
    app: &App,
    caller: &Caller,
    room: RoomId,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<MemberPage> {
    let after = cursor.map(|cursor| cursor::place::<UserId>("members", &cursor)).transpose()?;
    app.read((*caller, room, after, limit), |tx, (caller, room, after, limit)| {
        Box::pin(async move {
            access::room(tx, caller, *room).await?;
            let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
            let mut members = store::members::page(tx, *room, *after, wanted).await?;
            let more = members.len() > *limit;
            members.truncate(*limit);
            let next = members.last().filter(|_| more).map(|member| cursor::at("members", member.user_id));
            let seq = streams::head(tx, Stream::Room(*room)).await?;
            let as_of = AsOf { stream: Stream::Room(*room), seq };
            Ok(MemberPage { members: members.iter().map(present::member).collect(), next, as_of })
        })
    })
    .await
}

/// Who hears of new members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Telling {
    /// The room's stream, and each of the new members.
    Everybody,
    /// Only the new members: the room is new itself, nobody else is in it.
    AddedOnly,
}

/// Writes new members, sorted by id, and tells. The room's stream is locked, or the room is new.
pub(super) async fn add(
    c: &mut Change,
    room: &mut RoomRecord,
    added: &[(UserId, RoomRole)],
    telling: Telling,
) -> Result<()> {
    if added.is_empty() {
        return Ok(());
    }
    for (user, _) in added {
        c.lock(Stream::User(*user)).await?;
    }
    let profiles = users::by_ids(c, &added.iter().map(|(user, _)| *user).collect::<Vec<_>>()).await?;
    let mut members = Vec::with_capacity(added.len());
    for (user, role) in added {
        let (room_id, joined_at, mark) = (room.id, c.now(), room.last_position);
        let member = MemberRecord { room_id, user_id: *user, role: *role, joined_at, mark, unread_from: None };
        store::members::insert(c, &member).await?;
        members.push(member);
    }
    let before = room.member_count;
    room.member_count = store::rooms::recount(c, room.id).await?;
    if telling == Telling::Everybody {
        for (member, member_count) in members.iter().zip(before + 1..) {
            let joined = MemberJoined { room: room.id, member: present::member(member), member_count };
            c.emit(Stream::Room(room.id), &Event::MemberJoined(joined))?;
        }
    }
    let head = match telling {
        Telling::Everybody => c.seq(Stream::Room(room.id))?,
        Telling::AddedOnly => 0,
    };
    for member in &members {
        let workspace =
            profiles.iter().find(|profile| profile.id == member.user_id).ok_or(Error::NotFound("user"))?.role;
        let subject = Subject { kind: room.kind, archived: room.archived };
        let abilities = can::in_room(Actor { workspace, room: Some(member.role) }, subject);
        let entry = SidebarRoom {
            room: present::room(room),
            head,
            role: member.role,
            abilities,
            mark: member.mark,
            unread_from: None,
            gaps: Vec::new(),
            mentions: Vec::new(),
        };
        c.emit(Stream::User(member.user_id), &Event::RoomAdded(entry))?;
    }
    Ok(())
}

/// Ends a membership and tells; answers how many members are left.
async fn take_out(c: &mut Change, room: RoomId, user: UserId) -> Result<i64> {
    // Before the row is touched: a read mark takes the same two in this order.
    c.lock(Stream::User(user)).await?;
    store::members::delete(c, room, user).await?;
    store::drafts::forget_room(c, user, room).await?;
    store::threads::forget_room(c, user, room).await?;
    let member_count = store::rooms::recount(c, room).await?;
    c.emit(Stream::Room(room), &Event::MemberLeft(MemberLeft { room, user, member_count }))?;
    c.emit(Stream::User(user), &Event::RoomRemoved(RoomRemoved { room }))?;
    Ok(member_count)
}

/// Only an owner of the room makes owners, unmakes them or removes them.
fn require_rank(caller: &Caller, member: Option<&MemberRecord>, roles: &[RoomRole]) -> Result<()> {
    let owner =
        member.is_some_and(|member| member.role == RoomRole::Owner) || caller.role == wire::users::WorkspaceRole::Owner;
    if roles.contains(&RoomRole::Owner) && !owner {
        return Err(Error::Forbidden("Only an owner of the room decides about its owners."));
    }
    Ok(())
}

async fn require_other_owner(c: &mut Change, room: RoomId) -> Result<()> {
    if store::members::count_owners(c, room).await? > 1 {
        return Ok(());
    }
    Err(Error::Conflict("This is the room's only owner: make somebody else owner first."))
}

fn answer(c: &Change, room: RoomId, member_count: i64) -> Result<MembersAnswer> {
    let stream = Stream::Room(room);
    Ok(MembersAnswer { member_count, as_of: AsOf { stream, seq: c.seq(stream)? } })
}

/// Whether the caller is a member of a room.
///
/// # Errors
/// As the store fails.
pub async fn is_member(app: &App, caller: &Caller, room: RoomId) -> Result<bool> {
    let found =
        app.read((room, caller.user), |tx, (room, user)| Box::pin(store::members::find(tx, *room, *user))).await?;
    Ok(found.is_some())
}
