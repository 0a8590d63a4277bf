//! Slack's blocks, turned into our Markdown.
//!
//! `rich_text` blocks are what people write today; the others come from programs. Only used for messages whose text is empty:
//! elsewhere Slack repeats the words in the text.

use super::mrkdwn::{push_escaped, push_link, push_words, to_markdown};
use super::records::{Element, ElementText, Style};
use super::{Names, emoji};

/// The words of these blocks as Markdown; empty when they have none.
pub fn markdown(blocks: &[Element], names: &Names) -> String {
    join(blocks.iter().map(|block| block_markdown(block, names)), "\n\n")
}

fn join(parts: impl Iterator<Item = String>, between: &str) -> String {
    let parts: Vec<String> = parts.map(|part| part.trim_end().to_owned()).filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

fn block_markdown(block: &Element, names: &Names) -> String {
    let children = || block.elements.as_deref().unwrap_or_default().iter();
    match block.kind.as_deref() {
        Some("rich_text") => rich_text(block, names),
        Some("divider") => "---".to_owned(),
        Some("image") => {
            let title = block.title.as_ref().map(|title| text_markdown(title, names)).unwrap_or_default();
            let label = if title.is_empty() { block.alt_text.clone().unwrap_or_default() } else { title };
            let mut out = String::new();
            push_link(block.image_url.as_deref().unwrap_or_default(), &label, None, &mut out);
            out
        }
        Some("context") => join(children().map(|element| block_markdown(element, names)), " "),
        Some("header") => {
            let title = block.text.as_ref().map(|text| text_markdown(text, names)).unwrap_or_default();
            if title.is_empty() { title } else { format!("**{title}**") }
        }
        _ => {
            let text = block.text.iter().map(|text| text_markdown(text, names));
            let fields = block.fields.as_deref().unwrap_or_default().iter().map(|field| block_markdown(field, names));
            join(text.chain(fields), "\n")
        }
    }
}

fn text_markdown(text: &ElementText, names: &Names) -> String {
    match text {
        ElementText::Plain(text) => to_markdown(text, names),
        ElementText::Typed { kind, text } => {
            let text = text.as_deref().unwrap_or_default();
            if kind.as_deref() == Some("mrkdwn") { to_markdown(text, names) } else { words(text) }
        }
        ElementText::Other(_) => String::new(),
    }
}

fn words(text: &str) -> String {
    let mut out = String::new();
    push_words(text, &mut out);
    out
}

/// Paragraphs, lists, quotes and code. The lists of different depth follow each other.
fn rich_text(block: &Element, names: &Names) -> String {
    let mut out = String::new();
    let mut was_list = false;
    for part in block.elements.as_deref().unwrap_or_default() {
        let is_list = part.kind.as_deref() == Some("rich_text_list");
        let written = match part.kind.as_deref() {
            Some("rich_text_list") => list(part, names),
            Some("rich_text_quote") => {
                let lines = section(part, names);
                let lines: Vec<String> = lines.trim_end().split('\n').map(|line| format!("> {line}")).collect();
                lines.join("\n")
            }
            Some("rich_text_preformatted") => format!("```\n{}\n```", raw(part, names).trim_matches('\n')),
            _ => section(part, names),
        };
        if written.trim().is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if was_list && is_list { "\n" } else { "\n\n" });
        }
        out.push_str(written.trim_end());
        was_list = is_list;
    }
    out
}

fn list(of: &Element, names: &Names) -> String {
    let indent = "    ".repeat(usize::from(of.indent.unwrap_or(0).min(8)));
    let is_ordered = matches!(&of.style, Some(Style::Name(name)) if name == "ordered");
    let first = of.offset.unwrap_or(0).saturating_add(1);
    let items = of.elements.as_deref().unwrap_or_default().iter().zip(first..).map(|(item, number)| {
        let mark = if is_ordered { format!("{number}.") } else { "-".to_owned() };
        let words = section(item, names).trim().replace('\n', &format!("\n{indent}    "));
        format!("{indent}{mark} {words}")
    });
    items.collect::<Vec<String>>().join("\n")
}

/// The elements of a paragraph, an item or a quote.
fn section(of: &Element, names: &Names) -> String {
    let mut out = String::new();
    for element in of.elements.as_deref().unwrap_or_default() {
        let mut inner = String::new();
        push_inline(element, names, &mut inner);
        push_styled(&inner, element.style.as_ref(), &mut out);
    }
    out
}

fn push_inline(element: &Element, names: &Names, out: &mut String) {
    let is_code = matches!(&element.style, Some(Style::Marks { code: Some(true), .. }));
    match element.kind.as_deref() {
        Some("text") if is_code => out.push_str(plain(element)),
        Some("text") => {
            let chars: Vec<char> = plain(element).chars().collect();
            let before = std::iter::once(None).chain(chars.iter().copied().map(Some));
            let next = chars.iter().copied().skip(1).map(Some).chain(std::iter::once(None));
            for ((c, before), next) in chars.iter().zip(before).zip(next) {
                push_escaped(*c, before, next, out);
            }
        }
        Some("link") => push_link(element.url.as_deref().unwrap_or_default(), plain(element), Some('.'), out),
        Some("emoji") => {
            let tone = element.skin_tone.map(|tone| format!("::skin-tone-{tone}")).unwrap_or_default();
            out.push_str(&emoji::or_name(&format!("{}{tone}", element.name.as_deref().unwrap_or_default())));
        }
        _ => out.push_str(&spoken(element, names)),
    }
}

/// What people, rooms, dates and colours are called.
fn spoken(element: &Element, names: &Names) -> String {
    let unknown = || "unknown".to_owned();
    let name_in = |names: &std::collections::HashMap<String, String>, key: &Option<String>| {
        key.as_ref().and_then(|key| names.get(key)).cloned().unwrap_or_else(unknown)
    };
    match element.kind.as_deref() {
        Some("user") => format!("@{}", name_in(&names.users, &element.user_id)),
        Some("channel") => format!("#{}", name_in(&names.rooms, &element.channel_id)),
        Some("broadcast") => "@room".to_owned(),
        Some("usergroup") => "@group".to_owned(),
        Some("color") => element.value.clone().unwrap_or_default(),
        _ => element.fallback.clone().unwrap_or_else(|| plain(element).to_owned()),
    }
}

fn plain(element: &Element) -> &str {
    match &element.text {
        Some(ElementText::Plain(text)) => text,
        Some(ElementText::Typed { text: Some(text), .. }) => text,
        _ => "",
    }
}

/// The text of code: nothing is escaped.
fn raw(of: &Element, names: &Names) -> String {
    let parts = of.elements.as_deref().unwrap_or_default().iter().map(|element| match element.kind.as_deref() {
        Some("text") => plain(element).to_owned(),
        Some("link") => super::files::without_token(element.url.as_deref().unwrap_or_default()),
        _ => spoken(element, names),
    });
    parts.collect()
}

/// Writes words with their marks; white space at their ends stays outside, where Markdown wants it.
fn push_styled(words: &str, style: Option<&Style>, out: &mut String) {
    let Some(Style::Marks { bold, italic, strike, code }) = style else {
        out.push_str(words);
        return;
    };
    let inner = words.trim();
    let start = words.len() - words.trim_start().len();
    out.push_str(words.get(..start).unwrap_or_default());
    if !inner.is_empty() {
        let marks = [(bold, "**"), (italic, "_"), (strike, "~~"), (code, "`")];
        let marks: Vec<&str> = marks.into_iter().filter(|(on, _)| **on == Some(true)).map(|(_, mark)| mark).collect();
        out.extend(marks.iter().copied());
        out.push_str(inner);
        out.extend(marks.iter().rev().copied());
    }
    out.push_str(words.get(start + inner.len()..).unwrap_or_default());
}
