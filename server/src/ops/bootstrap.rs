//! Bootstrap: the caller's sidebar and the heads of the caller's streams, from one snapshot.

use std::collections::HashMap;

use wire::bootstrap::Bootstrap;
use wire::ids::{RoomId, UserId};
use wire::limits;
use wire::rooms::SidebarRoom;
use wire::streams::{AsOf, Stream};
use wire::threads::ThreadFollow;

use super::present;
use crate::access::can;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::messages::PlaceRow;
use crate::store::rooms::RoomForUser;
use crate::store::threads::FollowedRow;
use crate::store::{members, messages, rooms, streams, threads, users, workspace};

/// Mentions listed of one room; a badge says `99+` long before.
pub(super) const MENTIONS: usize = 100;

/// All that the app needs before its first screen, in ten statements however many rooms there are.
///
/// # Errors
/// As the store fails.
pub async fn bootstrap(app: &App, caller: &Caller) -> Result<Bootstrap> {
    let facts = std::sync::Arc::clone(&app.facts);
    app.read((*caller, facts), |tx, (caller, facts)| {
        Box::pin(async move {
            let workspace = workspace::find(tx).await?.ok_or_else(|| Error::internal("no workspace"))?;
            let user = users::find(tx, caller.user).await?.ok_or(Error::NotSignedIn)?;
            let rooms = sidebar(tx, caller).await?;
            let mut people: Vec<UserId> =
                rooms.iter().flat_map(|entry| entry.room.direct_users.iter().copied()).collect();
            people.sort_unstable();
            people.dedup();
            let users = users::by_ids(tx, &people).await?;
            let mut heads = Vec::with_capacity(2);
            for stream in [Stream::Workspace, Stream::User(caller.user)] {
                heads.push(AsOf { stream, seq: streams::head(tx, stream).await? });
            }
            Ok(Bootstrap {
                epoch: workspace.epoch.clone(),
                workspace: facts.describe(&workspace),
                user: present::user(user),
                rooms,
                users: users.into_iter().map(present::user).collect(),
                threads: followed(tx, caller.user).await?,
                abilities: can::in_workspace(caller.role),
                heads,
            })
        })
    })
    .await
}

async fn followed(tx: &mut Tx, user: UserId) -> Result<Vec<ThreadFollow>> {
    let rows = threads::latest(tx, user, limits::FOLLOWED_THREADS).await?;
    let follow = |row: FollowedRow| ThreadFollow {
        room: row.room_id,
        root: row.root_id,
        followed: true,
        mark: row.mark,
        last_position: row.last_position,
        changed_seq: row.changed_seq,
    };
    Ok(rows.into_iter().map(follow).collect())
}

/// The rooms of the caller's sidebar.
async fn sidebar(tx: &mut Tx, caller: &Caller) -> Result<Vec<SidebarRoom>> {
    let records = rooms::of_member(tx, caller.user).await?;
    let ids: Vec<RoomId> = records.iter().map(|room| room.id).collect();
    let heads: HashMap<RoomId, i64> = streams::room_heads(tx, &ids).await?.into_iter().collect();
    let mut memberships: HashMap<RoomId, _> =
        members::of_user(tx, caller.user).await?.into_iter().map(|member| (member.room_id, member)).collect();
    let mut mentions = by_room(messages::unread_mentions(tx, caller.user).await?, MENTIONS);
    let mut gaps = by_room(messages::unread_gaps(tx, caller.user).await?, usize::MAX);
    let mut sidebar = Vec::with_capacity(records.len());
    for record in records {
        let Some(member) = memberships.remove(&record.id) else { continue };
        let head = heads.get(&record.id).copied().unwrap_or_default();
        let access = access::of_record(caller, RoomForUser { room: record, member: Some(member.clone()), head })?;
        sidebar.push(SidebarRoom {
            head,
            role: member.role,
            abilities: access.abilities(),
            mark: member.mark,
            unread_from: member.unread_from,
            gaps: gaps.remove(&access.room.id).unwrap_or_default(),
            mentions: mentions.remove(&access.room.id).unwrap_or_default(),
            room: present::room(&access.room),
        });
    }
    Ok(sidebar)
}

/// Positions by room, ascending, the first `most` of each as they came.
fn by_room(places: Vec<PlaceRow>, most: usize) -> HashMap<RoomId, Vec<i64>> {
    let mut grouped: HashMap<RoomId, Vec<i64>> = HashMap::new();
    for place in places {
        let positions = grouped.entry(place.room_id).or_default();
        if positions.len() < most {
            positions.push(place.position);
        }
    }
    for positions in grouped.values_mut() {
        positions.sort_unstable();
    }
    grouped
}
