//! Proposals: which messages may answer, computed from the lists span by span and from the tail, the newest first.
//!
//! A proposal may be wrong, a message that is not proposed is never found: what is left out here must be impossible. Spans are
//! read in waves of growing size, so that a search for what is often said stops after the first.

use std::collections::{HashMap, HashSet, VecDeque};

use wire::ids::MessageId;
use wire::rooms::RoomKind;
use wire::time::Timestamp;

use super::ask::{Filter, On, Wanted};
use super::index::seconds;
use super::lists::{Lists, groups};
use super::marks;
use super::vocabulary::Vocabulary;
use crate::access::reach::Reach;
use crate::domain::error::{Error, Result};
use crate::domain::search::matching::{Ending, Words};
use crate::domain::search::postings::{Places, SPAN};
use crate::domain::search::query::{Has, Is};
use crate::store::db::Tx;
use crate::store::search::{self, NumberRow, SpanRecord};

/// Messages of the tail that a search looks at: more wait only while far more is said than a node can take.
pub const TAIL: i64 = 16_384;

/// What the lists are asked for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// A message is in at least one list of each.
    all: Vec<AnyOf>,
    /// It is in none of these.
    none: Vec<String>,
    /// It is one of these places, by span: those of what the caller saved.
    only: Option<HashMap<i64, Places>>,
    /// Sent in these seconds, both included.
    from: u32,
    to: u32,
}

/// Words of which one will do.
#[derive(Clone, Debug)]
struct AnyOf {
    words: Vec<String>,
    of: Of,
}

/// What some lists tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Mark,
    /// A word of what is looked for at this place of the search.
    Term(usize),
    Neighbours,
}

impl Plan {
    /// # Errors
    /// As the store fails.
    pub async fn make(tx: &mut Tx, reach: &Reach, wanted: &Wanted) -> Result<Self> {
        let needs_words = wanted.words.iter().chain(&wanted.unwanted).any(|words| words.ending != Ending::Whole);
        let vocabulary = if needs_words { Some(Vocabulary::load(tx).await?) } else { None };
        let expand = |word: &String, ending: Ending| match &vocabulary {
            Some(vocabulary) if ending != Ending::Whole => vocabulary.expand(word, ending),
            _ => vec![word.clone()],
        };
        let mut plan = Self { all: vec![visible(reach)], none: Vec::new(), only: None, from: 0, to: u32::MAX };
        for (term, words) in wanted.words.iter().enumerate() {
            let Some((last, before)) = words.words.split_last() else { continue };
            let one = |word: &String| AnyOf { words: vec![word.clone()], of: Of::Term(term) };
            plan.all.extend(before.iter().map(one));
            plan.all.push(AnyOf { words: expand(last, words.ending), of: Of::Term(term) });
            plan.all.extend(neighbours(words));
        }
        for words in &wanted.unwanted {
            // Of several words the lists do not know whether they stand next to each other.
            if let [word] = words.words.as_slice() {
                plan.none.extend(expand(word, words.ending));
            }
        }
        plan.add_filters(wanted);
        if wanted.filters.iter().any(is_saved) {
            plan.only = Some(saved_places(tx, wanted).await?);
        }
        Ok(plan)
    }

    fn add_filters(&mut self, wanted: &Wanted) {
        for filter in &wanted.filters {
            let mark = match &filter.on {
                On::Author(author) => marks::author(*author),
                On::Room(room) => marks::room(*room),
                On::Has(Has::Link) => marks::LINK.to_owned(),
                On::Has(Has::File) => marks::FILE.to_owned(),
                On::Has(Has::Image) => marks::IMAGE.to_owned(),
                On::Has(Has::Reaction) => marks::REACTION.to_owned(),
                On::Is(Is::Thread) => marks::THREAD.to_owned(),
                On::Is(Is::Pinned) => marks::PINNED.to_owned(),
                On::Is(Is::Saved) => continue,
                On::Sent(from, to) => {
                    if !filter.negated {
                        self.from = from.map_or(self.from, |from| self.from.max(seconds(from)));
                        self.to = to.map_or(self.to, |to| self.to.min(seconds(to)));
                    }
                    continue;
                }
            };
            match filter.negated {
                true => self.none.push(mark),
                false => self.all.push(AnyOf { words: vec![mark], of: Of::Mark }),
            }
        }
    }

    /// The same with whole words alone; none when no part of a word is looked for.
    #[must_use]
    pub fn of_whole_words(&self) -> Option<Self> {
        let is_part = |any: &AnyOf| any.words.len() > 1 && matches!(any.of, Of::Term(_));
        if !self.all.iter().any(is_part) {
            return None;
        }
        let whole = |any: &AnyOf| match any.of {
            Of::Term(_) => AnyOf { words: any.words.iter().take(1).cloned().collect(), of: any.of },
            Of::Mark | Of::Neighbours => any.clone(),
        };
        Some(Self { all: self.all.iter().map(whole).collect(), ..self.clone() })
    }

    /// Only what was sent up to this second.
    pub fn end_at(&mut self, second: u32) {
        self.to = self.to.min(second);
    }

    /// Every list that is asked for.
    pub(super) fn words(&self) -> Vec<String> {
        let words = self.all.iter().flat_map(|any| &any.words).chain(&self.none);
        let words: HashSet<&String> = words.collect();
        words.into_iter().cloned().collect()
    }

    /// The places of a span that may answer.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn places(&self, tx: &mut Tx, lists: &Lists, span: &SpanRecord) -> Result<Places> {
        let count = usize::try_from(span.message_count).map_err(Error::internal)?;
        let mut places = Places::below(count);
        for any in &self.all {
            places.keep(&lists.any_of(span.span, &any.words));
            if places.is_empty() {
                return Ok(places);
            }
        }
        if let Some(only) = &self.only {
            places.keep(only.get(&span.span).unwrap_or(&Places::default()));
        }
        places.drop_all(&lists.any_of(span.span, &self.none));
        if seconds(span.first_at) < self.from || seconds(span.last_at) > self.to {
            let times = search::times(tx, span.span).await?;
            places.keep(&between(&times, self.from, self.to));
        }
        Ok(places)
    }

    /// The places of a span that have what is looked for at this place of the search; `whole`: as a whole word.
    #[must_use]
    pub fn of_term(&self, lists: &Lists, span: i64, term: usize, whole: bool) -> Places {
        let mut places = Places::below(SPAN);
        for any in self.all.iter().filter(|any| any.of == Of::Term(term)) {
            let words = if whole { any.words.get(..1).unwrap_or_default() } else { &any.words };
            places.keep(&lists.any_of(span, words));
        }
        places
    }

    /// Whether a span can hold answers at all.
    pub(super) fn reaches(&self, span: &SpanRecord) -> bool {
        seconds(span.last_at) >= self.from && seconds(span.first_at) <= self.to
    }

    /// The marks that a message needs: at least one of each.
    fn marks(&self) -> Vec<HashSet<&str>> {
        let needed = self.all.iter().filter(|any| any.of == Of::Mark);
        needed.map(|any| any.words.iter().map(String::as_str).collect()).collect()
    }
}

fn is_saved(filter: &Filter) -> bool {
    filter.on == On::Is(Is::Saved) && !filter.negated
}

/// The places of what the caller saved, by span.
async fn saved_places(tx: &mut Tx, wanted: &Wanted) -> Result<HashMap<i64, Places>> {
    let saved: Vec<MessageId> = wanted.saved.iter().copied().collect();
    let mut spans: HashMap<i64, Places> = HashMap::new();
    for NumberRow { number, .. } in search::numbers(tx, &saved).await? {
        let place = u16::try_from(number % SPAN as i64).map_err(Error::internal)?;
        spans.entry(number / SPAN as i64).or_default().insert(place);
    }
    Ok(spans)
}

/// What the caller may read, as marks.
fn visible(reach: &Reach) -> AnyOf {
    let has_public = reach.has_public();
    let own = reach.own().iter().filter(|(_, kind)| !(has_public && *kind == RoomKind::Public));
    let mut words: Vec<String> = own.map(|(room, _)| marks::room(*room)).collect();
    if has_public {
        words.push(marks::PUBLIC.to_owned());
    }
    AnyOf { words, of: Of::Mark }
}

/// That words stand next to each other, as far as lists know: of a last word that may go on, they do not.
fn neighbours(words: &Words) -> impl Iterator<Item = AnyOf> + '_ {
    let known = words.words.len() - usize::from(words.ending != Ending::Whole);
    let whole = words.words.get(..known).unwrap_or_default();
    whole.windows(2).filter_map(|two| match two {
        [first, second] => Some(AnyOf { words: vec![marks::pair(first, second)], of: Of::Neighbours }),
        _ => None,
    })
}

/// The places whose messages were sent in these seconds.
fn between(times: &[u8], from: u32, to: u32) -> Places {
    let mut places = Places::default();
    for (place, second) in (0..=u16::MAX).zip(times_of(times)) {
        if (from..=to).contains(&second) {
            places.insert(place);
        }
    }
    places
}

fn times_of(times: &[u8]) -> impl Iterator<Item = u32> + '_ {
    times.chunks_exact(4).filter_map(|bytes| bytes.try_into().ok().map(u32::from_le_bytes))
}

/// Proposals of the lists, the newest first.
#[derive(Debug)]
pub struct Proposals<'a> {
    plan: &'a Plan,
    groups: VecDeque<Vec<SpanRecord>>,
    /// Of the groups of this wave.
    lists: Lists,
    /// Groups that the lists are of, and spans of the next wave.
    loaded: usize,
    wave: usize,
    left: VecDeque<Proposal>,
}

/// A message that may answer.
#[derive(Clone, Copy, Debug)]
struct Proposal {
    number: i64,
    /// When it was sent; 0 where the numbers are in the order of sending.
    second: u32,
}

impl<'a> Proposals<'a> {
    /// # Errors
    /// As the store fails.
    pub async fn begin(tx: &mut Tx, plan: &'a Plan) -> Result<Self> {
        let groups = groups(tx, plan).await?;
        Ok(Self { plan, groups, lists: Lists::default(), loaded: 0, wave: 1, left: VecDeque::new() })
    }

    /// The next messages, about `count`; all that come later were sent earlier. None when there are no more.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn next(&mut self, tx: &mut Tx, count: usize) -> Result<Option<Vec<MessageId>>> {
        while self.left.is_empty() {
            if !self.open_group(tx).await? {
                return Ok(None);
            }
        }
        let mut count = count.min(self.left.len());
        // Those of one second are in no order yet: they stay together.
        while let (Some(last), Some(next)) = (self.left.get(count - 1), self.left.get(count))
            && last.second == next.second
            && next.second != 0
        {
            count += 1;
        }
        let numbers: Vec<i64> = self.left.drain(..count).map(|proposal| proposal.number).collect();
        let mut ids = Vec::with_capacity(numbers.len());
        for numbers in numbers.chunks(512) {
            ids.extend(search::numbered(tx, numbers).await?.into_iter().map(|row| row.message_id));
        }
        Ok(Some(ids))
    }

    /// Computes the next group's proposals; answers whether there was one.
    async fn open_group(&mut self, tx: &mut Tx) -> Result<bool> {
        if self.loaded == 0 {
            self.load_wave(tx).await?;
        }
        let Some(group) = self.groups.pop_front() else { return Ok(false) };
        self.loaded = self.loaded.saturating_sub(1);
        let in_order = group.len() == 1 && group.iter().all(|span| span.ordered);
        let mut found: Vec<Proposal> = Vec::new();
        for span in &group {
            let places = self.plan.places(tx, &self.lists, span).await?;
            if places.is_empty() {
                continue;
            }
            let times = if in_order { Vec::new() } else { search::times(tx, span.span).await? };
            let times: Vec<u32> = times_of(&times).collect();
            found.extend(places.descending().map(|place| Proposal {
                number: span.span * SPAN as i64 + i64::from(place),
                second: times.get(usize::from(place)).copied().unwrap_or_default(),
            }));
        }
        if !in_order {
            found.sort_unstable_by_key(|proposal| std::cmp::Reverse((proposal.second, proposal.number)));
        }
        self.left = found.into();
        Ok(true)
    }

    async fn load_wave(&mut self, tx: &mut Tx) -> Result<()> {
        let mut spans: Vec<i64> = Vec::new();
        for group in &self.groups {
            if !spans.is_empty() && spans.len() + group.len() > self.wave {
                break;
            }
            spans.extend(group.iter().map(|span| span.span));
            self.loaded += 1;
        }
        self.wave *= 4;
        self.lists = Lists::load(tx, self.plan, &spans).await?;
        Ok(())
    }
}

/// The messages of the tail that may answer, the newest first.
///
/// # Errors
/// As the store fails.
pub async fn of_tail(tx: &mut Tx, plan: &Plan, wanted: &Wanted) -> Result<VecDeque<MessageId>> {
    let mut found: Vec<(Timestamp, MessageId)> = Vec::new();
    let needed = plan.marks();
    for row in search::tail_newest(tx, TAIL).await? {
        let second = seconds(row.created_at);
        let holds = |words: &Words| words.words.iter().all(|word| row.words.contains(word.as_str()));
        if !(plan.from..=plan.to).contains(&second) || !wanted.words.iter().all(holds) {
            continue;
        }
        let marks = row.words.split(' ').take_while(|part| *part != marks::GAP);
        let may_be = needed.iter().all(|any| marks.clone().any(|mark| any.contains(mark)));
        if may_be && (plan.only.is_none() || wanted.saved.contains(&row.message_id)) {
            found.push((row.created_at, row.message_id));
        }
    }
    found.sort_unstable_by_key(|(at, id)| std::cmp::Reverse((*at, id.0)));
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
