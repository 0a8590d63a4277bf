//! The links of a document, in the order of the text.

use wire::document::{Block, Document, Inline, ListItem};

/// The http and https links that the author put there: not those within quotations, which are somebody else's. Each once, at
/// most so many.
#[must_use]
pub fn links(document: &Document, most: usize) -> Vec<String> {
    let mut found = Vec::new();
    in_blocks(&document.blocks, &mut found);
    found.truncate(most);
    found
}

fn in_blocks(blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(content) => in_inlines(content, found),
            Block::Heading(heading) => in_inlines(&heading.content, found),
            Block::List(list) => list.items.iter().for_each(|item: &ListItem| in_blocks(&item.blocks, found)),
            Block::Table(table) => {
                let rows = table.rows.iter().flat_map(|row| &row.cells);
                table.head.iter().chain(rows).for_each(|cell| in_inlines(&cell.content, found));
            }
            Block::Quote(_) | Block::Code(_) | Block::Rule => {}
        }
    }
}

fn in_inlines(content: &[Inline], found: &mut Vec<String>) {
    for inline in content {
        match inline {
            Inline::Link(link) => {
                let web = link.url.starts_with("https://") || link.url.starts_with("http://");
                if web && !found.contains(&link.url) {
                    found.push(link.url.clone());
                }
            }
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => in_inlines(content, found),
            Inline::Text(_)
            | Inline::Code(_)
            | Inline::Break
            | Inline::Mention(_)
            | Inline::MentionRoom
            | Inline::MentionHere
            | Inline::RoomLink(_)
            | Inline::Emoji(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Known, parse};
    use super::*;

    fn found(text: &str) -> Vec<String> {
        parse(text, &Known::default()).map(|document| links(&document, 5)).unwrap_or_default()
    }

    #[test]
    fn links_are_found_wherever_their_author_put_them() {
        let text = "see https://a.example/1 and **[that](https://b.example)**\n\n- http://c.example\n\n| x |\n|---|\n| https://d.example |";
        assert_eq!(found(text), ["https://a.example/1", "https://b.example", "http://c.example", "https://d.example"]);
    }

    #[test]
    fn quotations_code_and_mail_addresses_have_none() {
        assert_eq!(
            found("> https://a.example\n\n`https://b.example`\n\n```\nhttps://c.example\n```\n\nana@d.example"),
            [""; 0]
        );
    }

    #[test]
    fn each_counts_once_and_five_are_enough() {
        let text: String = (0..9).map(|n| format!("https://{}.example ", n / 2 * 2)).collect();
        assert_eq!(found(&text).len(), 5);
        let text: String = (0..9).map(|n| format!("https://{n}.example ")).collect();
        assert_eq!(found(&text).last().unwrap(), "https://4.example");
    }
}
