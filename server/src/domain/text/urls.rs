//! Addresses: which are allowed, and where a bare one ends.
//!
//! It also hides the marks of Markdown inside bare addresses while the text is parsed, so that `https://example.org/_a_/*`
//! stays whole. It must never open an address.

use std::borrow::Cow;

use super::super::mentions::is_word;

/// Characters that mean something in Markdown and are common in addresses, each with its stand-in of the same length.
const STAND_INS: [(char, char); 4] = [('_', '\u{11}'), ('*', '\u{12}'), ('~', '\u{13}'), ('&', '\u{14}')];

/// A source ready to be parsed.
pub struct Masked<'a> {
    pub text: Cow<'a, str>,
    /// Whether stand-ins are in the text: [`unmask`] what comes out of the parser.
    pub is_masked: bool,
}

/// Puts stand-ins into the bare addresses of a source.
pub fn mask(source: &str) -> Masked<'_> {
    let plain = Masked { text: Cow::Borrowed(source), is_masked: false };
    if source.contains(STAND_INS.map(|(_, stand_in)| stand_in)) {
        return plain;
    }
    let mut masked = String::new();
    let mut copied = 0;
    let mut read = 0;
    for (at, c) in source.char_indices() {
        if at < read || !matches!(c, 'h' | 'H' | 'w' | 'W') {
            continue;
        }
        let Some(end) = end_of_url(source, at) else { continue };
        read = end;
        let url = source.get(at..end).unwrap_or_default();
        // Where Markdown wants an address it reads marks as part of it anyway.
        let is_bare = !source.get(..at).is_some_and(|before| before.ends_with("](") || before.ends_with('<'));
        if !is_bare || !url.contains(STAND_INS.map(|(mark, _)| mark)) {
            continue;
        }
        masked.push_str(source.get(copied..at).unwrap_or_default());
        masked.extend(url.chars().map(|c| STAND_INS.iter().find(|pair| pair.0 == c).map_or(c, |pair| pair.1)));
        copied = end;
    }
    if copied == 0 {
        return plain;
    }
    masked.push_str(source.get(copied..).unwrap_or_default());
    Masked { text: Cow::Owned(masked), is_masked: true }
}

/// Puts the marks back.
pub fn unmask(text: &str) -> String {
    text.chars().map(|c| STAND_INS.iter().find(|pair| pair.1 == c).map_or(c, |pair| pair.0)).collect()
}

/// Whether a link may lead there: http, https or mailto.
pub fn is_allowed(url: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| url.len() > scheme.len() && starts_with(url, scheme))
}

/// The byte after the bare address that starts at this byte, if one does: `http://…`, `https://…` or `www.…`, not inside a
/// word, without the punctuation of the sentence around it.
pub fn end_of_url(text: &str, at: usize) -> Option<usize> {
    let (before, url) = text.split_at_checked(at)?;
    let scheme = ["http://", "https://", "www."].into_iter().find(|scheme| starts_with(url, scheme))?;
    if before.chars().next_back().is_some_and(is_word) {
        return None;
    }
    let host = url.get(scheme.len()..)?;
    if !host.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return None;
    }
    let stops = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '|' | '"' | '`' | '\\');
    let length = url.find(stops).unwrap_or(url.len());
    let kept = without_end_punctuation(url.get(..length)?);
    Some(at + kept.len()).filter(|_| kept.len() > scheme.len())
}

fn starts_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Cuts what belongs to the sentence, not to the address. A closing bracket stays when its opening one is in the address.
fn without_end_punctuation(url: &str) -> &str {
    const PAIRS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
    let count = |wanted: char| url.chars().filter(|c| *c == wanted).count();
    let mut surplus = PAIRS.map(|(open, close)| count(close).saturating_sub(count(open)));
    let mut kept = url;
    while let Some(last) = kept.chars().next_back() {
        let pair = PAIRS.iter().zip(&mut surplus).find(|((_, close), _)| *close == last);
        let cut = match pair {
            Some((_, left)) if *left > 0 => {
                *left -= 1;
                true
            }
            Some(_) => false,
            None => "?!.,:;*_~'”’»…。，、！？；：）】」』》".contains(last),
        };
        if !cut {
            break;
        }
        kept = kept.get(..kept.len() - last.len_utf8()).unwrap_or_default();
    }
    kept
}
