//! Ids: UUIDv7 (RFC 9562 section 5.7), made from the injected clock, strictly rising within a process.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use super::clock::Clock;
use super::random;

/// Makes ids. Cheap to clone; clones share their last id.
#[derive(Clone, Debug)]
pub struct Ids(Arc<Mutex<Source>>);

#[derive(Debug)]
struct Source {
    clock: Clock,
    /// The counting part of the last id; random per millisecond, unless a test wants the same ids each time.
    last: (u64, u128),
    repeatable: bool,
}

impl Ids {
    /// Ids with random tails.
    #[must_use]
    pub fn random(clock: Clock) -> Self {
        Self::new(clock, false)
    }

    /// Ids whose tails count from zero: the same in every run with a stepped clock.
    #[must_use]
    pub fn repeatable(clock: Clock) -> Self {
        Self::new(clock, true)
    }

    fn new(clock: Clock, repeatable: bool) -> Self {
        Self(Arc::new(Mutex::new(Source { clock, last: (0, 0), repeatable })))
    }

    /// The next id, greater than every one before it.
    #[must_use]
    pub fn next(&self) -> Uuid {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next()
    }
}

/// Bits below the version and the time that count and are random: 12 + 62.
const TAIL_BITS: u32 = 74;

impl Source {
    fn next(&mut self) -> Uuid {
        let millis = u64::try_from(self.clock.now().micros() / 1000).unwrap_or(0);
        let (last_millis, last_tail) = self.last;
        let fresh = millis > last_millis;
        let mut next = match (fresh, self.repeatable) {
            (true, true) => (millis, 1),
            // The top bit stays clear, so that there is room to count within the millisecond.
            (true, false) => (millis, u128::from_le_bytes(random::bytes()) & ((1 << (TAIL_BITS - 1)) - 1)),
            (false, _) => (last_millis, last_tail + 1),
        };
        if next.1 >> TAIL_BITS != 0 {
            next = (next.0 + 1, 0);
        }
        self.last = next;
        encode(next.0, next.1)
    }
}

fn encode(millis: u64, tail: u128) -> Uuid {
    let time = u128::from(millis & ((1 << 48) - 1)) << 80;
    let version = 0x7_u128 << 76;
    let high_tail = (tail >> 62 & 0xfff) << 64;
    let variant = 0b10_u128 << 62;
    let low_tail = tail & ((1 << 62) - 1);
    Uuid::from_u128(time | version | high_tail | variant | low_tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::time::Timestamp;

    #[test]
    fn ids_rise_within_a_millisecond_and_when_the_clock_goes_back() {
        let clock = Clock::stepped(Timestamp::from_micros(1_700_000_000_000_000));
        let ids = Ids::random(clock.clone());
        let mut last = ids.next();
        for step in [0, 0, 0, 1, -5, 0, 7] {
            clock.advance(step);
            let next = ids.next();
            assert!(next > last, "{next} after {last}");
            last = next;
        }
    }

    #[test]
    fn an_id_is_a_version_7_uuid_of_the_clock() {
        let clock = Clock::stepped(Timestamp::from_micros(1_700_000_000_123_000));
        let id = Ids::random(clock).next();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.as_u128() >> 80, 1_700_000_000_123);
    }

    #[test]
    fn repeatable_ids_are_the_same_in_every_run() {
        let make = || {
            let ids = Ids::repeatable(Clock::stepped(Timestamp::from_micros(9_000)));
            [ids.next(), ids.next()]
        };
        assert_eq!(make(), make());
    }
}
