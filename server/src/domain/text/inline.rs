//! Runs of words: finds mentions, links to rooms, bare addresses and emoji between them.
//!
//! The parser has already taken code and marks out. It must never look at more than the run itself, and reads it once.

use wire::document::{Inline, Link};

use super::super::mentions::{self, Known, is_word};
use super::urls;

/// Longest name of an emoji, in characters.
const EMOJI_NAME_CHARS: usize = 64;

/// Words between two marks.
#[derive(Default)]
pub struct Run {
    text: String,
    /// Where characters stand that a backslash made literal, ascending.
    escaped: Vec<usize>,
}

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Open,
    /// Inside a link there are no links, so no mentions either.
    InLink,
}

impl Run {
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Text whose first character a backslash made literal.
    pub fn push_escaped(&mut self, text: &str) {
        self.escaped.push(self.text.len());
        self.text.push_str(text);
    }

    /// Empties the run into the nodes that it means.
    pub fn flush(&mut self, known: &Known, place: Place, out: &mut Vec<Inline>) {
        let mut done = 0;
        for (at, sign) in self.text.char_indices() {
            if at < done || !matches!(sign, '@' | '#' | ':' | 'h' | 'H' | 'w' | 'W' | '\n') {
                continue;
            }
            if self.escaped.binary_search(&at).is_ok() {
                continue;
            }
            let Some((node, end)) = node_at(&self.text, at, known, place, done == at) else { continue };
            push_text(self.text.get(done..at), out);
            out.push(node);
            done = end;
        }
        push_text(self.text.get(done..), out);
        self.text.clear();
        self.escaped.clear();
    }
}

fn push_text(text: Option<&str>, out: &mut Vec<Inline>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        out.push(Inline::Text(text.to_owned()));
    }
}

/// The node that starts at this byte and the byte after it. `touches`: a node ended right before it.
fn node_at(text: &str, at: usize, known: &Known, place: Place, touches: bool) -> Option<(Inline, usize)> {
    let open = place == Place::Open;
    match text.get(at..)?.chars().next()? {
        '\n' => Some((Inline::Break, at + 1)),
        ':' => emoji_at(text, at, touches),
        '@' if open => mentions::mention_at(text, at, known),
        '#' if open => mentions::room_at(text, at, known),
        _ if open => {
            let end = urls::end_of_url(text, at)?;
            let shown = text.get(at..end)?;
            let url = if urls::is_allowed(shown) { shown.to_owned() } else { format!("http://{shown}") };
            Some((Inline::Link(Link { url, content: vec![Inline::Text(shown.to_owned())] }), end))
        }
        _ => None,
    }
}

/// `:name:`, but nothing of `10:30:45` or `std::fmt::Result`.
fn emoji_at(text: &str, at: usize, touches: bool) -> Option<(Inline, usize)> {
    let before = text.get(..at)?.chars().next_back();
    if !touches && before.is_some_and(|c| is_word(c) || c == ':') {
        return None;
    }
    let after = text.get(at + 1..)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '-');
    let (length, next) = after.char_indices().take(EMOJI_NAME_CHARS + 1).find(|(_, c)| !fits(*c))?;
    let name = after.get(..length)?;
    let end = at + length + 2;
    let follows = text.get(end..)?.chars().next();
    if next != ':' || name.is_empty() || follows.is_some_and(is_word) {
        return None;
    }
    Some((Inline::Emoji(name.to_owned()), end))
}
