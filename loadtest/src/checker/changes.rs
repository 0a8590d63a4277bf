//! Edits, deletions and reactions: whether a message is as those who changed it left it.
//!
//! Each text has one author and each reaction one maker, who set out one change after another. So a message must be as it was
//! after the last confirmed change, or after one that was set out since. A deletion ends everything.

use std::collections::{BTreeSet, HashMap, HashSet};

use wire::ids::{MessageId, UserId};

use super::{Evidence, Findings, Index, Kind, Line};

/// What is done to a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Its author gives it this text, unlike all before.
    Edit(String),
    Delete,
    React(UserId, String),
    TakeBack(UserId, String),
}

/// Something done to a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    pub message: MessageId,
    pub act: Act,
}

/// What was set out for one message, and how much of it was confirmed.
#[derive(Debug, Default)]
struct Story<'a> {
    /// Its texts after the first.
    texts: Vec<&'a str>,
    confirmed_texts: usize,
    deletion: Option<Deletion>,
    /// Whether the reaction was to be there after each step.
    reactions: HashMap<(UserId, &'a str), Vec<bool>>,
    confirmed_reactions: HashMap<(UserId, &'a str), usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deletion {
    SetOut,
    Confirmed,
}

/// The changes by message.
#[derive(Debug)]
pub(super) struct Changes<'a> {
    stories: HashMap<MessageId, Story<'a>>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let mut stories: HashMap<MessageId, Story<'a>> = HashMap::new();
        for change in &evidence.changes {
            let story = stories.entry(change.message).or_default();
            match &change.act {
                Act::Edit(text) => story.texts.push(text),
                Act::Delete => story.deletion = story.deletion.or(Some(Deletion::SetOut)),
                Act::React(user, emoji) => story.reactions.entry((*user, emoji)).or_default().push(true),
                Act::TakeBack(user, emoji) => story.reactions.entry((*user, emoji)).or_default().push(false),
            }
        }
        for change in &evidence.confirmed {
            let story = stories.entry(change.message).or_default();
            match &change.act {
                Act::Edit(text) => {
                    let number = story.texts.iter().position(|set_out| set_out == text).map_or(0, |at| at + 1);
                    story.confirmed_texts = story.confirmed_texts.max(number);
                }
                Act::Delete => story.deletion = Some(Deletion::Confirmed),
                Act::React(user, emoji) | Act::TakeBack(user, emoji) => {
                    *story.confirmed_reactions.entry((*user, emoji)).or_default() += 1;
                }
            }
        }
        Self { stories }
    }

    /// Whether nobody set out to change a message.
    pub(super) fn is_untouched(&self, message: MessageId) -> bool {
        !self.stories.contains_key(&message)
    }

    /// Whether a message had this text at some time.
    pub(super) fn may_ever_read(&self, message: MessageId, sent: &str, text: &str) -> bool {
        text == sent || self.stories.get(&message).is_some_and(|story| story.texts.contains(&text))
    }
}

/// Every message against what was done to it.
pub(super) fn check(index: &Index<'_>, found: &mut Findings) {
    let untouched = Story::default();
    for line in index.by_id.values() {
        let story = index.changes.stories.get(&line.id).unwrap_or(&untouched);
        check_deletion(line, story, found);
        if !line.deleted {
            check_text(line, story, found);
            check_reactions(line, story, found);
        }
    }
}

fn check_deletion(line: &Line, story: &Story<'_>, found: &mut Findings) {
    let fits = match story.deletion {
        None => !line.deleted,
        Some(Deletion::SetOut) => true,
        Some(Deletion::Confirmed) => line.deleted,
    };
    if !fits {
        let detail = format!("{} is deleted: {}, wanted: {:?}", line.id, line.deleted, story.deletion);
        found.add(Kind::DeletionDiffers, detail);
    }
    if line.deleted && !(line.text.is_empty() && line.reactions.is_empty() && line.reaction_count == 0) {
        found.add(Kind::SpeaksAfterDeletion, format!("{} still has {:?} {:?}", line.id, line.text, line.reactions));
    }
}

/// A text that is none of the message's own is told where its origin is checked.
fn check_text(line: &Line, story: &Story<'_>, found: &mut Findings) {
    let number = story.texts.iter().position(|text| *text == line.text).map_or(0, |at| at + 1);
    if number < story.confirmed_texts {
        let detail = format!("{} reads {:?}, edit {number} of {} confirmed", line.id, line.text, story.confirmed_texts);
        found.add(Kind::LostEdit, detail);
    }
}

fn check_reactions(line: &Line, story: &Story<'_>, found: &mut Findings) {
    if line.reaction_count != i64::try_from(line.reactions.len()).unwrap_or_default() {
        let detail = format!("{} counts {}, names {}", line.id, line.reaction_count, line.reactions.len());
        found.add(Kind::ReactionCountDiffers, detail);
    }
    let there: HashSet<(UserId, &str)> = line.reactions.iter().map(|(user, emoji)| (*user, emoji.as_str())).collect();
    let made = story.reactions.keys().copied();
    for key in made.chain(there.iter().copied()).collect::<BTreeSet<_>>() {
        let steps = story.reactions.get(&key).map(Vec::as_slice).unwrap_or_default();
        let confirmed = story.confirmed_reactions.get(&key).copied().unwrap_or_default();
        // Before the first step it is not there.
        let mut allowed = std::iter::once(false).chain(steps.iter().copied()).skip(confirmed.min(steps.len()));
        let is_there = there.contains(&key);
        if !allowed.any(|allowed| allowed == is_there) {
            let (user, emoji) = key;
            let detail =
                format!("{}: {emoji} of {user} is there: {is_there}, {confirmed} of {steps:?} confirmed", line.id);
            found.add(Kind::ReactionDiffers, detail);
        }
    }
}
