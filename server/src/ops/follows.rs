//! Who follows which thread, and how far they have read it.
//!
//! Who starts a thread, replies or is mentioned in it (at its root, too) by name or `@here` follows it, until unfollowed: then
//! only replying brings them back. Following begins with the reply that caused it: what was said before counts as read.

use wire::events::Event;
use wire::ids::{MessageId, UserId};
use wire::messages::Message;
use wire::streams::Stream;
use wire::threads::ThreadFollow;

use super::attached::Attached;
use super::change::{Change, Emit as _};
use super::job::{Enqueue as _, Job};
use super::messages::room_of;
use super::new_text::mentioned;
use super::present;
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
    let place = end(Attached::of(root)?.thread.as_ref());
    let mut drawn = called(c, reply).await?;
    drawn.push(root.author_id);
    if place == 1 {
        let at_the_root = others_mentioned(&present::message(root.clone())?);
        drawn.extend(at_the_root.into_iter().take(AT_ONCE));
    }
    drawn.retain(|user| *user != reply.author);
    let mut follows = drawn_in(root, newcomers(c, root, drawn).await?, place);
    follows.push(follow_of(root, reply.author, place));
    write(c, root, follows).await
}

/// A message was edited: whom a reply mentions now is drawn into its thread as if it had been sent so.
pub(super) async fn edited(c: &mut Change, message: &Message) -> Result<()> {
    let Some(place) = &message.reply else { return Ok(()) };
    let drawn = called(c, message).await?;
    if drawn.is_empty() {
        return Ok(());
    }
    let root = messages::find(c, place.root).await?.ok_or_else(|| Error::internal("a reply without its root"))?;
    let follows = drawn_in(&root, newcomers(c, &root, drawn).await?, place.thread_position);
    write(c, &root, follows).await
}

/// Whom a reply mentions, when they are few; a job sees to many.
async fn called(c: &mut Change, reply: &Message) -> Result<Vec<UserId>> {
    let called = others_mentioned(reply);
    if called.len() <= AT_ONCE {
        return Ok(called);
    }
    let now = c.now();
    c.enqueue(&Job::FollowThread { reply: reply.id }, now).await?;
    Ok(Vec::new())
}

fn others_mentioned(message: &Message) -> Vec<UserId> {
    let mut users = mentioned(message);
    users.retain(|user| *user != message.author);
    users
}

/// To those whom a reply drew in, it is the first that is unread.
fn drawn_in(root: &MessageRecord, users: Vec<UserId>, place: i64) -> Vec<FollowRecord> {
    users.into_iter().map(|user| follow_of(root, user, place - 1)).collect()
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
        c.emit(Stream::User(user), &Event::ThreadFollowUpdated(thread_follow(root, Some(follow))?))?;
    }
    Ok(())
}

/// The job's part: many users are drawn into a thread by one reply, unless it was deleted or edited since.
///
/// # Errors
/// As the store fails.
pub async fn draw_in(app: &App, reply: MessageId) -> Result<()> {
    let found = app.read(reply, |tx, reply| Box::pin(async move { messages::find(tx, *reply).await })).await?;
    let Some(record) = found else { return Ok(()) };
    let room = record.room_id;
    for users in others_mentioned(&present::message(record)?).chunks(BATCH) {
        app.change(Stream::Room(room), (reply, users.to_vec()), |c, (reply, users)| {
            Box::pin(async move {
                let Some(record) = messages::find(c, *reply).await? else { return Ok(()) };
                let message = present::message(record)?;
                let Some(place) = &message.reply else { return Ok(()) };
                let Some(root) = messages::find(c, place.root).await? else { return Ok(()) };
                let mut users = users.clone();
                let still = others_mentioned(&message);
                users.retain(|user| still.contains(user));
                let follows = drawn_in(&root, newcomers(c, &root, users).await?, place.thread_position);
                write(c, &root, follows).await
            })
        })
        .await?;
    }
    Ok(())
}

fn thread_follow(root: &MessageRecord, follow: Option<FollowRecord>) -> Result<ThreadFollow> {
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
            thread_follow(&root, follow)
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
                return thread_follow(&root, old);
            }
            let read = end(Attached::of(&root)?.thread.as_ref());
            let mark = old.map_or(read, |old| old.mark.max(read));
            let new = FollowRecord { followed, ..follow_of(&root, caller.user, mark) };
            write(c, &root, vec![new.clone()]).await?;
            thread_follow(&root, Some(new))
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
            let follow = thread_follow(&root, threads::find(c, caller.user, root.id).await?)?;
            if moved {
                c.emit(Stream::User(caller.user), &Event::ThreadFollowUpdated(follow))?;
            }
            Ok(follow)
        })
    })
    .await
}
