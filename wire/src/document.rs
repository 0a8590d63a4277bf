//! Documents: what a message's Markdown means, as a tree.
//!
//! The server parses the text once; the browser maps the tree to elements, mail and push write it as text. So there is no
//! HTML anywhere. At most 16 levels and 2,000 nodes: what lies deeper stays plain text.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{RoomId, UserId};

/// A parsed text. Absent from a message whose text is plain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Document {
    /// Version of the grammar that read the text.
    pub grammar: u16,
    pub blocks: Vec<Block>,
}

/// A part that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[schema(no_recursion)]
pub enum Block {
    Paragraph(Vec<Inline>),
    Heading(Heading),
    Quote(Vec<Block>),
    Code(CodeBlock),
    List(List),
    Table(Table),
    /// A line across.
    Rule,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub content: Vec<Inline>,
}

/// Code on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CodeBlock {
    /// As written after the fence, for example `rust`; empty when not said.
    pub language: String,
    pub text: String,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct List {
    /// Number of the first item; absent for a list of bullets.
    #[schema(required)]
    pub start: Option<u32>,
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct ListItem {
    /// Whether the task is done; absent when the item is no task.
    #[schema(required)]
    pub done: Option<bool>,
    pub blocks: Vec<Block>,
}

/// A table: every row has as many cells as `columns`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct Table {
    pub columns: Vec<Alignment>,
    pub head: Vec<Cell>,
    pub rows: Vec<Row>,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alignment {
    None,
    Left,
    Center,
    Right,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct Row {
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct Cell {
    pub content: Vec<Inline>,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[schema(no_recursion)]
pub enum Inline {
    Text(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Strike(Vec<Inline>),
    Code(String),
    Link(Link),
    /// A new line within the paragraph.
    Break,
    Mention(UserMention),
    /// `@room`: everybody in the room.
    MentionRoom,
    /// `@here`: everybody in the room who is online.
    MentionHere,
    RoomLink(RoomLink),
    /// `:name:` of an emoji, without the colons.
    Emoji(String),
}

/// A link to elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(no_recursion)]
pub struct Link {
    /// Scheme http, https or mailto; never another.
    pub url: String,
    pub content: Vec<Inline>,
}

/// `@username` of somebody of the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UserMention {
    pub user: UserId,
    /// The name as written, without the `@`.
    pub username: String,
}

/// `#name` of a public room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomLink {
    pub room: RoomId,
    /// The name as written, without the `#`.
    pub name: String,
}
