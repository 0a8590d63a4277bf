//! The words there are, to look for parts of words in: a few megabytes that are read through, whatever the part.
//!
//! It holds each word once, so it grows far slower than what is said. Words that nobody says any more may stay: they find nothing.

use memchr::memmem;

use crate::domain::error::Result;
use crate::domain::search::matching::Ending;
use crate::store::db::Tx;
use crate::store::search;

/// Words that one part of a word stands for at most: the shortest first, and before them those that begin so.
pub const EXPANSIONS: usize = 1000;

/// Every word of every message, and some more.
#[derive(Debug)]
pub struct Vocabulary(Vec<String>);

impl Vocabulary {
    /// # Errors
    /// As the store fails.
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        let blocks = search::blocks_after(tx, -1).await?;
        Ok(Self(blocks.into_iter().map(|block| block.words).collect()))
    }

    /// The words that a beginning or a part stands for, the whole word first.
    #[must_use]
    pub fn expand(&self, part: &str, ending: Ending) -> Vec<String> {
        let finder = memmem::Finder::new(part);
        let mut found: Vec<&str> = self.0.iter().flat_map(|block| holding(block, &finder)).collect();
        found.retain(|word| ending.fits(word, part));
        found.sort_unstable_by_key(|word| (!word.starts_with(part), word.len(), *word));
        found.dedup();
        found.into_iter().take(EXPANSIONS).map(str::to_owned).collect()
    }
}

/// The words of a block that hold a part, each once.
fn holding<'a>(block: &'a str, finder: &memmem::Finder<'_>) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut done = 0;
    for at in finder.find_iter(block.as_bytes()) {
        // A word may hold the part twice.
        if at < done {
            continue;
        }
        let from = block.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        done = block.get(at..).and_then(|after| after.find('\n')).map_or(block.len(), |end| at + end);
        found.extend(block.get(from..done));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stands_for_whole_words_beginnings_and_the_rest_in_this_order() {
        let vocabulary =
            Vocabulary(vec!["backup\nart\nstart\nartist\n".into(), "party\nart\narctic\nsmartpart\n".into()]);
        assert_eq!(vocabulary.expand("art", Ending::Part), ["art", "artist", "party", "start", "smartpart"]);
        assert_eq!(vocabulary.expand("art", Ending::Begins), ["art", "artist"]);
        assert_eq!(vocabulary.expand("art", Ending::Whole), ["art"]);
        assert!(vocabulary.expand("nowhere", Ending::Part).is_empty());
    }

    #[test]
    fn a_part_of_too_many_words_stands_for_the_shortest() {
        let words = (0..3000).map(|number| format!("x{}\n", "y".repeat(number % 300) + &number.to_string()));
        let found = Vocabulary(vec![words.collect()]).expand("x", Ending::Part);
        assert_eq!(found.len(), EXPANSIONS);
        assert_eq!(found.first().map(String::as_str), Some("x0"));
    }
}
