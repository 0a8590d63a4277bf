//! Rate rules: how often somebody may do something. Who counts is `platform/rates.rs`.

use std::time::Duration;

/// A limit: `burst` at once, and `burst` again in each `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Names the limit in the answer's headers.
    pub name: &'static str,
    pub burst: u32,
    pub window: Duration,
}

impl Rule {
    /// Microseconds between two requests that keep the rate.
    #[must_use]
    pub fn step(self) -> i64 {
        i64::try_from(self.window.as_micros()).unwrap_or(i64::MAX) / i64::from(self.burst.max(1))
    }

    /// The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).
    #[must_use]
    pub fn policy(self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.burst, self.window.as_secs())
    }
}
