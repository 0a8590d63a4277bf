//! What a search means: words, phrases and filters, as people write them.
//!
//! `from: in: has: before: after: on: is:` filter; `"two words"` stand next to each other; `word*` begins so; a minus excludes.
//! Anything else is looked for as it stands, so every text means something. It must never look a name up: `ops/search` does.

use jiff::civil::Date;
use wire::limits;

use super::matching::{Ending, Words};
use super::tokens::tokens;
use crate::domain::error::{Error, Result};

/// One part of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As written.
    pub written: String,
    /// The filter's name; `word` or `phrase` for what is looked for in the text.
    pub operator: &'static str,
    pub negated: bool,
    pub meaning: Meaning,
    /// What to know about this part, as a sentence.
    pub problem: Option<String>,
}

/// What a part asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    Words(Words),
    /// Of this user: a user name in lower case, or `me`.
    From(String),
    /// In this room: its name in lower case; or, behind `@`, the user it is a direct room with.
    In(String),
    Has(Has),
    Is(Is),
    /// Sent on one of these days, the first included, the second not.
    Between(Option<Date>, Option<Date>),
    /// Nothing can be that: the whole search finds nothing.
    Impossible,
    /// Nothing is said yet: the part is left out.
    Nothing,
}

/// What a message may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    Link,
    File,
    Image,
    Reaction,
}

/// What a message may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// A reply, or the root of a thread.
    Thread,
    Pinned,
    /// Saved by the caller.
    Saved,
}

const OPERATORS: [&str; 7] = ["from", "in", "has", "before", "after", "on", "is"];
/// What phones and word processors make of a quotation mark.
const QUOTES: [char; 5] = ['"', '“', '”', '„', '‟'];

/// Reads a search. `today` is the caller's.
///
/// # Errors
/// `Invalid` when it is too long, has too many words, or has nothing in it.
pub fn parse(text: &str, today: Date) -> Result<Vec<Part>> {
    if text.chars().count() > limits::SEARCH_CHARS {
        return Err(Error::field("q", format!("A search has at most {} characters.", limits::SEARCH_CHARS)));
    }
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (part, after) = next(rest, today);
        parts.extend(part);
        rest = after.trim_start();
    }
    let terms = parts.iter().filter(|part| matches!(part.meaning, Meaning::Words(_))).count();
    if terms > limits::SEARCH_TERMS {
        return Err(Error::field("q", format!("A search has at most {} words and phrases.", limits::SEARCH_TERMS)));
    }
    if parts.is_empty() {
        return Err(Error::field("q", "Write what to look for."));
    }
    Ok(parts)
}

/// The part at the beginning, and what follows it.
fn next(text: &str, today: Date) -> (Option<Part>, &str) {
    let bare = text.strip_prefix('-').filter(|bare| bare.starts_with(|c: char| !c.is_whitespace() && c != '-'));
    let (negated, bare) = (bare.is_some(), bare.unwrap_or(text));
    if let Some((phrase, after)) = quoted(bare) {
        let written = text.get(..text.len() - after.len()).unwrap_or_default().trim_end().to_owned();
        return (Some(phrase_part(written, negated, phrase)), after);
    }
    if let Some((operator, value)) = operator(bare) {
        let (value, after) = quoted(value).unwrap_or_else(|| split_word(value));
        let written = text.get(..text.len() - after.len()).unwrap_or_default().trim_end().to_owned();
        let (meaning, problem) = filter(operator, value.trim(), today);
        return (Some(Part { written, operator, negated, meaning, problem }), after);
    }
    let (word, after) = split_word(bare);
    let written = text.get(..text.len() - after.len()).unwrap_or_default().to_owned();
    (Some(word_part(written, negated, word)), after)
}

/// What stands between quotation marks at the beginning, up to the end when there is no second one.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(QUOTES)?;
    Some(inner.split_once(QUOTES).unwrap_or((inner, "")))
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The filter whose name and colon stand at the beginning.
fn operator(text: &str) -> Option<(&'static str, &str)> {
    let (name, value) = text.split_once(':')?;
    Some((OPERATORS.into_iter().find(|operator| name.eq_ignore_ascii_case(operator))?, value))
}

fn phrase_part(written: String, negated: bool, phrase: &str) -> Part {
    let words: Vec<String> = tokens(phrase).into_iter().map(|token| token.word).collect();
    Part { operator: "phrase", ..words_part(written, negated, Words { words, ending: Ending::Whole }) }
}

fn word_part(written: String, negated: bool, word: &str) -> Part {
    let words: Vec<String> = tokens(word).into_iter().map(|token| token.word).collect();
    let begins = word.ends_with('*') && word.trim_end_matches('*').ends_with(char::is_alphanumeric);
    let words = match (begins, negated) {
        (true, _) => Words { words, ending: Ending::Begins },
        // What a part would exclude surprises: `-art` means no message about art, not none about a start.
        (false, true) => Words { words, ending: Ending::Whole },
        (false, false) => Words::plain(words),
    };
    let problem = unknown_operator(word);
    let part = words_part(written, negated, words);
    Part { problem: part.problem.or(problem), ..part }
}

fn words_part(written: String, negated: bool, words: Words) -> Part {
    if words.words.is_empty() {
        let problem = Some("There is no word in this part: it is left out.".to_owned());
        return Part { written, operator: "word", negated, meaning: Meaning::Nothing, problem };
    }
    Part { written, operator: "word", negated, meaning: Meaning::Words(words), problem: None }
}

/// A sentence for what looks like a filter but is none; addresses and times of day do not.
fn unknown_operator(word: &str) -> Option<String> {
    let (name, value) = word.split_once(':')?;
    let looks_so = (2..=10).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
        && value.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '#'))
        && !value.contains(':');
    looks_so.then(|| format!("There is no filter “{name}:”, so this is looked for as it stands."))
}

fn filter(operator: &str, value: &str, today: Date) -> (Meaning, Option<String>) {
    if value.is_empty() {
        return (Meaning::Nothing, Some(format!("Nothing stands behind “{operator}:”, so it is left out.")));
    }
    let meaning = match operator {
        "from" => Some(Meaning::From(value.trim_start_matches('@').to_lowercase())),
        "in" => Some(Meaning::In(value.trim_start_matches('#').to_lowercase())),
        "has" => has(value).map(Meaning::Has),
        "is" => is(value).map(Meaning::Is),
        _ => days(value, today).map(|(first, next)| match operator {
            "before" => Meaning::Between(None, Some(first)),
            "after" => Meaning::Between(Some(next), None),
            _ => Meaning::Between(Some(first), Some(next)),
        }),
    };
    let problem = match operator {
        "has" => "A message can have: link, file, image, reaction.",
        "is" => "A message can be: thread, pinned, saved.",
        _ => "A day is written like 2026-03-01, a month 2026-03, a year 2026; or today, yesterday.",
    };
    meaning.map_or_else(|| (Meaning::Impossible, Some(problem.to_owned())), |meaning| (meaning, None))
}

fn has(value: &str) -> Option<Has> {
    Some(match value.to_ascii_lowercase().trim_end_matches('s') {
        "link" => Has::Link,
        "file" => Has::File,
        "image" => Has::Image,
        "reaction" => Has::Reaction,
        _ => return None,
    })
}

fn is(value: &str) -> Option<Is> {
    Some(match value.to_ascii_lowercase().as_str() {
        "thread" => Is::Thread,
        "pinned" => Is::Pinned,
        "saved" => Is::Saved,
        _ => return None,
    })
}

/// The first day of a day, month or year, and the first after it.
fn days(value: &str, today: Date) -> Option<(Date, Date)> {
    let day = |day: Date| Some((day, day.tomorrow().ok()?));
    match value.to_ascii_lowercase().as_str() {
        "today" => return day(today),
        "yesterday" => return day(today.yesterday().ok()?),
        _ => {}
    }
    let numbers: Vec<i16> = value.split('-').map(number).collect::<Option<_>>()?;
    let small = |number: i16| i8::try_from(number).ok();
    if value.split('-').next().is_none_or(|year| year.len() != 4) {
        return None;
    }
    match *numbers.as_slice() {
        [year] => Some((Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(1)?, 1, 1).ok()?)),
        [year, month] => {
            let first = Date::new(year, small(month)?, 1).ok()?;
            Some((first, first.last_of_month().tomorrow().ok()?))
        }
        [year, month, of_month] => day(Date::new(year, small(month)?, small(of_month)?).ok()?),
        _ => None,
    }
}

fn number(text: &str) -> Option<i16> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}
