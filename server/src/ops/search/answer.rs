//! The answer to a search: one page of hits, each with the part of its text that shows why.

use std::collections::VecDeque;
use std::time::Duration;

use uuid::Uuid;
use wire::document::Document;
use wire::ids::{MessageId, RoomId};
use wire::messages::Message;
use wire::page::Cursor;
use wire::search::{ExcerptPart, SearchHit, SearchOrder, SearchPage};
use wire::time::Timestamp;

use super::ask::{self, Filter, On, Wanted};
use super::index::seconds;
use super::propose::{Plan, Proposals, of_tail};
use super::truth::{Standing, standing};
use super::{best, truth};
use crate::access::reach::Reach;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::search::excerpt::excerpt;
use crate::domain::search::matching::Words;
use crate::domain::search::query::{self, Part};
use crate::domain::text;
use crate::ops::own::{self, OwnParts};
use crate::ops::present;
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;

/// How long a search may take.
const WITHIN: Duration = Duration::from_secs(2);
/// Proposals looked at for one page. Then the page ends, and the next one goes on from there.
const LOOKED_AT: usize = 4096;
/// Most proposals looked at together.
const AT_ONCE: usize = 512;

/// A search as it was asked for.
#[derive(Clone, Debug)]
pub struct Search {
    pub text: String,
    pub order: SearchOrder,
    /// Only in this room.
    pub room: Option<RoomId>,
    pub cursor: Option<Cursor>,
    pub limit: usize,
    /// How far the caller's clock is ahead of UTC, in minutes.
    pub minutes: i32,
}

/// A page of what answers a search and may be read by the caller now.
///
/// # Errors
/// `Invalid`, `BadCursor`, `NotFound` for a room that the caller may not read, `Busy` when it took too long.
pub async fn search(app: &App, caller: &Caller, search: Search) -> Result<SearchPage> {
    let now = app.clock.now();
    let parts = query::parse(&search.text, ask::today(now, search.minutes))?;
    app.read_within(WITHIN, (*caller, search, parts, now), |tx, (caller, search, parts, now)| {
        Box::pin(page(tx, caller, search, parts, *now))
    })
    .await
}

async fn page(tx: &mut Tx, caller: &Caller, search: &Search, parts: &[Part], now: Timestamp) -> Result<SearchPage> {
    let mut reach = Reach::open(tx, caller).await?;
    let (wanted, understood) = ask::resolve(tx, &mut reach, (caller, search.minutes), parts).await?;
    if let Some(room) = search.room {
        access::room(tx, caller, room).await?;
    }
    let Some(mut wanted) = wanted else {
        let (hits, own_reactions, saved) = Default::default();
        return Ok(SearchPage { hits, own_reactions, saved, next: None, understood });
    };
    wanted.filters.extend(search.room.map(|room| Filter { negated: false, on: On::Room(room) }));
    let mut view = View { reach, wanted };
    let (records, next) = match search.order {
        SearchOrder::Newest => newest(tx, &mut view, search).await?,
        SearchOrder::Best => best::page(tx, &mut view, search, now).await?,
    };
    let messages = present::messages(records)?;
    let OwnParts { reactions: own_reactions, saved } = own::parts(tx, caller.user, &messages).await?;
    let hits = messages.into_iter().map(|message| hit(message, &view.wanted)).collect();
    Ok(SearchPage { hits, own_reactions, saved, next, understood })
}

/// What is asked for, and by whom.
#[derive(Debug)]
pub(super) struct View {
    pub reach: Reach,
    pub wanted: Wanted,
}

impl View {
    /// Those of these messages that answer, the newest first; and where the oldest of all of them stands.
    pub async fn answering(
        &mut self,
        tx: &mut Tx,
        ids: &[MessageId],
    ) -> Result<(Vec<MessageRecord>, Option<Standing>)> {
        truth::answering(tx, &mut self.reach, &self.wanted, ids).await
    }
}

const NEWEST: &str = "search";

fn after(standing: Standing) -> Cursor {
    cursor::at(NEWEST, format!("{}-{}", standing.0.micros(), standing.1.simple()))
}

fn place(cursor: &Cursor) -> Result<Standing> {
    let place: String = cursor::place(NEWEST, cursor)?;
    let (micros, id) = place.split_once('-').ok_or(Error::BadCursor)?;
    let micros = micros.parse().map_err(|_| Error::BadCursor)?;
    Ok((Timestamp::from_micros(micros), Uuid::parse_str(id).map_err(|_| Error::BadCursor)?))
}

/// Where looked-at proposals of one kind wait.
#[derive(Debug, Default)]
struct Queue {
    ready: VecDeque<MessageRecord>,
    /// The oldest that was looked at.
    upto: Option<Standing>,
    is_done: bool,
}

/// The newest first: lists and tail side by side.
async fn newest(tx: &mut Tx, view: &mut View, search: &Search) -> Result<(Vec<MessageRecord>, Option<Cursor>)> {
    let from = search.cursor.as_ref().map(place).transpose()?;
    let mut plan = Plan::make(tx, &view.reach, &view.wanted).await?;
    if let Some((at, _)) = from {
        plan.end_at(seconds(at));
    }
    let mut tail = of_tail(tx, &plan, &view.wanted).await?;
    let mut proposals = Proposals::begin(tx, &plan).await?;
    let (mut listed, mut late) = (Queue::default(), Queue::default());
    let mut found: Vec<MessageRecord> = Vec::with_capacity(search.limit);
    let (mut looked_at, mut at_once) = (0, search.limit + 14);
    loop {
        let wants_more = |queue: &Queue| queue.ready.is_empty() && !queue.is_done;
        if looked_at >= LOOKED_AT
            && (wants_more(&listed) || wants_more(&late))
            && let Some(upto) = [&listed, &late].into_iter().filter(|queue| !queue.is_done).filter_map(|q| q.upto).max()
        {
            return Ok((found, Some(after(upto))));
        }
        if wants_more(&listed) {
            let ids = proposals.next(tx, at_once).await?;
            looked_at += fill(tx, view, &mut listed, ids.unwrap_or_default(), from).await?;
            at_once = (at_once * 2).min(AT_ONCE);
            continue;
        }
        if wants_more(&late) {
            let ids = tail.drain(..tail.len().min(at_once)).collect();
            looked_at += fill(tx, view, &mut late, ids, from).await?;
            continue;
        }
        let is_late = late.ready.front().map(standing) > listed.ready.front().map(standing);
        let queue = if is_late { &mut late } else { &mut listed };
        let Some(next) = queue.ready.pop_front() else { return Ok((found, None)) };
        if found.last().is_some_and(|last| last.id == next.id) {
            continue;
        }
        if found.len() == search.limit {
            return Ok((found.clone(), found.last().map(standing).map(after)));
        }
        found.push(next);
    }
}

/// Looks at some proposals, and answers how many they were; none are the end.
async fn fill(
    tx: &mut Tx,
    view: &mut View,
    queue: &mut Queue,
    ids: Vec<MessageId>,
    from: Option<Standing>,
) -> Result<usize> {
    queue.is_done = ids.is_empty();
    let (answering, oldest) = view.answering(tx, &ids).await?;
    queue.upto = oldest.or(queue.upto);
    queue.ready.extend(answering.into_iter().filter(|record| from.is_none_or(|from| standing(record) < from)));
    Ok(ids.len())
}

fn hit(message: Message, wanted: &Wanted) -> SearchHit {
    let text =
        message.document.as_ref().map_or_else(|| message.text.clone(), |document: &Document| text::plain(document));
    let words: Vec<&Words> = wanted.words.iter().collect();
    let excerpt = excerpt(&text, &words).into_iter().map(|run| ExcerptPart { text: run.text, hit: run.hit }).collect();
    SearchHit { message, excerpt }
}
