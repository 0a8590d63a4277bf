//! Lists at hand: those of some spans, and in which order spans are looked at.

use std::collections::{HashMap, VecDeque};

use super::propose::Plan;
use crate::domain::error::Result;
use crate::domain::search::postings::Places;
use crate::store::db::Tx;
use crate::store::search::{self, ListRecord, SpanRecord};

/// The lists of some spans.
#[derive(Debug, Default)]
pub struct Lists(HashMap<i64, HashMap<String, Vec<u8>>>);

impl Lists {
    /// # Errors
    /// As the store fails.
    pub async fn load(tx: &mut Tx, plan: &Plan, spans: &[i64]) -> Result<Self> {
        let (Some(from), Some(to)) = (spans.iter().min(), spans.iter().max()) else { return Ok(Self::default()) };
        let mut lists = Self::default();
        for ListRecord { word, span, places } in search::lists(tx, &plan.words(), (*from, *to)).await? {
            lists.0.entry(span).or_default().insert(word, places);
        }
        Ok(lists)
    }

    /// The places of a span that have one of these words.
    pub(super) fn any_of(&self, span: i64, words: &[String]) -> Places {
        let mut places = Places::default();
        if let Some(lists) = self.0.get(&span) {
            words.iter().filter_map(|word| lists.get(word)).for_each(|stored| places.add_stored(stored));
        }
        places
    }
}

/// The spans that can hold answers, in groups that do not overlap in time, the newest first. Without imports each is alone.
///
/// # Errors
/// As the store fails.
pub async fn groups(tx: &mut Tx, plan: &Plan) -> Result<VecDeque<Vec<SpanRecord>>> {
    let mut spans = search::spans(tx).await?;
    spans.retain(|span| plan.reaches(span));
    spans.sort_unstable_by_key(|span| std::cmp::Reverse((span.last_at, span.span)));
    let mut groups: VecDeque<Vec<SpanRecord>> = VecDeque::new();
    for span in spans {
        match groups.back_mut().filter(|group| group.iter().any(|other| other.first_at < span.last_at)) {
            Some(group) => group.push(span),
            None => groups.push_back(vec![span]),
        }
    }
    Ok(groups)
}
