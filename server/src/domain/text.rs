//! Texts: Markdown in, a typed document out.
//!
//! The grammar is CommonMark with tables, strikethrough, task lists and bare addresses, read the way people write in a
//! chat: a new line is a line break, raw HTML is text, a picture is a link to it, and nothing is swallowed (there are no
//! reference definitions). It must never fail, make HTML or take more than linear time: any text has a meaning. The tree is
//! built in `text/tree.rs`; what stands inside a run of words is found in `text/inline.rs`.

mod inline;
mod links;
mod plain;
mod tree;
mod urls;

use std::borrow::Cow;

use pulldown_cmark::{Options, Parser};
use wire::document::{Block, Document, Inline};

pub use super::mentions::Known;
pub use links::links;
pub use plain::plain;
pub(super) use urls::end_of_url;

/// Version of the grammar. Raise it when the same text would get another tree: stored documents are then read anew.
pub const GRAMMAR: u16 = 1;
/// Levels of a tree, the blocks at the top being the first.
pub const MAX_DEPTH: usize = 16;
/// Nodes of a tree. A text with more is plain.
pub const MAX_NODES: usize = 2_000;

/// Reads a text. `None` when it is plain: when its source, shown with its line breaks, looks the same.
#[must_use]
pub fn parse(text: &str, known: &Known) -> Option<Document> {
    let masked = urls::mask(text);
    let source = without_definitions(masked.text)?;
    let parser = Parser::new_ext(&source, options());
    let reader = tree::Reader::new(&source, parser, known, masked.is_masked);
    let blocks = reader.read()?;
    if is_plain(&blocks, text) {
        return None;
    }
    Some(Document { grammar: GRAMMAR, blocks })
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// The source with the `[` of each reference definition escaped. CommonMark would swallow the line `[note]: see below`.
/// Each pass can uncover further ones; a text that still has some after four is plain.
fn without_definitions(source: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let mut source = source;
    for _ in 0..4 {
        if !source.contains("]:") {
            return Some(source);
        }
        let parser = Parser::new_ext(&source, options());
        let mut starts: Vec<usize> = parser.reference_definitions().iter().map(|(_, found)| found.span.start).collect();
        if starts.is_empty() {
            return Some(source);
        }
        starts.sort_unstable();
        let mut escaped = String::with_capacity(source.len() + starts.len());
        let mut copied = 0;
        for start in starts {
            escaped.push_str(source.get(copied..start)?);
            escaped.push('\\');
            copied = start;
        }
        escaped.push_str(source.get(copied..)?);
        source = Cow::Owned(escaped);
    }
    None
}

/// Whether the source itself shows what the blocks mean.
fn is_plain(blocks: &[Block], text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for block in blocks {
        let Block::Paragraph(content) = block else { return false };
        for inline in content {
            match inline {
                Inline::Break => {}
                Inline::Text(words) if lines.next() == Some(words.trim()) => {}
                _ => return false,
            }
        }
    }
    lines.next().is_none()
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
