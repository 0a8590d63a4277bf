//! What a message is found by beside its words: marks, kept in the same lists.
//!
//! No word begins with a mark's sign, so they cannot be taken for each other. A mark only proposes: `truth.rs` looks again.

use std::borrow::Cow;

use wire::files::FileKind;
use wire::ids::{RoomId, UserId};
use wire::rooms::RoomKind;

use crate::domain::error::Result;
use crate::domain::search::tokens::tokens;
use crate::ops::attached::Attached;
use crate::store::messages::MessageRecord;

/// In a room that everybody but guests may read. The kind of a room never changes.
pub const PUBLIC: &str = "+public";
pub const LINK: &str = "+link";
pub const FILE: &str = "+file";
pub const IMAGE: &str = "+image";
pub const REACTION: &str = "+reaction";
pub const THREAD: &str = "+thread";
pub const PINNED: &str = "+pinned";
/// Stands between words that are no neighbours: the text and the names of its files.
pub const GAP: &str = "|";
/// How many lists tell which words are neighbours: a usual text is in one of fifty.
const PAIRS: u64 = 1024;

/// In this room.
#[must_use]
pub fn room(room: RoomId) -> String {
    format!("#{}", room.0.simple())
}

/// Of this author.
#[must_use]
pub fn author(author: UserId) -> String {
    format!("@{}", author.0.simple())
}

/// These two stand next to each other, or two others of about a thousandth of all pairs: a phrase of common words would
/// otherwise propose every text that holds them anywhere.
#[must_use]
pub fn pair(first: &str, second: &str) -> String {
    let hash = digest(first, second);
    format!("~{}", (hash ^ (hash >> 32)) % PAIRS)
}

/// A short digest of two texts: FNV-1a (Fowler, Noll, Vo), with a byte between that is in no word.
#[must_use]
pub fn digest(first: &str, second: &str) -> u64 {
    let bytes = first.bytes().chain([0]).chain(second.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Whether it is a word, and not a mark.
#[must_use]
pub fn is_word(word: &str) -> bool {
    !word.starts_with(['#', '@', '+', '~', '|'])
}

/// Whether there is a link in a message.
#[must_use]
pub fn has_link(record: &MessageRecord) -> bool {
    // A quotation mark within a text is escaped: this can only be a node.
    record.document.as_deref().is_some_and(|document| document.contains(r#""type":"link""#))
}

/// The texts of a message that are searched: its own, and the names of its files.
pub fn texts<'a>(record: &'a MessageRecord, attached: &'a Attached) -> impl Iterator<Item = &'a str> {
    std::iter::once(record.text.as_str()).chain(attached.files.iter().map(|file| file.name.as_str()))
}

/// What a message has and is, as marks.
///
/// # Errors
/// `Internal` when what hangs on it cannot be read.
pub fn flags(record: &MessageRecord) -> Result<Vec<&'static str>> {
    let attached = Attached::of(record)?;
    let marks = [
        (LINK, has_link(record)),
        (FILE, !attached.files.is_empty()),
        (IMAGE, attached.files.iter().any(|file| file.kind == FileKind::Image)),
        (REACTION, !attached.reactions.is_empty()),
        (THREAD, record.root_id.is_some() || record.reply_count > 0),
        (PINNED, record.pinned_at.is_some()),
    ];
    Ok(marks.into_iter().filter(|(_, is)| *is).map(|(mark, _)| mark).collect())
}

/// Marks and words of a message in a room of this kind, separated by spaces; the words in their order.
///
/// # Errors
/// `Internal` when what hangs on it cannot be read.
pub fn of(kind: RoomKind, record: &MessageRecord) -> Result<String> {
    let mut found = format!("{} {}", room(record.room_id), author(record.author_id));
    let public = (kind == RoomKind::Public).then_some(PUBLIC);
    for mark in flags(record)?.into_iter().chain(public) {
        found.push(' ');
        found.push_str(mark);
    }
    for text in texts(record, &Attached::of(record)?) {
        found.push(' ');
        found.push_str(GAP);
        for token in tokens(text) {
            found.push(' ');
            found.push_str(&token.word);
        }
    }
    Ok(found)
}

/// Everything that lists are kept for: marks, words and pairs, each once, in order.
#[must_use]
pub fn listed(found: &str) -> Vec<Cow<'_, str>> {
    let mut listed: Vec<Cow<'_, str>> = Vec::new();
    let mut before: Option<&str> = None;
    for part in found.split(' ').filter(|part| !part.is_empty()) {
        if part != GAP {
            listed.push(Cow::Borrowed(part));
        }
        if let Some(first) = before.filter(|_| is_word(part)) {
            listed.push(Cow::Owned(pair(first, part)));
        }
        before = Some(part).filter(|part| is_word(part));
    }
    listed.sort_unstable();
    listed.dedup();
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::{Known, parse};

    #[test]
    fn neighbours_are_pairs_but_not_across_a_gap() {
        let mut expected = vec!["#1".to_owned(), "+link".into(), "roll".into(), "back".into()];
        expected.extend([pair("roll", "back"), pair("back", "roll")]);
        expected.sort_unstable();
        assert_eq!(listed("#1 +link | roll back roll back |  back"), expected);
    }

    #[test]
    fn a_link_is_a_node_and_not_a_text_about_one() {
        let json = |text: &str| serde_json::to_string(&parse(text, &Known::default())).unwrap();
        assert!(json("see https://example.org").contains(r#""type":"link""#));
        assert!(!json(r#"**see** `"type":"link"`"#).contains(r#""type":"link""#));
    }
}
