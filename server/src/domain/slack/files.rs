//! Files of an export: links to where Slack keeps them.
//!
//! The addresses of an export carry a token that opens every file of the workspace; it must never get past this module.

use super::records::RawFile;
use crate::domain::names::is_unprintable;

/// Longest name that is kept, in characters.
const NAME_CHARS: usize = 255;

/// A file that hung on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// Media type; empty when unknown.
    pub media_type: String,
    /// Bytes; 0 when unknown.
    pub size: i64,
    /// http or https, without a token.
    pub url: String,
}

/// A file in our terms; none when it is gone or has no address.
pub fn read(raw: &RawFile) -> Option<File> {
    if matches!(raw.mode.as_deref(), Some("tombstone" | "hidden_by_limit")) {
        return None;
    }
    let addresses = [raw.url_private.as_deref(), raw.permalink.as_deref()];
    let url = addresses.into_iter().flatten().find(|url| is_web(url))?;
    let names = [raw.name.as_deref(), raw.title.as_deref()].into_iter().flatten();
    let name = names.map(printable).find(|name| !name.is_empty()).unwrap_or_else(|| "file".to_owned());
    let size = raw.size.as_ref().and_then(|size| size.text()).and_then(|size| size.parse().ok()).unwrap_or(0);
    let media_type = raw.mimetype.as_deref().filter(|of| of.is_ascii() && of.len() <= 127).map(printable);
    Some(File { name, media_type: media_type.unwrap_or_default(), size: i64::max(size, 0), url: without_token(url) })
}

fn printable(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_unprintable(*c)).take(NAME_CHARS).collect();
    kept.trim().to_owned()
}

/// Whether an address is one of the web.
pub fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https")) && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The address without parameters whose value is a token of Slack (`xoxe-…` and its kin).
pub fn without_token(url: &str) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, None), |(url, fragment)| (url, Some(fragment)));
    let mut kept = String::new();
    match url.split_once('?') {
        None => kept.push_str(url),
        Some((page, query)) => {
            kept.push_str(page);
            let is_token = |pair: &&str| pair.split_once('=').is_some_and(|(_, value)| is_token(value));
            for (index, pair) in query.split('&').filter(|pair| !is_token(pair)).enumerate() {
                kept.push(if index == 0 { '?' } else { '&' });
                kept.push_str(pair);
            }
        }
    }
    if let Some(fragment) = fragment.filter(|fragment| !fragment.to_ascii_lowercase().contains("xox")) {
        kept.push('#');
        kept.push_str(fragment);
    }
    kept
}

fn is_token(value: &str) -> bool {
    value.to_ascii_lowercase().contains("xox")
}

#[cfg(test)]
mod tests {
    use super::without_token;

    #[test]
    fn tokens_are_taken_out_of_addresses() {
        let cases = [
            ("https://f.example/a.png?t=xoxe-1-2-3", "https://f.example/a.png"),
            ("https://f.example/a.png?x=1&t=xoxe-1&y=2#top", "https://f.example/a.png?x=1&y=2#top"),
            ("https://f.example/a.png?t=XOXB-1", "https://f.example/a.png"),
            ("https://f.example/a.png?t=%20xoxp-1", "https://f.example/a.png"),
            ("https://f.example/a.png#t=xoxe-1", "https://f.example/a.png"),
            ("https://f.example/a?b", "https://f.example/a?b"),
        ];
        for (before, after) in cases {
            assert_eq!(without_token(before), after);
        }
    }
}
