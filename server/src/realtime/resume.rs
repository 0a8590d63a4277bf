//! Catching up: what a connection missed, from memory or from the log, at the socket's own pace.
//!
//! Permission is read in the same snapshot as the heads. An event within the replay that ends the caller's membership ends the
//! replay with `gone`.

use std::collections::HashSet;
use std::sync::Arc;

use wire::frames::{GoneFrame, ServerFrame};
use wire::ids::RoomId;
use wire::limits::RESUME_EVENTS;
use wire::streams::{AsOf, Stream};

use super::channel::{self, Start, Tail};
use super::connection::Connection;
use super::frames::{self, Effect, Framed};
use super::hub::Hub;
use crate::access::rooms as access;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::{members, streams, workspace};

/// Events read from the log at a time.
const STEP: i64 = 100;

/// How a resumed stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Replay what lies after the client's seq; `head` was the end when the permission was read.
    Replay { after: i64, head: i64 },
    /// Too far behind: fetch afresh.
    Refetch { head: i64 },
    /// Not, or no longer, for this caller.
    Gone,
}

/// Resumes the streams that a client named. Streams that are followed already are left as they are.
pub async fn resume(hub: &Arc<Hub>, connection: &Arc<Connection>, epoch: String, heads: Vec<AsOf>) {
    let heads: Vec<AsOf> = heads.into_iter().filter(|head| connection.start_following(head.stream)).collect();
    let streams: Vec<Stream> = heads.iter().map(|head| head.stream).collect();
    match standings(hub, connection, epoch, heads).await {
        Ok(standings) => {
            for (stream, standing) in standings {
                if !catch_up(hub, connection, stream, standing).await {
                    return;
                }
            }
        }
        Err(error) => {
            tracing::warn!(%error, "a resume failed; the client will come back");
            for stream in streams {
                connection.stop_following(stream);
            }
            connection.close(wire::frames::CloseCode::Restart);
        }
    }
}

/// A room was added to a connection's sidebar: its stream starts after the seq that the event named.
pub(super) async fn start_room(hub: &Arc<Hub>, start: Start) {
    let Start { connection, room, after } = start;
    let stream = Stream::Room(room);
    if !connection.start_following(stream) {
        return;
    }
    let heads = vec![AsOf { stream, seq: after }];
    let outcome = standings(hub, &connection, String::new(), heads).await;
    match outcome.map(|standings| standings.into_iter().next()) {
        // Left again before this began: the removal is on the user's stream, nothing to say here.
        Ok(Some((_, Standing::Gone)) | None) => {
            connection.stop_following(stream);
        }
        Ok(Some((_, standing))) => {
            catch_up(hub, &connection, stream, standing).await;
        }
        Err(error) => {
            tracing::warn!(%error, "a room could not be started; the client will come back");
            connection.close(wire::frames::CloseCode::Restart);
        }
    }
}

/// Where each named stream stands, from one snapshot. An empty epoch is this server's own word.
async fn standings(
    hub: &Arc<Hub>,
    connection: &Connection,
    epoch: String,
    heads: Vec<AsOf>,
) -> Result<Vec<(Stream, Standing)>> {
    let database = hub.database().ok_or_else(|| Error::Unavailable("no database".into()))?;
    let input = (connection.caller, connection.focus(), epoch, heads);
    database
        .read(input, |tx, (caller, focus, epoch, heads)| {
            Box::pin(async move {
                let present = workspace::find(tx).await?.map(|workspace| workspace.epoch).unwrap_or_default();
                let same_epoch = epoch.is_empty() || *epoch == present;
                let memberships = members::of_user(tx, caller.user).await?;
                let rooms: HashSet<RoomId> = memberships.into_iter().map(|member| member.room_id).collect();
                let streams: Vec<Stream> = heads.iter().map(|head| head.stream).collect();
                let ends = streams::ends_of(tx, &streams).await?;
                let mut found = Vec::with_capacity(heads.len());
                for head in heads {
                    let open = may_follow(tx, caller, (&rooms, *focus), head.stream).await?;
                    let ends = ends.get(&head.stream).filter(|_| open);
                    let standing = match ends {
                        None => Standing::Gone,
                        Some(ends) if same_epoch && (ends.floor..=ends.head).contains(&head.seq) => {
                            if ends.head - head.seq > RESUME_EVENTS {
                                Standing::Refetch { head: ends.head }
                            } else {
                                Standing::Replay { after: head.seq, head: ends.head }
                            }
                        }
                        Some(ends) => Standing::Refetch { head: ends.head },
                    };
                    found.push((head.stream, standing));
                }
                Ok(found)
            })
        })
        .await
}

/// Members follow their rooms; a public room is followed while it is the open one.
async fn may_follow(
    tx: &mut Tx,
    caller: &Caller,
    (rooms, focus): (&HashSet<RoomId>, Option<RoomId>),
    stream: Stream,
) -> Result<bool> {
    match stream {
        Stream::Workspace => Ok(true),
        Stream::User(user) => Ok(user == caller.user),
        Stream::Room(room) if rooms.contains(&room) => Ok(true),
        Stream::Room(room) if focus == Some(room) => match access::room(tx, caller, room).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        },
        Stream::Room(_) => Ok(false),
    }
}

/// Brings a connection to the end of a stream and makes it live. Answers false when the socket is closing.
async fn catch_up(hub: &Arc<Hub>, connection: &Arc<Connection>, stream: Stream, standing: Standing) -> bool {
    let channel = hub.channel(stream);
    let (mut sent, permitted) = match standing {
        Standing::Gone => {
            connection.stop_following(stream);
            return connection.push(&[frames::text(&ServerFrame::Gone(GoneFrame { stream }))]);
        }
        Standing::Refetch { head } => {
            if !connection.push(&[frames::text(&ServerFrame::Refetch(AsOf { stream, seq: head }))]) {
                return false;
            }
            (head, head)
        }
        Standing::Replay { after, head } => (after, head),
    };
    loop {
        if !connection.wait_for_room().await || !connection.follows(stream) {
            return connection.follows(stream);
        }
        let missed = match channel.tail(sent) {
            Tail::Ring(missed) => missed,
            Tail::Log => match read_log(hub, stream, sent).await {
                Ok(missed) => missed,
                Err(error) => {
                    tracing::warn!(%error, %stream, "the log could not be read; the client will come back");
                    connection.close(wire::frames::CloseCode::Restart);
                    return false;
                }
            },
        };
        if missed.is_empty() {
            if channel.go_live(connection, sent, &channel::resumed(stream, sent)) {
                return true;
            }
            continue;
        }
        for framed in missed.iter().take(usize::try_from(STEP).unwrap_or(usize::MAX)) {
            match replay(hub, connection, (stream, permitted), framed) {
                Replayed::Sent => sent = framed.seq,
                Replayed::Gone => return true,
                Replayed::Closing => return false,
            }
        }
    }
}

enum Replayed {
    Sent,
    Gone,
    Closing,
}

/// Sends one missed event. A membership that ended before the permission was read has been renewed since.
fn replay(
    hub: &Arc<Hub>,
    connection: &Arc<Connection>,
    (stream, permitted): (Stream, i64),
    framed: &Framed,
) -> Replayed {
    let caller = connection.caller;
    if framed.effect == Effect::Leaves(caller.user) && framed.seq > permitted {
        hub.leave(connection, stream);
        connection.push(&[frames::text(&ServerFrame::Gone(GoneFrame { stream }))]);
        return Replayed::Gone;
    }
    if !connection.push(&[framed.for_viewer(stream, caller.user, caller.role)]) {
        return Replayed::Closing;
    }
    if let Effect::Starts(room, after) = framed.effect {
        let start = Start { connection: Arc::clone(connection), room, after };
        let hub = Arc::clone(hub);
        hub.clone().spawn(async move { Box::pin(start_room(&hub, start)).await });
    }
    Replayed::Sent
}

async fn read_log(hub: &Arc<Hub>, stream: Stream, after: i64) -> Result<Vec<Framed>> {
    let database = hub.database().ok_or_else(|| Error::Unavailable("no database".into()))?;
    let read =
        database.read((stream, after), |tx, (stream, after)| Box::pin(streams::after(tx, *stream, *after, STEP)));
    Ok(read.await?.iter().map(Framed::new).collect())
}
