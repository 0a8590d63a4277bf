//! The list of the threads that the caller follows: those with unread replies first, then the others, each by the last reply.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use wire::ids::MessageId;
use wire::messages::Message;
use wire::page::Cursor;
use wire::streams::{AsOf, Stream};
use wire::threads::{ThreadEntry, ThreadFollow, ThreadPage};

use super::attached::Attached;
use super::{present, threads::end};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor::{self, Moment};
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::streams;
use crate::store::threads::{self, Half, ListedThread};

/// Replies shown of each thread.
const NEWEST: i64 = 3;

/// A place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    half: Half,
    after: Moment,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = match self.half {
            Half::Unread => "unread",
            Half::Read => "read",
        };
        write!(f, "{half}/{}", self.after)
    }
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (half, after) = text.split_once('/').ok_or(Error::BadCursor)?;
        let half = match half {
            "unread" => Half::Unread,
            "read" => Half::Read,
            _ => return Err(Error::BadCursor),
        };
        Ok(Self { half, after: after.parse()? })
    }
}

/// A page of the list.
///
/// # Errors
/// `BadCursor`.
pub async fn page(app: &App, caller: &Caller, cursor: Option<Cursor>, limit: usize) -> Result<ThreadPage> {
    let top = Place { half: Half::Unread, after: Moment::TOP };
    let place = cursor.map_or(Ok(top), |cursor| cursor::place("threads", &cursor))?;
    app.read((*caller, place, limit), |tx, (caller, place, limit)| {
        Box::pin(async move {
            let stream = Stream::User(caller.user);
            let as_of = AsOf { stream, seq: streams::head(tx, stream).await? };
            let (mut found, halves) = run(tx, caller, *place, *limit + 1).await?;
            let more = found.len() > *limit;
            found.truncate(*limit);
            let last = found.len().checked_sub(1).and_then(|at| Some((found.get(at)?, *halves.get(at)?)));
            let next =
                last.filter(|_| more).map(|(last, half)| cursor::at("threads", Place { half, after: moment(last) }));
            Ok(ThreadPage { threads: entries(tx, caller, found).await?, next, as_of })
        })
    })
    .await
}

fn moment(listed: &ListedThread) -> Moment {
    Moment { at: listed.root.last_reply_at.map_or(0, |at| at.micros()), id: listed.root.id.0 }
}

/// The threads after a place, and in which half of the list each is.
async fn run(tx: &mut Tx, caller: &Caller, place: Place, count: usize) -> Result<(Vec<ListedThread>, Vec<Half>)> {
    let (mut found, mut halves) = (Vec::new(), Vec::new());
    let mut after = place.after;
    for half in [Half::Unread, Half::Read] {
        if half == Half::Unread && place.half == Half::Read {
            continue;
        }
        let missing = i64::try_from(count - found.len()).map_err(Error::internal)?;
        if missing > 0 {
            found.extend(threads::page(tx, caller.user, (half, after), missing).await?);
            halves.resize(found.len(), half);
        }
        after = Moment::TOP;
    }
    Ok((found, halves))
}

async fn entries(tx: &mut Tx, caller: &Caller, mut found: Vec<ListedThread>) -> Result<Vec<ThreadEntry>> {
    found.retain(|listed| access::reads(caller, (listed.kind, listed.archived), listed.role));
    let roots: Vec<MessageId> = found.iter().map(|listed| listed.root.id).collect();
    if roots.is_empty() {
        return Ok(Vec::new());
    }
    let mut newest: HashMap<MessageId, Vec<Message>> = HashMap::new();
    for reply in threads::newest_replies(tx, &roots, NEWEST).await? {
        let Some(root) = reply.root_id else { continue };
        newest.entry(root).or_default().push(present::message(reply)?);
    }
    let unread: HashMap<MessageId, i64> =
        threads::unread(tx, caller.user, &roots).await?.into_iter().map(|row| (row.root_id, row.unread)).collect();
    let entry = |listed: ListedThread| {
        let root = listed.root;
        let follow = ThreadFollow {
            room: root.room_id,
            root: root.id,
            followed: true,
            mark: listed.mark,
            last_position: end(Attached::of(&root)?.thread.as_ref()),
            changed_seq: root.changed_seq,
        };
        Ok(ThreadEntry {
            follow,
            newest: newest.remove(&root.id).unwrap_or_default(),
            unread: unread.get(&root.id).copied().unwrap_or_default(),
            root: present::message(root)?,
        })
    };
    found.into_iter().map(entry).collect()
}
