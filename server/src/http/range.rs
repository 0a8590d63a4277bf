//! Byte ranges of a request (RFC 9110 section 14).

use std::ops::Range;

use axum::http::HeaderMap;
use axum::http::header::{IF_RANGE, RANGE};

/// What part of a content was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it. Also when the request names several parts, or parts of another version: a server may ignore a range.
    Whole,
    Part(Range<u64>),
    /// None of it is there: 416.
    Outside,
}

/// What part of a content of so many bytes a request asks for. `tag` is the content's entity tag.
#[must_use]
pub fn asked(headers: &HeaderMap, size: u64, tag: &str) -> Asked {
    let text = |value: &axum::http::HeaderValue| value.to_str().unwrap_or_default().trim().to_owned();
    if headers.get(IF_RANGE).is_some_and(|known| text(known) != tag) {
        return Asked::Whole;
    }
    let Some(range) = headers.get(RANGE).map(text) else { return Asked::Whole };
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Asked::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let part = match (number(first), number(last)) {
        (Some(first), None) if last.is_empty() => first..size,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
        (None, Some(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Asked::Whole,
    };
    if part.is_empty() { Asked::Outside } else { Asked::Part(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(range: &str) -> Asked {
        let headers = HeaderMap::from_iter([(RANGE, range.parse().unwrap())]);
        asked(&headers, 10, "\"a\"")
    }

    #[test]
    fn a_part_is_named_from_its_ends() {
        assert_eq!(ask("bytes=0-3"), Asked::Part(0..4));
        assert_eq!(ask("bytes=7-"), Asked::Part(7..10));
        assert_eq!(ask("bytes=-3"), Asked::Part(7..10));
        assert_eq!(ask("bytes=-30"), Asked::Part(0..10));
        assert_eq!(ask("bytes=8-99"), Asked::Part(8..10));
    }

    #[test]
    fn a_part_that_is_not_there_is_outside() {
        for range in ["bytes=10-", "bytes=10-11", "bytes=-0"] {
            assert_eq!(ask(range), Asked::Outside, "{range}");
        }
    }

    #[test]
    fn what_cannot_be_read_and_several_parts_are_ignored() {
        for range in
            ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=3-1", "bytes=0-1,3-4", "lines=1-2", "bytes=+1-2"]
        {
            assert_eq!(ask(range), Asked::Whole, "{range}");
        }
        assert_eq!(asked(&HeaderMap::new(), 10, "\"a\""), Asked::Whole);
    }

    #[test]
    fn a_part_of_another_version_is_the_whole() {
        let mut headers = HeaderMap::from_iter([(RANGE, "bytes=0-3".parse().unwrap())]);
        headers.insert(IF_RANGE, "\"b\"".parse().unwrap());
        assert_eq!(asked(&headers, 10, "\"a\""), Asked::Whole);
        headers.insert(IF_RANGE, "\"a\"".parse().unwrap());
        assert_eq!(asked(&headers, 10, "\"a\""), Asked::Part(0..4));
    }
}
