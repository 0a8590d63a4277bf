//! The best first: a top 200 of what was sent before the first page was asked for.
//!
//! Lists say which messages hold whole words and how rare a word is; the five hundred most promising are read and scored. The
//! cursor carries the moment, so later pages cut the same list.

use wire::ids::MessageId;
use wire::page::Cursor;
use wire::time::Timestamp;

use super::answer::{Search, View};
use super::index::seconds;
use super::lists::{Lists, groups};
use super::propose::{Plan, of_tail};
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::search::matching::{Weighed, score};
use crate::domain::search::postings::SPAN;
use crate::domain::search::tokens::{Token, tokens};
use crate::ops::attached::Attached;
use crate::ops::search::marks;
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::search::{self, SpanRecord};

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
///
/// Whole words come first, from all spans: they take few lists. What room is left is for parts of words, which stand for up to a
/// thousand lists a span: from the newest spans, as far as they are needed.
async fn promising(tx: &mut Tx, view: &View, plan: &Plan) -> Result<(Vec<MessageId>, Vec<f64>)> {
    let spans: Vec<SpanRecord> = groups(tx, plan).await?.into_iter().flatten().collect();
    let whole = plan.of_whole_words();
    let mut found = Found::new(view.wanted.words.len());
    for some in spans.chunks(SPANS) {
        found.look(tx, (whole.as_ref().unwrap_or(plan), Kind::Any), some).await?;
    }
    if whole.is_some() {
        let (mut left, mut wave) = (spans.as_slice(), 1);
        let mut parts = Found { numbers: found.numbers, ..Found::new(view.wanted.words.len()) };
        while parts.numbers.len() < SCORED && !left.is_empty() {
            let (some, rest) = left.split_at(wave.min(left.len()));
            parts.look(tx, (plan, Kind::Parts), some).await?;
            (left, wave) = (rest, (wave * 4).min(SPANS));
        }
        found = if parts.messages == 0 { Found { numbers: parts.numbers, ..found } } else { parts };
    }
    let mut ids: Vec<MessageId> = of_tail(tx, plan, &view.wanted).await?.into_iter().take(SCORED).collect();
    for numbers in found.numbers.chunks(512) {
        ids.extend(search::numbered(tx, numbers).await?.into_iter().map(|row| row.message_id));
    }
    let shares = found.holding.iter().map(|count| *count as f64 / found.messages.max(1) as f64).collect();
    Ok((ids, shares))
}

/// Which of the messages that the lists propose are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    /// Those that lack a whole word.
    Parts,
}

/// What was found in the spans that were looked at.
struct Found {
    /// Of messages to score, at most [`SCORED`].
    numbers: Vec<i64>,
    /// How many messages hold each term, of how many.
    holding: Vec<usize>,
    messages: usize,
}

impl Found {
    fn new(terms: usize) -> Self {
        Self { numbers: Vec::new(), holding: vec![0; terms], messages: 0 }
    }

    async fn look(&mut self, tx: &mut Tx, (plan, kind): (&Plan, Kind), spans: &[SpanRecord]) -> Result<()> {
        let numbers: Vec<i64> = spans.iter().map(|span| span.span).collect();
        let lists = Lists::load(tx, plan, &numbers).await?;
        for span in spans {
            self.messages += usize::try_from(span.message_count).map_err(Error::internal)?;
            let mut places = plan.places(tx, &lists, span).await?;
            let mut whole = places.clone();
            for (term, count) in self.holding.iter_mut().enumerate() {
                *count += plan.of_term(&lists, span.span, term, false).count();
                whole.keep(&plan.of_term(&lists, span.span, term, true));
            }
            if kind == Kind::Parts {
                places.drop_all(&whole);
            }
            let room = SCORED.saturating_sub(self.numbers.len());
            let number = |place: u16| span.span * SPAN as i64 + i64::from(place);
            self.numbers.extend(places.descending().take(room).map(number));
        }
        Ok(())
    }
}
