//! Rate limits in answers: the standard headers (draft-ietf-httpapi-ratelimit-headers-10).

use std::time::Duration;

use axum::http::HeaderName;
use axum::response::AppendHeaders;

use crate::domain::rate::Rule;

/// The headers that tell a caller how much is left.
pub type Limited = AppendHeaders<[(HeaderName, String); 2]>;

/// So many more may come at once.
pub fn remaining(rule: Rule, count: u32) -> Limited {
    headers(rule, format!("\"{}\";r={count}", rule.name))
}

/// None may come before so long.
pub fn spent(rule: Rule, wait: Duration) -> Limited {
    headers(rule, format!("\"{}\";r=0;t={}", rule.name, wait.as_millis().div_ceil(1000)))
}

fn headers(rule: Rule, state: String) -> Limited {
    let policy = (HeaderName::from_static("ratelimit-policy"), rule.policy());
    AppendHeaders([policy, (HeaderName::from_static("ratelimit"), state)])
}
