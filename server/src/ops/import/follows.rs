//! Who follows the threads of an import: those whom its replies would have drawn in, had they been written here.

use wire::events::Event;
use wire::ids::{RoomId, UserId};
use wire::streams::Stream;
use wire::threads::ThreadFollow;

use crate::app::App;
use crate::domain::error::Result;
use crate::ops::change::{Change, Emit as _};
use crate::store::imports::{self, DrawnRow};
use crate::store::threads::{self, FollowRecord};

/// Threads of one change.
const THREADS: i64 = 50;

/// Lets the members of a visible room follow its threads, as read; who ever followed or unfollowed one is left as is.
///
/// # Errors
/// As the store fails; doing it again goes on.
pub(super) async fn follow_threads(app: &App, room: RoomId) -> Result<()> {
    let mut after = 0;
    loop {
        let last = app.change(Stream::Room(room), (room, after), |c, (room, after)| {
            Box::pin(async move { follow_some(c, *room, *after).await })
        });
        match last.await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// Answers the position of the last thread's root; none when no thread is left.
async fn follow_some(c: &mut Change, room: RoomId, after: i64) -> Result<Option<i64>> {
    let roots = imports::roots(c, room, after, THREADS).await?;
    let Some(last) = roots.last() else { return Ok(None) };
    let position = last.position;
    let drawn = imports::drawn_in(c, &roots.iter().map(|root| root.id).collect::<Vec<_>>()).await?;
    // Nobody is signed in to an account that is not claimed.
    let claimed: Vec<&DrawnRow> = drawn.iter().filter(|drawn| !drawn.unclaimed).collect();
    let mut users: Vec<UserId> = claimed.iter().map(|drawn| drawn.user_id).collect();
    users.sort_unstable();
    users.dedup();
    for user in users {
        c.lock(Stream::User(user)).await?;
    }
    let follow = |drawn: &DrawnRow| FollowRecord {
        user_id: drawn.user_id,
        root_id: drawn.root_id,
        room_id: room,
        followed: true,
        mark: drawn.last_position,
    };
    threads::put(c, &drawn.iter().map(follow).collect::<Vec<_>>()).await?;
    for drawn in claimed {
        let follow = ThreadFollow {
            room,
            root: drawn.root_id,
            followed: true,
            mark: drawn.last_position,
            last_position: drawn.last_position,
            changed_seq: drawn.changed_seq,
        };
        c.emit(Stream::User(drawn.user_id), &Event::ThreadFollowUpdated(follow))?;
    }
    Ok(Some(position))
}
