//! Search: messages by their words.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::MessageId;
use crate::messages::{Message, OwnReactions};
use crate::page::Cursor;

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchOrder {
    /// The newest first.
    #[default]
    Newest,
    /// The best first: rare words count more than common ones, whole ones more than parts, and near ones more than far ones. The
    /// best 200 of what was sent before the first page was asked for.
    Best,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchHit {
    pub message: Message,
    /// The part of the text around the hits, at most 300 characters on one line, as plain text; `…` for what is left out.
    pub excerpt: Vec<ExcerptPart>,
}

/// A run of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExcerptPart {
    pub text: String,
    /// This run is what was searched for.
    pub hit: bool,
}

/// Hits of a search. A page may have fewer than asked for, or none, though there are more: as long as there is a `next`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    pub hits: Vec<SearchHit>,
    /// What on this page is the caller's own.
    pub own_reactions: Vec<OwnReactions>,
    /// Messages of this page that the caller saved for later.
    pub saved: Vec<MessageId>,
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
    /// What to know about this part, for a person: why nothing can be found by it (an unknown name, a malformed date), or why it
    /// was left out or taken for words. Absent when it is fine.
    #[schema(required)]
    pub problem: Option<String>,
}
