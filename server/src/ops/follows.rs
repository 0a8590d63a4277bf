//! Who follows which thread, and how far they have read it.
//!
//! Who starts a thread, replies or is mentioned in it by name or `@here` follows it, until unfollowed: then only replying
//! brings them back. Following begins with the reply that caused it: what was said before counts as read.

use wire::events::Event;
use wire::ids::{MessageId, RoomId, UserId};
use wire::messages::Message;
use wire::streams::Stream;
use wire::threads::ThreadFollow;

use super::attached::Attached;
use super::change::{Change, Emit as _};
use super::job::{Enqueue as _, Job};
use super::messages::room_of;
use super::new_text::mentioned;
use super::threads::end;
use crate::access::rooms::{self as access, RoomAccess};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::threads::{self, FollowRecord};
use crate::store::{members, messages};

/// Users told within the change of the reply; more than that are told by a job.
const AT_ONCE: usize = 20;
/// Users of one change of the job.
const BATCH: usize = 100;

/// A reply was written: its author follows, and who is drawn in by it. The root's record is as the reply left it.
pub(super) async fn replied(c: &mut Change, root: &MessageRecord, reply: &Message) -> Result<()> {
    let mut drawn = mentioned(reply);
    drawn.push(root.author_id);
    drawn.retain(|user| *user != reply.author);
    let place = end(Attached::of(root)?.thread.as_ref());
    let drawn = newcomers(c, root, drawn).await?;
    draw(c, root, (drawn, place - 1), vec![follow_of(root, reply.author, place)]).await
}

/// A message was edited: whom a reply mentions now is drawn into its thread as if it had been sent so.
pub(super) async fn edited(c: &mut Change, message: &Message) -> Result<()> {
    let Some(place) = &message.reply else { return Ok(()) };
    let mut drawn = mentioned(message);
    drawn.retain(|user| *user != message.author);
    if drawn.is_empty() {
        return Ok(());
    }
    let root = messages::find(c, place.root).await?.ok_or_else(|| Error::internal("a reply without its root"))?;
    let drawn = newcomers(c, &root, drawn).await?;
    draw(c, &root, (drawn, place.thread_position - 1), Vec::new()).await
}

/// Lets newcomers follow from this mark on, within the change when they are few, beside those who follow by what they did.
async fn draw(
    c: &mut Change,
    root: &MessageRecord,
    (drawn, mark): (Vec<UserId>, i64),
    mut follows: Vec<FollowRecord>,
) -> Result<()> {
    let (at_once, later) = if drawn.len() <= AT_ONCE { (drawn, Vec::new()) } else { (Vec::new(), drawn) };
    follows.extend(at_once.into_iter().map(|user| follow_of(root, user, mark)));
    write(c, root, follows).await?;
    if later.is_empty() {
        return Ok(());
    }
    let now = c.now();
    c.enqueue(&Job::FollowThread { room: root.room_id, root: root.id, users: later, mark }, now).await
}

fn follow_of(root: &MessageRecord, user_id: UserId, mark: i64) -> FollowRecord {
    FollowRecord { user_id, root_id: root.id, room_id: root.room_id, followed: true, mark }
}

/// The members among these users to whom the thread is new, sorted.
async fn newcomers(c: &mut Change, root: &MessageRecord, mut users: Vec<UserId>) -> Result<Vec<UserId>> {
    users.sort_unstable();
    users.dedup();
    let known = threads::known_to(c, root.id, &users).await?;
    users.retain(|user| !known.contains(user));
    if users.is_empty() {
        return Ok(users);
    }
    let mut members = members::among(c, root.room_id, &users).await?;
    members.sort_unstable();
    Ok(members)
}

/// Writes users' parts in a thread and tells each. The room's stream is locked.
async fn write(c: &mut Change, root: &MessageRecord, mut follows: Vec<FollowRecord>) -> Result<()> {
    follows.sort_unstable_by_key(|follow| follow.user_id);
    for follow in &follows {
        c.lock(Stream::User(follow.user_id)).await?;
    }
    threads::put(c, &follows).await?;
    for follow in follows {
        let user = follow.user_id;
        c.emit(Stream::User(user), &Event::ThreadFollowUpdated(present(root, Some(follow))?))?;
    }
    Ok(())
}

/// The job's part: many users are drawn into a thread by one reply.
///
/// # Errors
/// As the store fails.
pub async fn draw_in(app: &App, (room, root): (RoomId, MessageId), users: &[UserId], mark: i64) -> Result<()> {
    for users in users.chunks(BATCH) {
        app.change(Stream::Room(room), (root, users.to_vec(), mark), |c, (root, users, mark)| {
            Box::pin(async move {
                let Some(root) = messages::find(c, *root).await? else { return Ok(()) };
                let users = newcomers(c, &root, users.clone()).await?;
                let follows = users.into_iter().map(|user| follow_of(&root, user, *mark)).collect();
                write(c, &root, follows).await
            })
        })
        .await?;
    }
    Ok(())
}

fn present(root: &MessageRecord, follow: Option<FollowRecord>) -> Result<ThreadFollow> {
    Ok(ThreadFollow {
        room: root.room_id,
        root: root.id,
        followed: follow.as_ref().is_some_and(|follow| follow.followed),
        mark: follow.map_or(0, |follow| follow.mark),
        last_position: end(Attached::of(root)?.thread.as_ref()),
        changed_seq: root.changed_seq,
    })
}

/// The root of the thread that a message is in or would start, in a room that the caller may read.
async fn thread_of(tx: &mut Tx, caller: &Caller, message: MessageId) -> Result<(MessageRecord, RoomAccess)> {
    let (record, access) = access::message(tx, caller, message).await?;
    match record.root_id {
        None => Ok((record, access)),
        Some(root) => {
            let root = messages::find(tx, root).await?.ok_or_else(|| Error::internal("a reply without its root"))?;
            Ok((root, access))
        }
    }
}

/// The caller's part in a thread.
///
/// # Errors
/// `NotFound`.
pub async fn show(app: &App, caller: &Caller, message: MessageId) -> Result<ThreadFollow> {
    app.read((*caller, message), |tx, (caller, message)| {
        Box::pin(async move {
            let (root, _) = thread_of(tx, caller, *message).await?;
            let follow = threads::find(tx, caller.user, root.id).await?;
            present(&root, follow)
        })
    })
    .await
}

/// What the caller wants of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Follow,
    Unfollow,
}

/// Follows a thread, from its present end on, or unfollows it. Doing so again changes nothing.
///
/// # Errors
/// `NotFound` also when the caller is no member of the room, `Conflict` for a deleted message without a thread.
pub async fn decide(app: &App, caller: &Caller, message: MessageId, wish: Wish) -> Result<ThreadFollow> {
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message, wish), |c, (caller, message, wish)| {
        Box::pin(async move {
            c.lock(Stream::User(caller.user)).await?;
            let (root, access) = thread_of(c, caller, *message).await?;
            access.member.ok_or(Error::NotFound("member"))?;
            if root.deleted_at.is_some() && root.reply_count == 0 {
                return Err(Error::Conflict("This message was deleted."));
            }
            let old = threads::find(c, caller.user, root.id).await?;
            let followed = *wish == Wish::Follow;
            if old.as_ref().is_some_and(|old| old.followed == followed) {
                return present(&root, old);
            }
            let read = end(Attached::of(&root)?.thread.as_ref());
            let mark = old.map_or(read, |old| old.mark.max(read));
            let new = FollowRecord { followed, ..follow_of(&root, caller.user, mark) };
            write(c, &root, vec![new.clone()]).await?;
            present(&root, Some(new))
        })
    })
    .await
}

/// Moves the caller's read mark in a followed thread forward; one that lies behind stays where it is.
///
/// # Errors
/// `NotFound` also when the caller is no member of the room, `Invalid` for a negative position.
pub async fn mark(app: &App, caller: &Caller, message: MessageId, position: i64) -> Result<ThreadFollow> {
    if position < 0 {
        return Err(Error::field("position", "A position is 0 or more."));
    }
    app.change(Stream::User(caller.user), (*caller, message, position), |c, (caller, message, position)| {
        Box::pin(async move {
            let (root, access) = thread_of(c, caller, *message).await?;
            access.member.ok_or(Error::NotFound("member"))?;
            let mark = (*position).min(end(Attached::of(&root)?.thread.as_ref()));
            let moved = threads::advance_mark(c, caller.user, root.id, mark).await?;
            let follow = present(&root, threads::find(c, caller.user, root.id).await?)?;
            if moved {
                c.emit(Stream::User(caller.user), &Event::ThreadFollowUpdated(follow))?;
            }
            Ok(follow)
        })
    })
    .await
}
