//! The part of a text that shows why it was found.

use std::ops::Range;

use super::matching::Words;
use super::tokens::tokens;

/// Characters of an excerpt.
pub const CHARS: usize = 300;
/// Characters shown before the first hit.
const BEFORE: usize = 60;

/// A run of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub hit: bool,
}

/// At most [`CHARS`] characters of a text around what is looked for, on one line; its beginning when that is not in it. What
/// is left out at either end is told by `…`.
#[must_use]
pub fn excerpt(text: &str, wanted: &[&Words]) -> Vec<Run> {
    let hits = hits(text, wanted);
    let from = hits.first().map_or(0, |hit| start(text, hit.start));
    let room = CHARS - usize::from(from > 0);
    let tail = text.get(from..).unwrap_or_default();
    let to = match tail.char_indices().nth(room) {
        // One character less: the mark takes its place.
        Some(_) => tail.char_indices().nth(room - 1).map_or(text.len(), |(end, _)| from + end),
        None => text.len(),
    };
    let mut runs = Runs::default();
    if from > 0 {
        runs.push("…", false);
    }
    let mut done = from;
    for hit in hits.iter().filter(|hit| hit.start >= from && hit.start < to) {
        runs.push(text.get(done..hit.start).unwrap_or_default(), false);
        done = hit.end.min(to);
        runs.push(text.get(hit.start..done).unwrap_or_default(), true);
    }
    runs.push(text.get(done..to).unwrap_or_default(), false);
    if to < text.len() {
        runs.push("…", false);
    }
    runs.0
}

/// The bytes of a text that are looked for, in order and apart.
fn hits(text: &str, wanted: &[&Words]) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let places = wanted.iter().flat_map(|words| words.places(&tokens));
    let mut bytes: Vec<Range<usize>> = places
        .filter_map(|place| {
            Some(tokens.get(place.start)?.range.start..tokens.get(place.end.checked_sub(1)?)?.range.end)
        })
        .collect();
    bytes.sort_unstable_by_key(|hit| (hit.start, hit.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(bytes.len());
    for hit in bytes {
        match joined.last_mut() {
            Some(last) if hit.start < last.end => last.end = last.end.max(hit.end),
            _ => joined.push(hit),
        }
    }
    joined
}

/// Where to begin: some characters before the hit, at the beginning of a word when one is there.
fn start(text: &str, hit: usize) -> usize {
    let before = text.get(..hit).unwrap_or_default();
    let Some((far, _)) = before.char_indices().rev().nth(BEFORE) else { return 0 };
    let near = text.get(far..hit).unwrap_or_default();
    near.char_indices().find(|(_, c)| c.is_whitespace()).map_or(far, |(at, c)| far + at + c.len_utf8())
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, text: &str, hit: bool) {
        if text.is_empty() {
            return;
        }
        let text = text.replace(['\n', '\r', '\t'], " ");
        match self.0.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(&text),
            _ => self.0.push(Run { text, hit }),
        }
    }
}
