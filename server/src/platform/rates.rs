//! Rate limits: the generic cell rate algorithm (GCRA, ITU-T I.371), in memory.
//!
//! Each key has one number: the theoretical arrival time of the next request that keeps the rate. Nothing is known of chat.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use crate::domain::error::{Error, Result};
use crate::domain::rate::Rule;

/// Keys kept at most.
const KEYS: usize = 100_000;

/// The limits of this process.
pub struct Rates {
    clock: Clock,
    on: bool,
    /// With secret keys: nobody can look for a name that shares another's count.
    hasher: RandomState,
    arrivals: Mutex<HashMap<u64, i64>>,
}

impl Rates {
    /// Limits that count when `on`, and otherwise allow everything.
    #[must_use]
    pub fn new(clock: Clock, on: bool) -> Self {
        Self { clock, on, hasher: RandomState::new(), arrivals: Mutex::default() }
    }

    /// Counts a request of `who` under a rule; answers how many more may come at once.
    ///
    /// # Errors
    /// `RateLimited` when it came too early; it does not count then.
    pub fn admit(&self, rule: Rule, who: impl Hash) -> Result<u32> {
        if !self.on {
            return Ok(rule.burst);
        }
        let key = self.hasher.hash_one((rule.name, who));
        let now = self.clock.now().micros();
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if arrivals.len() >= KEYS {
            make_room(&mut arrivals, now);
        }
        let (step, tolerance) = (rule.step(), rule.step() * (i64::from(rule.burst) - 1));
        let arrival = arrivals.entry(key).or_insert(now);
        // Never further ahead than a full window: the machine's clock may have been put back.
        *arrival = (*arrival).clamp(now, now + tolerance + step);
        let left = tolerance - (*arrival - now);
        if left < 0 {
            return Err(Error::RateLimited(rule, Duration::from_micros(left.unsigned_abs())));
        }
        *arrival += step;
        Ok(u32::try_from(left / step.max(1)).unwrap_or_default())
    }
}

/// Lets go of the keys that are at rest; while that is not enough, of the half that is nearest to it.
fn make_room(arrivals: &mut HashMap<u64, i64>, now: i64) {
    arrivals.retain(|_, arrival| *arrival > now);
    if arrivals.len() > KEYS / 2 {
        let mut ahead: Vec<i64> = arrivals.values().copied().collect();
        let middle = ahead.len() / 2;
        let (_, median, _) = ahead.select_nth_unstable(middle);
        let median = *median;
        let further = ahead.iter().filter(|arrival| **arrival > median).count();
        let mut room = (KEYS / 2).saturating_sub(further);
        arrivals.retain(|_, arrival| {
            let fits = *arrival == median && room > 0;
            room -= usize::from(fits);
            fits || *arrival > median
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::time::Timestamp;

    const RULE: Rule = Rule { name: "test", burst: 3, window: Duration::from_secs(30) };

    fn rates() -> (Rates, Clock) {
        let clock = Clock::stepped(Timestamp::from_micros(0));
        (Rates::new(clock.clone(), true), clock)
    }

    fn wait(outcome: Result<u32>) -> Option<Duration> {
        match outcome {
            Ok(_) => None,
            Err(Error::RateLimited(RULE, wait)) => Some(wait),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_burst_passes_then_one_each_step() {
        let (rates, clock) = rates();
        let left: Vec<u32> = (0..3).map(|_| rates.admit(RULE, "ana").unwrap()).collect();
        assert_eq!(left, [2, 1, 0]);
        assert_eq!(wait(rates.admit(RULE, "ana")), Some(Duration::from_secs(10)));
        assert_eq!(wait(rates.admit(RULE, "ben")), None, "another key is another count");
        clock.advance(10);
        assert_eq!(wait(rates.admit(RULE, "ana")), None);
        assert!(rates.admit(RULE, "ana").is_err());
    }

    #[test]
    fn limits_that_are_off_allow_everything() {
        let rates = Rates::new(Clock::stepped(Timestamp::from_micros(0)), false);
        assert!((0..100).all(|_| rates.admit(RULE, "ana").is_ok()));
    }

    #[test]
    fn a_clock_that_is_put_back_locks_nobody_out_for_longer_than_a_window() {
        let (rates, clock) = rates();
        clock.advance(1_000_000);
        assert!((0..3).all(|_| rates.admit(RULE, "ana").is_ok()));
        clock.advance(-1_000_000);
        assert_eq!(wait(rates.admit(RULE, "ana")), Some(Duration::from_secs(10)));
        clock.advance(30);
        assert_eq!(wait(rates.admit(RULE, "ana")), None);
    }

    #[test]
    fn many_keys_take_bounded_room_and_who_waits_longest_stays_known() {
        let (rates, _) = rates();
        assert!((0..3).all(|_| rates.admit(RULE, "ana").is_ok()));
        for count in 0..KEYS * 2 {
            rates.admit(RULE, count).unwrap();
        }
        assert!(rates.arrivals.lock().unwrap().len() <= KEYS);
        assert!(rates.admit(RULE, "ana").is_err());
    }
}
