//! A document written as plain text, for notifications, mail and search.
//!
//! It must never write marks that change the meaning of words; links are followed by where they lead.

use wire::document::{Block, Document, Inline, List, Table};

/// The document as text: paragraphs apart by an empty line, quotes behind `> `, items behind `- ` or their number.
#[must_use]
pub fn plain(document: &Document) -> String {
    blocks(&document.blocks, "\n\n")
}

fn blocks(of: &[Block], between: &str) -> String {
    let parts: Vec<String> = of.iter().map(block).collect();
    parts.join(between)
}

fn block(of: &Block) -> String {
    match of {
        Block::Paragraph(content) => inlines(content),
        Block::Heading(heading) => inlines(&heading.content),
        Block::Quote(inner) => hang("> ", "> ", &blocks(inner, "\n\n")),
        Block::Code(code) => code.text.clone(),
        Block::List(inner) => list(inner),
        Block::Table(inner) => table(inner),
        Block::Rule => "---".to_owned(),
    }
}

fn list(of: &List) -> String {
    let mut number = of.start;
    let items = of.items.iter().map(|item| {
        let mut mark = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        number = number.map(|number| number.saturating_add(1));
        if let Some(done) = item.done {
            mark.push_str(if done { "[x] " } else { "[ ] " });
        }
        hang(&mark, "  ", &blocks(&item.blocks, "\n"))
    });
    items.collect::<Vec<String>>().join("\n")
}

fn table(of: &Table) -> String {
    let rows = std::iter::once(&of.head).chain(of.rows.iter().map(|row| &row.cells)).map(|cells| {
        let cells: Vec<String> = cells.iter().map(|cell| inlines(&cell.content)).collect();
        cells.join(" | ")
    });
    rows.collect::<Vec<String>>().join("\n")
}

/// The text with `first` before its first line and `rest` before each other.
fn hang(first: &str, rest: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + first.len());
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(if index == 0 { first } else { rest });
        out.push_str(line);
    }
    out
}

fn inlines(of: &[Inline]) -> String {
    let mut out = String::new();
    write(of, &mut out);
    out
}

fn write(of: &[Inline], out: &mut String) {
    for inline in of {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => write(content, out),
            Inline::Link(link) => {
                let shown = inlines(&link.content);
                out.push_str(&shown);
                if !link.url.ends_with(&shown) {
                    out.push_str(" (");
                    out.push_str(&link.url);
                    out.push(')');
                }
            }
            Inline::Break => out.push('\n'),
            Inline::Mention(mention) => {
                out.push('@');
                out.push_str(&mention.username);
            }
            Inline::MentionRoom => out.push_str("@room"),
            Inline::MentionHere => out.push_str("@here"),
            Inline::RoomLink(link) => {
                out.push('#');
                out.push_str(&link.name);
            }
            Inline::Emoji(name) => {
                out.push(':');
                out.push_str(name);
                out.push(':');
            }
        }
    }
}
