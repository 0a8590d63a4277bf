//! Search: messages by their words.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::messages::Message;
use crate::page::Cursor;

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchOrder {
    /// The newest first.
    #[default]
    Newest,
    /// The best first: a frozen top 200.
    Best,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchHit {
    pub message: Message,
    /// The part of the text around the hits, at most 300 characters, as plain text.
    pub excerpt: Vec<ExcerptPart>,
}

/// A run of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExcerptPart {
    pub text: String,
    /// This run is what was searched for.
    pub hit: bool,
}

/// Hits of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    pub hits: Vec<SearchHit>,
    /// Where the next page starts; absent on the last.
    #[schema(required)]
    pub next: Option<Cursor>,
    /// How the server understood the text: words, phrases, filters, each as a sentence part for chips.
    pub understood: Vec<SearchTerm>,
}

/// One part of a search as understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchTerm {
    /// As written, for example `from:ana` or `"two words"`.
    pub written: String,
    /// The operator before the colon, for example `from`; `word` or `phrase` for what is looked for in the text.
    pub operator: String,
    /// Must not be there.
    pub negated: bool,
    /// Why this part finds nothing, for a person: an unknown name or a malformed date, say. Absent when it is fine.
    #[schema(required)]
    pub problem: Option<String>,
}
