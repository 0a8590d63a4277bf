//! What one may react with: an emoji of Unicode, or the name of a custom one between colons.
//!
//! It must never look anything up: whether there is such a custom emoji is for the store to say.

use super::error::{Error, Result};

/// Longest name between colons: imported ones may be longer than our own.
const NAME_BYTES: usize = 100;

/// Something to react with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReactionEmoji {
    /// One emoji, in the spelling that Unicode recommends, so that two spellings count as one kind.
    Unicode(&'static str),
    /// A name with its colons. Nothing says that there is such an emoji.
    Custom(String),
}

impl ReactionEmoji {
    /// Parses what stands in the path of a request.
    ///
    /// # Errors
    /// `Invalid` when it is neither.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(emoji) = emojis::get(text) {
            return Ok(Self::Unicode(emoji.as_str()));
        }
        let name = text.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')).unwrap_or_default();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '\'');
        if name.is_empty() || name.len() > NAME_BYTES || !name.chars().all(fits) {
            return Err(Error::field(
                "emoji",
                "React with one emoji, or with the name of a custom one between colons.",
            ));
        }
        Ok(Self::Custom(text.to_owned()))
    }

    /// As stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unicode(emoji) => emoji,
            Self::Custom(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_of_every_making_are_taken() {
        for emoji in ["👍", "👍🏽", "❤️", "👩‍❤️‍💋‍👨", "🧑🏽‍🤝‍🧑🏿", "🇨🇭", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "1️⃣", "☕", "🫩", "🏳️‍🌈"]
        {
            assert_eq!(ReactionEmoji::parse(emoji).unwrap(), ReactionEmoji::Unicode(emoji), "{emoji}");
        }
    }

    #[test]
    fn two_spellings_of_an_emoji_are_one() {
        assert_eq!(ReactionEmoji::parse("❤").unwrap().as_str(), "❤️");
    }

    #[test]
    fn what_is_no_emoji_is_refused() {
        for text in [
            "",
            "a",
            "👍👍",
            "👍 ",
            "1",
            "::",
            ":a b:",
            ":a",
            "a:",
            "🏽x",
            "\u{200d}",
            &format!(":{}:", "n".repeat(101)),
        ] {
            assert!(matches!(ReactionEmoji::parse(text), Err(Error::Invalid(_))), "{text:?}");
        }
    }

    #[test]
    fn names_of_custom_emoji_keep_their_colons() {
        assert_eq!(ReactionEmoji::parse(":party-parrot:").unwrap(), ReactionEmoji::Custom(":party-parrot:".into()));
    }

    #[test]
    fn what_an_import_brings_can_be_reacted_with() {
        for line in include_str!("slack/emoji.txt").lines().filter(|line| !line.starts_with("# ")) {
            let emoji = line.split(' ').next().unwrap_or_default();
            // A skin tone by itself is a part of emoji, none of its own.
            if emoji.starts_with(|tone| ('\u{1F3FB}'..='\u{1F3FF}').contains(&tone)) {
                continue;
            }
            assert_eq!(ReactionEmoji::parse(emoji).unwrap().as_str(), emoji);
        }
    }
}
