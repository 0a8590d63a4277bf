//! Words of a text, folded so that spellings of one word are one: compatibility forms (NFKD), lower case, no diacritics.
//!
//! A word is a run of letters and digits: `10.0.4.17` is four, `db-prod-03` three, and what is written together is found as
//! neighbours. Chinese, Japanese, Korean and emoji are written without spaces: there every character is a word. It must never
//! drop a letter of any script.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{compose, is_combining_mark};

/// Longest word, in characters; what follows in the same run is left out.
pub const WORD_CHARS: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Folded.
    pub word: String,
    /// The bytes of the text that it stands for.
    pub range: Range<usize>,
}

/// The words of a text, in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reader =
        Reader { found: Vec::with_capacity(text.len() / 6), word: String::new(), chars: 0, from: 0, to: 0 };
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        if c.is_ascii_alphanumeric() {
            reader.push(c.to_ascii_lowercase(), range);
        } else if c.is_ascii() {
            reader.end();
        } else {
            reader.fold(c, &range);
        }
    }
    reader.end();
    reader.found
}

struct Reader {
    found: Vec<Token>,
    /// The run that is being read, and where it stands.
    word: String,
    chars: usize,
    from: usize,
    to: usize,
}

impl Reader {
    /// One character beyond ASCII: folding may make several of it, or none.
    fn fold(&mut self, c: char, range: &Range<usize>) {
        if is_hangul(c) {
            return self.alone(c, range.clone());
        }
        for lower in c.to_lowercase() {
            if let Some(plain) = without_stroke(lower) {
                plain.chars().for_each(|plain| self.push(plain, range.clone()));
                continue;
            }
            for part in std::iter::once(lower).nfkd() {
                self.folded(part, range);
            }
        }
    }

    fn folded(&mut self, part: char, range: &Range<usize>) {
        match part {
            '\u{3099}' | '\u{309A}' => self.voice(part, range),
            _ if is_dropped(part) => self.to = if self.word.is_empty() { self.to } else { range.end },
            _ if is_alone(part) => self.alone(part, range.clone()),
            _ if part.is_alphanumeric() || is_combining_mark(part) => {
                part.to_lowercase().for_each(|lower| self.push(lower, range.clone()));
            }
            _ => self.end(),
        }
    }

    fn push(&mut self, c: char, range: Range<usize>) {
        if self.word.is_empty() {
            self.from = range.start;
        }
        if self.chars < WORD_CHARS {
            self.word.push(c);
            self.chars += 1;
        }
        self.to = range.end;
    }

    /// The run ends here.
    fn end(&mut self) {
        if !self.word.is_empty() {
            let range = self.from..self.to;
            self.found.push(Token { word: std::mem::take(&mut self.word), range });
            self.chars = 0;
        }
    }

    fn alone(&mut self, c: char, range: Range<usize>) {
        self.end();
        self.found.push(Token { word: c.to_string(), range });
    }

    /// A mark that makes か to が: it belongs to the kana right before it.
    fn voice(&mut self, mark: char, range: &Range<usize>) {
        let Some(last) = self.found.last_mut().filter(|_| self.word.is_empty()) else { return };
        let base = last.word.chars().next().filter(|_| last.range.end == range.start || last.range == *range);
        if let Some(voiced) = base.and_then(|base| compose(base, mark)) {
            last.word = voiced.to_string();
            last.range.end = range.end;
        }
    }
}

/// Whether each character of this script is a word: Chinese, Japanese, Korean, and pictures.
#[must_use]
pub fn is_alone(c: char) -> bool {
    is_hangul(c)
        || matches!(c,
            '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312F}'
            | '\u{31A0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{1F000}'..='\u{1FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Korean syllables, which NFKD would take apart.
fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// What folding leaves out without ending the word: accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic,
/// joiners, soft hyphens, variation selectors and skin tones. Vowel signs of other scripts are letters.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}' | '\u{5C4}'..='\u{5C7}'
        | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0100}'..='\u{E01EF}')
}

/// Letters that no decomposition takes apart, as people type them who have no such key.
fn without_stroke(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}
