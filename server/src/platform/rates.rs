//! Rate limits: the generic cell rate algorithm (GCRA, ITU-T I.371), in memory.
//!
//! Each key has one number: the theoretical arrival time of the next request that keeps the rate. Nothing is known of chat.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::clock::Clock;

/// Keys kept at most; beyond, those that are at rest are let go.
const KEYS: usize = 100_000;

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
    fn step(self) -> i64 {
        i64::try_from(self.window.as_micros()).unwrap_or(i64::MAX) / i64::from(self.burst.max(1))
    }

    /// The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).
    #[must_use]
    pub fn policy(self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.burst, self.window.as_secs())
    }
}

/// What a request was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub rule: Rule,
    /// How many more may come at once.
    pub remaining: u32,
    /// How long to wait, if this one came too early.
    pub wait: Option<Duration>,
}

/// The limits of this process.
pub struct Rates {
    clock: Clock,
    on: bool,
    arrivals: Mutex<HashMap<u64, i64>>,
}

impl Rates {
    /// Limits that count when `on`, and otherwise allow everything.
    #[must_use]
    pub fn new(clock: Clock, on: bool) -> Self {
        Self { clock, on, arrivals: Mutex::default() }
    }

    /// Counts a request of `who` under a rule.
    pub fn count(&self, rule: Rule, who: impl Hash) -> Allowance {
        if !self.on {
            return Allowance { rule, remaining: rule.burst, wait: None };
        }
        let mut hasher = DefaultHasher::new();
        (rule.name, who).hash(&mut hasher);
        let now = self.clock.now().micros();
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if arrivals.len() >= KEYS {
            arrivals.retain(|_, arrival| *arrival > now);
        }
        let arrival = arrivals.entry(hasher.finish()).or_insert(now);
        let (step, tolerance) = (rule.step(), rule.step() * (i64::from(rule.burst) - 1));
        let due = (*arrival).max(now);
        if due - now > tolerance {
            let wait = Duration::from_micros(u64::try_from(due - now - tolerance).unwrap_or_default());
            return Allowance { rule, remaining: 0, wait: Some(wait) };
        }
        *arrival = due + step;
        let left = (tolerance - (due - now)) / step.max(1);
        Allowance { rule, remaining: u32::try_from(left).unwrap_or_default(), wait: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::time::Timestamp;

    const RULE: Rule = Rule { name: "test", burst: 3, window: Duration::from_secs(30) };

    #[test]
    fn a_burst_passes_then_one_each_step() {
        let clock = Clock::stepped(Timestamp::from_micros(0));
        let rates = Rates::new(clock.clone(), true);
        let left: Vec<u32> = (0..3).map(|_| rates.count(RULE, "ana").remaining).collect();
        assert_eq!(left, [2, 1, 0]);
        assert_eq!(rates.count(RULE, "ana").wait, Some(Duration::from_secs(10)));
        assert_eq!(rates.count(RULE, "ben").wait, None, "another key is another count");
        clock.advance(10);
        assert_eq!(rates.count(RULE, "ana").wait, None);
        assert!(rates.count(RULE, "ana").wait.is_some());
    }

    #[test]
    fn limits_that_are_off_allow_everything() {
        let rates = Rates::new(Clock::stepped(Timestamp::from_micros(0)), false);
        assert!((0..100).all(|_| rates.count(RULE, "ana").wait.is_none()));
    }
}
