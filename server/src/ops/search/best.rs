//! The best first: a top 200 of what was sent before the first page was asked for.
//!
//! Lists say which messages hold whole words and how rare a word is; the five hundred most promising are read and scored. The
//! cursor carries the moment, so later pages cut the same list.

use wire::ids::MessageId;
use wire::page::Cursor;
use wire::time::Timestamp;

use super::answer::{Search, View};
use super::index::seconds;
use super::propose::{Lists, Plan, groups, of_tail};
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::search::matching::{Weighed, score};
use crate::domain::search::postings::{Places, SPAN};
use crate::domain::search::tokens::{Token, tokens};
use crate::ops::attached::Attached;
use crate::ops::search::marks;
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::search;

/// Hits of a whole search.
const TOP: usize = 200;
/// Messages that are read and scored: first those with whole words, then the rest, the newest first.
const SCORED: usize = 500;
/// Spans whose lists are held at once.
const SPANS: usize = 16;

const LIST: &str = "search-best";

/// A page of the best.
///
/// # Errors
/// `BadCursor`, or as the store fails.
pub async fn page(
    tx: &mut Tx,
    view: &mut View,
    search: &Search,
    now: Timestamp,
) -> Result<(Vec<MessageRecord>, Option<Cursor>)> {
    let (skip, moment) = match &search.cursor {
        None => (0, now),
        Some(cursor) => place(cursor)?,
    };
    let mut plan = Plan::make(tx, &view.reach, &view.wanted).await?;
    plan.end_at(seconds(moment));
    let (ids, shares) = promising(tx, view, &plan).await?;
    let mut scored = Vec::with_capacity(ids.len());
    for record in view.answering(tx, &ids).await?.0 {
        if record.created_at <= moment {
            scored.push((scored_at(&record, view, &shares)?, record));
        }
    }
    scored.sort_by(|(one, a), (other, b)| {
        other.total_cmp(one).then_with(|| (b.created_at, b.id.0).cmp(&(a.created_at, a.id.0)))
    });
    scored.truncate(TOP);
    let end = (skip + search.limit).min(scored.len());
    let next = (end < scored.len()).then(|| cursor::at(LIST, format!("{end}-{}", moment.micros())));
    Ok((scored.into_iter().take(end).skip(skip).map(|(_, record)| record).collect(), next))
}

fn place(cursor: &Cursor) -> Result<(usize, Timestamp)> {
    let place: String = cursor::place(LIST, cursor)?;
    let (skip, micros) = place.split_once('-').ok_or(Error::BadCursor)?;
    let skip = skip.parse().ok().filter(|skip| *skip < TOP).ok_or(Error::BadCursor)?;
    Ok((skip, Timestamp::from_micros(micros.parse().map_err(|_| Error::BadCursor)?)))
}

fn scored_at(record: &MessageRecord, view: &View, shares: &[f64]) -> Result<f64> {
    let attached = Attached::of(record)?;
    let terms: Vec<Weighed<'_>> =
        view.wanted.words.iter().zip(shares).map(|(words, share)| Weighed { words, share: *share }).collect();
    let texts: Vec<Vec<Token>> = marks::texts(record, &attached).map(tokens).collect();
    Ok(texts.iter().map(|text| score(text, &terms)).fold(0.0, f64::max))
}

/// The messages to score, and of each term the share of all messages that hold it.
async fn promising(tx: &mut Tx, view: &View, plan: &Plan) -> Result<(Vec<MessageId>, Vec<f64>)> {
    let terms = view.wanted.words.len();
    let (mut whole, mut rest): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
    let (mut counts, mut all) = (vec![0_usize; terms], 0);
    let spans: Vec<_> = groups(tx, plan).await?.into_iter().flatten().collect();
    for some in spans.chunks(SPANS) {
        let numbers: Vec<i64> = some.iter().map(|span| span.span).collect();
        let lists = Lists::load(tx, plan, &numbers).await?;
        for span in some {
            all += usize::try_from(span.message_count).map_err(Error::internal)?;
            let places = plan.places(tx, &lists, span).await?;
            let mut exact = places.clone();
            for (term, count) in counts.iter_mut().enumerate() {
                *count += plan.of_term(&lists, span.span, term, false).count();
                exact.keep(&plan.of_term(&lists, span.span, term, true));
            }
            take(&mut whole, span.span, &exact);
            let mut others = places;
            others.drop_all(&exact);
            take(&mut rest, span.span, &others);
        }
    }
    let late = of_tail(tx, plan, &view.wanted).await?;
    let numbers: Vec<i64> = whole.into_iter().chain(rest).take(SCORED).collect();
    let mut ids: Vec<MessageId> = late.into_iter().take(SCORED).collect();
    for numbers in numbers.chunks(512) {
        ids.extend(search::numbered(tx, numbers).await?.into_iter().map(|row| row.message_id));
    }
    let shares = counts.into_iter().map(|count| count as f64 / all.max(1) as f64).collect();
    Ok((ids, shares))
}

/// Adds the newest places of a span, as long as there is room.
fn take(numbers: &mut Vec<i64>, span: i64, places: &Places) {
    let room = SCORED.saturating_sub(numbers.len());
    numbers.extend(places.descending().take(room).map(|place| span * SPAN as i64 + i64::from(place)));
}
