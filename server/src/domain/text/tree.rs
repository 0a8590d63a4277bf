//! The tree: turns the parser's events into blocks and inlines.
//!
//! It reads by descent, one function a kind of list, and never deeper than `MAX_DEPTH`: what would lie deeper is taken
//! from the source as plain text. More than `MAX_NODES` nodes end the reading. It must never lose a word.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, OffsetIter, Parser, Tag};
use wire::document::{Alignment, Block, Cell, CodeBlock, Heading, Inline, Link, List, ListItem, Row, Table};

use super::inline::{Place, Run};
use super::{Known, MAX_DEPTH, MAX_NODES, urls};

/// Reads one text.
pub struct Reader<'a> {
    source: &'a str,
    events: Peekable<OffsetIter<'a>>,
    known: &'a Known,
    is_masked: bool,
    nodes: usize,
    /// The box of the task list item that is being read.
    task: Option<bool>,
}

impl<'a> Reader<'a> {
    /// `source` is what `parser` reads; `is_masked` says that stand-ins are in it.
    pub fn new(source: &'a str, parser: Parser<'a>, known: &'a Known, is_masked: bool) -> Self {
        let events = parser.into_offset_iter().peekable();
        Self { source, events, known, is_masked, nodes: 0, task: None }
    }

    /// The blocks of the text; `None` when they have more than `MAX_NODES` nodes.
    pub fn read(mut self) -> Option<Vec<Block>> {
        let blocks = self.blocks(1);
        Some(blocks).filter(|_| self.nodes <= MAX_NODES)
    }

    /// The next event; none any more once there are too many nodes, which ends every loop below.
    fn peek(&mut self) -> Option<&Event<'a>> {
        if self.nodes > MAX_NODES {
            return None;
        }
        self.events.peek().map(|(event, _)| event)
    }

    /// Blocks at this level, up to and with the end of what holds them.
    fn blocks(&mut self, level: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        loop {
            match self.peek() {
                None => break,
                Some(Event::End(_)) => {
                    self.events.next();
                    break;
                }
                Some(Event::Rule) => {
                    self.events.next();
                    blocks.push(Block::Rule);
                }
                Some(Event::Start(tag)) if is_block(tag) => {
                    if let Some((Event::Start(tag), range)) = self.events.next() {
                        blocks.push(self.block(tag, range, level));
                    }
                }
                // An item of a tight list holds its words without a paragraph.
                Some(_) => blocks.push(Block::Paragraph(self.inlines(level + 1, Place::Open))),
            }
        }
        self.nodes += blocks.len();
        blocks
    }

    /// The block whose start was just read. Every block leaves room for a paragraph with words in it below.
    fn block(&mut self, tag: Tag<'a>, range: Range<usize>, level: usize) -> Block {
        match tag {
            Tag::Paragraph => Block::Paragraph(self.content(level, Place::Open)),
            Tag::Heading { level: rank, .. } => {
                Block::Heading(Heading { level: rank as u8, content: self.content(level, Place::Open) })
            }
            Tag::CodeBlock(kind) => {
                let text = self.text_to_end();
                let language = match kind {
                    CodeBlockKind::Fenced(language) => self.clean(language.trim()),
                    CodeBlockKind::Indented => String::new(),
                };
                Block::Code(CodeBlock { language, text: text.strip_suffix('\n').unwrap_or(&text).to_owned() })
            }
            Tag::HtmlBlock => {
                let text = self.text_to_end();
                Block::Paragraph(self.words(text.trim_end()))
            }
            Tag::BlockQuote(_) if level + 2 <= MAX_DEPTH => Block::Quote(self.blocks(level + 1)),
            Tag::List(start) if level + 3 <= MAX_DEPTH => {
                let start = start.map(|number| u32::try_from(number).unwrap_or(u32::MAX));
                Block::List(List { start, items: self.items(level + 1) })
            }
            Tag::Table(columns) if level + 3 <= MAX_DEPTH => {
                let columns: Vec<Alignment> = columns.into_iter().map(alignment).collect();
                self.table(columns, level + 1)
            }
            _ => {
                self.text_to_end();
                let text = self.clean(self.source.get(range).unwrap_or_default().trim_end());
                Block::Paragraph(self.words(&text))
            }
        }
    }

    /// Items at this level, up to and with the end of their list.
    fn items(&mut self, level: usize) -> Vec<ListItem> {
        let mut items = Vec::new();
        let outer_task = self.task.take();
        while let Some(event) = self.peek() {
            let is_item = matches!(event, Event::Start(_));
            self.events.next();
            if !is_item {
                break;
            }
            let marker = if let Some(Event::TaskListMarker(done)) = self.peek() { Some(*done) } else { None };
            if marker.is_some() {
                self.events.next();
            }
            // A tight item has its box before its words, a loose one inside its first paragraph.
            let blocks = self.blocks(level + 1);
            items.push(ListItem { done: marker.or(self.task.take()), blocks });
        }
        self.task = outer_task;
        self.nodes += items.len();
        items
    }

    /// A table whose head and rows are at this level.
    fn table(&mut self, columns: Vec<Alignment>, level: usize) -> Block {
        let mut head = Vec::new();
        let mut rows = Vec::new();
        loop {
            let is_head = match self.peek() {
                Some(Event::Start(tag)) => matches!(tag, Tag::TableHead),
                Some(_) => {
                    self.events.next();
                    break;
                }
                None => break,
            };
            let Some((_, range)) = self.events.next() else { break };
            let cells = self.cells(range, level + 1);
            if is_head {
                head = cells;
            } else {
                rows.push(Row { cells });
            }
        }
        self.nodes += rows.len();
        Block::Table(Table { columns, head, rows })
    }

    /// Cells at this level, up to and with the end of their row. CommonMark's tables drop what stands beyond the last
    /// column; here it joins the last cell, with its bars.
    fn cells(&mut self, row: Range<usize>, level: usize) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut read_to = row.start;
        loop {
            match self.peek() {
                Some(Event::Start(_)) => {}
                Some(_) => {
                    self.events.next();
                    break;
                }
                None => break,
            }
            let Some((_, range)) = self.events.next() else { break };
            read_to = read_to.max(range.end);
            cells.push(Cell { content: self.content(level, Place::Open) });
        }
        let beyond = self.source.get(read_to..row.end).unwrap_or_default();
        let beyond = beyond.trim_matches(|c: char| c.is_whitespace() || c == '|');
        if let Some(last) = cells.last_mut().filter(|_| !beyond.is_empty()) {
            let text = self.clean(beyond);
            last.content.push(Inline::Text(format!(" | {text}")));
            self.nodes += 1;
        }
        self.nodes += cells.len();
        cells
    }

    /// What an element at this level holds, its end included.
    fn content(&mut self, level: usize, place: Place) -> Vec<Inline> {
        let content = self.inlines(level + 1, place);
        if matches!(self.peek(), Some(Event::End(_))) {
            self.events.next();
        }
        content
    }

    /// Inlines at this level, up to the end or the block that follows them.
    fn inlines(&mut self, level: usize, place: Place) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut run = Run::default();
        loop {
            match self.peek() {
                None | Some(Event::End(_) | Event::Rule) => break,
                Some(Event::Start(tag)) if is_block(tag) => break,
                Some(_) => {}
            }
            let Some((event, range)) = self.events.next() else { break };
            match event {
                Event::Text(text) if self.is_escaped(range.start) => run.push_escaped(&self.clean(&text)),
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => run.push(&self.clean(&text)),
                Event::SoftBreak | Event::HardBreak => run.push("\n"),
                Event::TaskListMarker(done) => self.task = Some(done),
                Event::Code(text) => {
                    run.flush(self.known, place, &mut out);
                    out.push(Inline::Code(self.clean(&text)));
                }
                Event::Start(tag) => match self.span(tag, range, level, place) {
                    Inline::Text(text) => run.push(&text),
                    span => {
                        run.flush(self.known, place, &mut out);
                        out.push(span);
                    }
                },
                _ => run.push(&self.clean(self.source.get(range).unwrap_or_default())),
            }
        }
        run.flush(self.known, place, &mut out);
        self.nodes += out.len();
        out
    }

    /// The element whose start was just read; as text of the source when it is too deep or leads where no link may lead.
    fn span(&mut self, tag: Tag<'a>, range: Range<usize>, level: usize, place: Place) -> Inline {
        if level >= MAX_DEPTH {
            self.text_to_end();
            return self.source_text(range);
        }
        match tag {
            Tag::Strong => Inline::Strong(self.content(level, place)),
            Tag::Emphasis => Inline::Emphasis(self.content(level, place)),
            Tag::Strikethrough => Inline::Strike(self.content(level, place)),
            Tag::Image { .. } if place == Place::InLink => Inline::Text(self.text_to_end()),
            Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                let url = format!("{scheme}{}", self.clean(&dest_url));
                if !urls::is_allowed(&url) {
                    self.text_to_end();
                    return self.source_text(range);
                }
                let mut content = self.content(level, Place::InLink);
                if content.is_empty() {
                    self.nodes += 1;
                    content.push(Inline::Text(url.clone()));
                }
                Inline::Link(Link { url, content })
            }
            _ => {
                self.text_to_end();
                self.source_text(range)
            }
        }
    }

    /// Words on lines, without marks.
    fn words(&mut self, text: &str) -> Vec<Inline> {
        let mut run = Run::default();
        run.push(text);
        let mut out = Vec::new();
        run.flush(self.known, Place::Open, &mut out);
        self.nodes += out.len();
        out
    }

    /// Reads to the end of the element whose start was just read; answers the words in it.
    fn text_to_end(&mut self) -> String {
        let mut text = String::new();
        let mut open = 1_usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                    text.push_str(&part)
                }
                Event::SoftBreak | Event::HardBreak => text.push('\n'),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        self.clean(&text)
    }

    fn source_text(&self, range: Range<usize>) -> Inline {
        Inline::Text(self.clean(self.source.get(range).unwrap_or_default()))
    }

    /// Whether a backslash made the character at this byte literal. (The parser starts a new text after it.)
    fn is_escaped(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|before| self.source.as_bytes().get(before)) == Some(&b'\\')
    }

    /// Text of the parser, without stand-ins.
    fn clean(&self, text: &str) -> String {
        if self.is_masked { urls::unmask(text) } else { text.to_owned() }
    }
}

/// Whether this tag stands on lines of its own.
fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn alignment(of: pulldown_cmark::Alignment) -> Alignment {
    match of {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
