//! Whether a text holds what is looked for: the one judge, for both databases.
//!
//! The index only proposes; what is answered was read here, from the text as it now is. It must never look at who asks.

use std::ops::Range;

use super::tokens::{Token, is_alone};

/// Fewest characters of a part of a word.
pub const PART_CHARS: usize = 3;

/// Words to look for, next to each other in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Folded; at least one.
    pub words: Vec<String>,
    pub ending: Ending,
}

/// How the last of some words is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As a whole word.
    Whole,
    /// As the beginning of a word.
    Begins,
    /// As any part of a word.
    Part,
}

impl Ending {
    /// Whether a word of a text is what `wanted` means.
    #[must_use]
    pub fn fits(self, word: &str, wanted: &str) -> bool {
        match self {
            Self::Whole => word == wanted,
            Self::Begins => word.starts_with(wanted),
            Self::Part => word.contains(wanted),
        }
    }
}

impl Words {
    /// What somebody means who writes these words without quotes: a single word may be part of a longer one, of several the
    /// last may go on. Of short words and of those written without spaces, only the whole will do.
    #[must_use]
    pub fn plain(words: Vec<String>) -> Self {
        let long = |word: &String| word.chars().count() >= PART_CHARS && !word.chars().any(is_alone);
        let ending = match words.last() {
            Some(last) if long(last) && words.len() == 1 => Ending::Part,
            Some(last) if long(last) => Ending::Begins,
            _ => Ending::Whole,
        };
        Self { words, ending }
    }

    /// Where the words stand in a text: from which word of it up to which, exclusive.
    pub fn places<'a>(&'a self, text: &'a [Token]) -> impl Iterator<Item = Range<usize>> + 'a {
        let count = self.words.len().max(1);
        text.windows(count).enumerate().filter(|(_, window)| self.are(window)).map(move |(at, _)| at..at + count)
    }

    /// Whether these words of a text are the words.
    fn are(&self, window: &[Token]) -> bool {
        let Some((last, before)) = self.words.split_last() else { return false };
        let Some((token, tokens)) = window.split_last() else { return false };
        self.ending.fits(&token.word, last) && before.iter().zip(tokens).all(|(wanted, token)| token.word == *wanted)
    }

    #[must_use]
    pub fn are_in(&self, text: &[Token]) -> bool {
        self.places(text).next().is_some()
    }
}

/// Terms of BM25 (Robertson, Zaragoza: "The Probabilistic Relevance Framework", 2009), for short texts.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.4;
const USUAL_WORDS: f64 = 20.0;
/// A part of a word counts for so much of a whole one.
const PART_WORTH: f64 = 0.4;
/// Words of the text between two terms that still count as next to each other.
const NEAR: usize = 2;

/// What is looked for, with how rare it is.
#[derive(Clone, Copy, Debug)]
pub struct Weighed<'a> {
    pub words: &'a Words,
    /// Share of all messages that hold it, 0 to 1.
    pub share: f64,
}

/// What two terms next to each other are worth, of what the rarer one is.
const NEAR_WORTH: f64 = 0.5;

/// A place of a text with what it is worth.
type Worth = (Range<usize>, f64);

/// How well a text answers: rare words count more than common ones, whole ones more than parts, near ones more than far ones,
/// and the longer the text, the less.
#[must_use]
pub fn score(text: &[Token], terms: &[Weighed<'_>]) -> f64 {
    let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * text.len() as f64 / USUAL_WORDS;
    let mut total = 0.0;
    let mut before: Option<(Vec<Worth>, f64)> = None;
    for term in terms {
        let places: Vec<Worth> = term.words.places(text).map(|place| worth(text, term.words, place)).collect();
        let weight = (1.0 / term.share.clamp(1e-7, 1.0)).ln_1p();
        let found: f64 = places.iter().map(|(_, worth)| worth).sum();
        total += weight * found * (SATURATION + 1.0) / (found + SATURATION * length);
        if let Some((earlier, other)) = &before {
            total += NEAR_WORTH * weight.min(*other) * nearness(earlier, &places);
        }
        before = Some((places, weight));
    }
    total
}

fn worth(text: &[Token], words: &Words, place: Range<usize>) -> Worth {
    let last = place.end.checked_sub(1).and_then(|last| text.get(last));
    let is_whole = last.is_some_and(|token| words.words.last() == Some(&token.word));
    (place, if is_whole { 1.0 } else { PART_WORTH })
}

/// The best of the second that follow one of the first closely; 0 when none does.
fn nearness(first: &[Worth], second: &[Worth]) -> f64 {
    let follows = |(one, _): &&Worth, next: &Range<usize>| next.start >= one.end && next.start - one.end <= NEAR;
    let pairs = second.iter().flat_map(|(next, worth)| {
        first.iter().filter(move |one| follows(one, next)).map(move |(_, other)| worth * other)
    });
    pairs.fold(0.0, f64::max)
}
