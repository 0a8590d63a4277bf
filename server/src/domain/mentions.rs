//! Names in a text: `@username`, `@room`, `@here` and `#room-name`.
//!
//! A text is read twice: [`candidates`] scans the source for names worth looking up, and after the look-up `text::parse`
//! recognises those that exist, in the tree and so never inside code. It must never decide who is notified.

use std::collections::HashMap;

use wire::document::{Block, Document, Inline, RoomLink, UserMention};
use wire::ids::{RoomId, UserId};
use wire::limits;
use wire::messages::Mentions;

use super::names::is_username_char;

/// The name after `@` that means everybody in the room.
const ROOM: &str = "room";
/// The name after `@` that means the members who are online.
const HERE: &str = "here";

/// The names of a text that exist. What is not in here stays plain text.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// By user name, in lower case.
    pub users: HashMap<String, UserId>,
    /// Rooms that may be linked, by the key of their name.
    pub rooms: HashMap<String, RoomId>,
    /// Whether the author may mention everybody: `@room` and `@here` are plain words otherwise.
    pub everybody: bool,
}

/// Names that a text may mention, in lower case, each once, in order, at most 50 of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    pub users: Vec<String>,
    pub rooms: Vec<String>,
    /// `@room` or `@here` may stand there.
    pub everybody: bool,
}

/// Scans a source for names to look up. It may find too many (those in code, say), never too few of the first 50.
#[must_use]
pub fn candidates(text: &str) -> Candidates {
    let mut found = Candidates::default();
    for (at, sign) in text.char_indices() {
        if !matches!(sign, '@' | '#') || !may_start(text, at) {
            continue;
        }
        let after = text.get(at + 1..).unwrap_or_default();
        if sign == '@' {
            for name in user_names(after).into_iter().flatten() {
                let name = name.to_lowercase();
                if name == ROOM || name == HERE {
                    found.everybody = true;
                } else {
                    add(&mut found.users, name);
                }
            }
        } else {
            for name in room_names(after).into_iter().flatten() {
                add(&mut found.rooms, name.to_lowercase());
            }
        }
    }
    found
}

fn add(names: &mut Vec<String>, name: String) {
    if names.len() < limits::MENTIONS && !names.contains(&name) {
        names.push(name);
    }
}

/// The mention of a user or of the room whose `@` stands at this byte, and the byte after it.
pub(super) fn mention_at(text: &str, at: usize, known: &Known) -> Option<(Inline, usize)> {
    if !may_start(text, at) {
        return None;
    }
    user_names(text.get(at + 1..)?).into_iter().flatten().find_map(|name| {
        let end = at + 1 + name.len();
        if !may_end(text, end) {
            return None;
        }
        let key = name.to_lowercase();
        if key == ROOM || key == HERE {
            let node = if key == ROOM { Inline::MentionRoom } else { Inline::MentionHere };
            return known.everybody.then_some((node, end));
        }
        let user = *known.users.get(&key)?;
        Some((Inline::Mention(UserMention { user, username: name.to_owned() }), end))
    })
}

/// The link to a room whose `#` stands at this byte, and the byte after it.
pub(super) fn room_at(text: &str, at: usize, known: &Known) -> Option<(Inline, usize)> {
    if !may_start(text, at) {
        return None;
    }
    room_names(text.get(at + 1..)?).into_iter().flatten().find_map(|name| {
        let end = at + 1 + name.len();
        let room = *known.rooms.get(&name.to_lowercase()).filter(|_| may_end(text, end))?;
        Some((Inline::RoomLink(RoomLink { room, name: name.to_owned() }), end))
    })
}

/// The user names that may stand at the start of this text: all of the run of letters, then without the punctuation at its
/// end (`@ana.` at the end of a sentence means `ana`, unless there is an `ana.`).
fn user_names(after: &str) -> [Option<&str>; 2] {
    names(after, |c| is_username_char(c.to_ascii_lowercase()), limits::USERNAME_CHARS)
}

/// The room names that may stand at the start of this text. A name with a space cannot be written so.
fn room_names(after: &str) -> [Option<&str>; 2] {
    names(after, |c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'), limits::ROOM_NAME_CHARS)
}

fn names(after: &str, fits: impl Fn(char) -> bool, most_chars: usize) -> [Option<&str>; 2] {
    // One more than a name and a full stop: enough to see that a run is too long without reading all of it.
    let mut start = after.char_indices().take(most_chars + 2);
    let run_end = start.find(|(_, c)| !fits(*c)).map(|(end, _)| end);
    let end = run_end.or_else(|| after.char_indices().nth(most_chars + 2).map(|(end, _)| end)).unwrap_or(after.len());
    let run = after.get(..end).unwrap_or_default();
    let bare = run.trim_end_matches(['.', '_', '-']);
    let acceptable = |name: &&str| name.starts_with(char::is_alphanumeric) && name.chars().count() <= most_chars;
    [Some(run).filter(acceptable), Some(bare).filter(|bare| bare.len() < run.len()).filter(acceptable)]
}

/// Whether a name may start here: not inside a word, a mail address, a path or an entity.
fn may_start(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    before.is_none_or(|c| !is_word(c) && !matches!(c, '@' | '#' | '/' | '&'))
}

/// Whether a name may end before this byte: neither inside a word nor before another `@` (`@ana@example.org`).
fn may_end(text: &str, end: usize) -> bool {
    let next = text.get(end..).and_then(|after| after.chars().next());
    next.is_none_or(|c| !is_word(c) && c != '@')
}

/// Whether a character is part of a word that a name or an address cannot touch. Scripts written without spaces (from
/// U+2E80 on) may touch names; so may `_`, a mark of Markdown.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

/// Whom a document mentions, but for its quotations: at most 50 users, each once, in the order of the text. Whom `@here` means is
/// not in the text.
#[must_use]
pub fn of(document: &Document) -> Mentions {
    let mut found = Found::default();
    in_blocks(&document.blocks, &mut found);
    Mentions { users: found.users, room: found.room, here: Vec::new() }
}

/// Whether a document calls those who are online: `@here`.
#[must_use]
pub fn call_who_is_here(document: &Document) -> bool {
    let mut found = Found::default();
    in_blocks(&document.blocks, &mut found);
    found.here
}

/// What stands in a document.
#[derive(Default)]
struct Found {
    users: Vec<UserId>,
    room: bool,
    here: bool,
}

fn in_blocks(blocks: &[Block], mentions: &mut Found) {
    for block in blocks {
        match block {
            Block::Paragraph(content) => in_inlines(content, mentions),
            Block::Heading(heading) => in_inlines(&heading.content, mentions),
            // Who repeats what was said calls nobody again.
            Block::Quote(_) => {}
            Block::List(list) => list.items.iter().for_each(|item| in_blocks(&item.blocks, mentions)),
            Block::Table(table) => {
                let rows = table.rows.iter().flat_map(|row| &row.cells);
                table.head.iter().chain(rows).for_each(|cell| in_inlines(&cell.content, mentions));
            }
            Block::Code(_) | Block::Rule => {}
        }
    }
}

fn in_inlines(inlines: &[Inline], mentions: &mut Found) {
    for inline in inlines {
        match inline {
            Inline::Mention(mention) => {
                if mentions.users.len() < limits::MENTIONS && !mentions.users.contains(&mention.user) {
                    mentions.users.push(mention.user);
                }
            }
            Inline::MentionRoom => mentions.room = true,
            Inline::MentionHere => mentions.here = true,
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => {
                in_inlines(content, mentions)
            }
            Inline::Link(link) => in_inlines(&link.content, mentions),
            Inline::Text(_) | Inline::Code(_) | Inline::Break | Inline::RoomLink(_) | Inline::Emoji(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(text: &str) -> Vec<String> {
        candidates(text).users
    }

    #[test]
    fn candidates_are_found_once_in_lower_case() {
        let found = candidates("@Ana, (@ben) and @ana: see #General or #größe!");
        assert_eq!(found.users, ["ana", "ben"]);
        assert_eq!(found.rooms, ["general", "größe"]);
    }

    #[test]
    fn punctuation_at_the_end_may_be_part_of_the_name_or_not() {
        assert_eq!(users("ask @ana. Or @ben.x."), ["ana.", "ana", "ben.x.", "ben.x"]);
    }

    #[test]
    fn mail_addresses_paths_and_entities_are_no_candidates() {
        assert_eq!(candidates("ana@example.org a/@b &#39; x#y @ #"), Candidates::default());
    }

    #[test]
    fn everybody_in_the_room_needs_no_look_up() {
        let found = candidates("@room @Room @here");
        assert!(found.users.is_empty() && found.everybody);
        assert!(!candidates("no room here").everybody);
        let late: String = (0..60).map(|i| format!("@u{i} ")).chain(["@here".to_owned()]).collect();
        assert!(candidates(&late).everybody, "names before it do not hide @here");
    }

    #[test]
    fn names_may_touch_scripts_written_without_spaces() {
        assert_eq!(users("你好@ana你好"), ["ana"]);
    }

    #[test]
    fn a_name_that_is_too_long_is_none_and_candidates_are_at_most_fifty() {
        assert_eq!(users(&format!("@{}", "a".repeat(32))).len(), 1);
        assert!(users(&format!("@{}", "a".repeat(33))).is_empty());
        assert_eq!(users(&format!("@{}.", "a".repeat(32))), ["a".repeat(32)]);
        let many: String = (0..60).map(|i| format!("@u{i} ")).collect();
        assert_eq!(users(&many).len(), 50);
    }
}
