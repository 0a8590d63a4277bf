//! What holds for every text, tried on generated ones.

use proptest::prelude::*;
use uuid::Uuid;
use wire::ids::{RoomId, UserId};

use super::*;
use crate::domain::mentions;

fn known() -> Known {
    let users = [("ana".to_owned(), UserId(Uuid::from_u128(1)))];
    let rooms = [("general".to_owned(), RoomId(Uuid::from_u128(2)))];
    Known { users: users.into(), rooms: rooms.into(), everybody: true }
}

/// Levels of a document.
pub fn depth(document: &Document) -> usize {
    block_depth(&document.blocks)
}

fn block_depth(blocks: &[Block]) -> usize {
    let below = blocks.iter().map(|block| match block {
        Block::Paragraph(content) => inline_depth(content),
        Block::Heading(heading) => inline_depth(&heading.content),
        Block::Quote(inner) => block_depth(inner),
        Block::List(list) => 1 + list.items.iter().map(|item| block_depth(&item.blocks)).max().unwrap_or(0),
        Block::Table(table) => {
            let rows = table.rows.iter().flat_map(|row| &row.cells);
            2 + table.head.iter().chain(rows).map(|cell| inline_depth(&cell.content)).max().unwrap_or(0)
        }
        Block::Code(_) | Block::Rule => 0,
    });
    below.max().map_or(0, |most| most + 1)
}

fn inline_depth(inlines: &[Inline]) -> usize {
    let below = inlines.iter().map(|inline| match inline {
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => inline_depth(content),
        Inline::Link(link) => inline_depth(&link.content),
        _ => 0,
    });
    below.max().map_or(0, |most| most + 1)
}

/// Nodes of a document.
pub fn nodes(document: &Document) -> usize {
    block_nodes(&document.blocks)
}

fn block_nodes(blocks: &[Block]) -> usize {
    let below = blocks.iter().map(|block| match block {
        Block::Paragraph(content) => inline_nodes(content),
        Block::Heading(heading) => inline_nodes(&heading.content),
        Block::Quote(inner) => block_nodes(inner),
        Block::List(list) => list.items.iter().map(|item| 1 + block_nodes(&item.blocks)).sum(),
        Block::Table(table) => {
            let cells = table.head.iter().chain(table.rows.iter().flat_map(|row| &row.cells));
            table.rows.len() + cells.map(|cell| 1 + inline_nodes(&cell.content)).sum::<usize>()
        }
        Block::Code(_) | Block::Rule => 0,
    });
    blocks.len() + below.sum::<usize>()
}

fn inline_nodes(inlines: &[Inline]) -> usize {
    let below = inlines.iter().map(|inline| match inline {
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Strike(content) => inline_nodes(content),
        Inline::Link(link) => inline_nodes(&link.content),
        _ => 0,
    });
    inlines.len() + below.sum::<usize>()
}

/// Everything readable in a document, in order: its plain text and the languages of its code.
fn readable(document: &Document) -> String {
    fn languages(blocks: &[Block], out: &mut String) {
        for block in blocks {
            match block {
                Block::Code(code) => out.push_str(&code.language),
                Block::Quote(inner) => languages(inner, out),
                Block::List(list) => list.items.iter().for_each(|item| languages(&item.blocks, out)),
                _ => {}
            }
        }
    }
    let mut out = plain(document);
    languages(&document.blocks, &mut out);
    out
}

/// Marks, words and line starts in any order.
fn marked() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "~~",
        "~",
        "`",
        "```\n",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "# ",
        "|",
        "|-|-|\n",
        "[",
        "](",
        ")",
        "]:",
        "!",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "&",
        "\\",
        ":",
        "@ana",
        "@room",
        "@x",
        "#general",
        "https://e.org/",
        "www.",
        ":tada:",
        "- [x] ",
        "---\n",
        "===\n",
        " ",
        "\t",
        "é",
        "你",
        "\u{11}",
        "\u{0}",
        "\r\n",
    ]);
    prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

/// Distinct words, each between marks that may or may not mean something.
fn words_between_marks() -> impl Strategy<Value = (Vec<String>, String)> {
    let mark = prop::sample::select(vec![
        " ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "\n",
        "\n\n",
        "\n> ",
        "\n- ",
        "\n2. ",
        "\n\n    ",
        "\n# ",
        "|",
        "\n|-|-|\n",
        " [",
        "] ",
        "]: ",
        "](https://e.org/",
        ") ",
        "<b>",
        "\n<div>\n",
        "<!-- ",
        " -->",
        "\n```\n",
        "\\",
        "\n---\n",
        "![",
        "@",
        "#",
        ":",
    ]);
    prop::collection::vec(mark, 1..40).prop_map(|marks| {
        let words: Vec<String> = (0..marks.len()).map(|index| format!("w{index}w")).collect();
        let text = marks.iter().zip(&words).map(|(mark, word)| format!("{mark}{word}")).collect();
        (words, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_within_the_limits(text in prop_oneof![marked(), any::<String>()]) {
        let candidates = mentions::candidates(&text);
        prop_assert!(candidates.users.len() <= 50 && candidates.rooms.len() <= 50);
        if let Some(document) = parse(&text, &known()) {
            prop_assert!(depth(&document) <= MAX_DEPTH);
            prop_assert!(nodes(&document) <= MAX_NODES);
            prop_assert_eq!(document.grammar, GRAMMAR);
            let _text = plain(&document);
        }
    }

    #[test]
    fn no_word_is_lost((words, text) in words_between_marks()) {
        if let Some(document) = parse(&text, &known()) {
            let readable = readable(&document);
            for word in &words {
                prop_assert!(readable.contains(word.as_str()), "{} is not in {:?}, from {:?}", word, readable, text);
            }
        }
    }

    #[test]
    fn every_name_that_becomes_a_mention_was_a_candidate(text in marked()) {
        let candidates = mentions::candidates(&text);
        if let Some(document) = parse(&text, &known()) {
            let found = mentions::of(&document);
            prop_assert!(found.users.is_empty() || candidates.users.contains(&"ana".to_owned()));
        }
    }
}

/// What parsers have been slow at, again and again.
#[rustfmt::skip]
const HOSTILE: &[&str] = &[
    "[", "]", "![", "*", "**", "_", "*_", "~", "~~", ">", "> ", "`", "``` ", "\\", "<", "<a ", "<!--", "<?", "&",
    "&amp;", "- ", "1. ", "\n", "\n\n", "\n> ", "\n- ", "|", "|-", "a|", "](", "[a](", "[a]: b\n", "[](<", "@a ",
    "@", "#", ":a", ":", "http://", "www.a", "https://e.org/)", "https://e.org/_*", "a*b_", "**a _b", "\t", "(",
    "h", "```\n", "~~~\n", "- - ", "> - ", "# ", "<b", "a\n=\n", "*a**b",
];

/// Hostile texts of 20 KiB, a quarter more than a message may have.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = HOSTILE.iter().map(|part| part.repeat(20_480 / part.len())).collect();
    texts.push((0..200).map(|count| "`".repeat(count)).collect::<Vec<_>>().join(" "));
    texts.push(format!("{}\n{}\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "a\n".repeat(5_000)));
    texts.push((0..140).map(|count| "> ".repeat(count) + "a\n").collect());
    texts.push((0..140).map(|count| "  ".repeat(count) + "- a\n").collect());
    texts.push(format!("{}a{}", "[".repeat(10_000), "](b)".repeat(2_500)));
    texts.push(format!("{}a{}", "*".repeat(10_000), "*".repeat(10_000)));
    texts.push(format!("[a]: {}\n{}", "b".repeat(1_000), "[a]".repeat(6_000)));
    texts
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    // Debug code is some thirty times slower than what people install, and the machine may be busy.
    let most = std::time::Duration::from_millis(if cfg!(debug_assertions) { 1_500 } else { 20 });
    for text in &hostile() {
        let start: String = text.chars().take(12).collect();
        // One good try of three is enough.
        assert!((0..3).any(|_| time_of(text) < most), "{start:?}… takes more than {most:?}");
    }
}

/// Time depends on the machine; how many steps a text takes does not.
#[test]
fn hostile_texts_take_steps_in_proportion_to_their_length() {
    // The parser fills up the rows of a table to its width, this many cells in all (its own bound), each of two events.
    const FILLED: usize = 2 * 262_144;
    for text in &hostile() {
        let start: String = text.chars().take(12).collect();
        let is_table = text.contains("|-");
        let steps = Parser::new_ext(text, options()).count();
        let most = 2 * text.len() + 4 + if is_table { FILLED } else { 0 };
        assert!(steps <= most, "{start:?}… takes {steps} steps, at most {most} are in proportion");
        if let Some(document) = parse(text, &known()) {
            assert!(nodes(&document) <= MAX_NODES && depth(&document) <= MAX_DEPTH, "{start:?}…");
        }
    }
}

fn time_of(text: &str) -> std::time::Duration {
    #[expect(clippy::disallowed_methods, reason = "the real time is what is measured")]
    let started = std::time::Instant::now();
    let _document = parse(text, &known());
    let _candidates = mentions::candidates(text);
    started.elapsed()
}
