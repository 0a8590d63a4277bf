//! Entity tags in requests (RFC 9110 section 13.1.2).

use axum::http::{HeaderMap, header};

/// Whether the client has this version. What stands between may have marked the tag as weak.
#[must_use]
pub fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let lines = request.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
    let mut known = lines.flat_map(|line| line.split(',')).map(str::trim);
    known.any(|other| other == "*" || other.strip_prefix("W/").unwrap_or(other) == tag)
}
