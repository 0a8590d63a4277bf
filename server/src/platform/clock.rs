//! The clock: wall time for what is stored, a fixed or stepped one in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use wire::time::Timestamp;

/// Tells the time. Cheap to clone; clones of a stepped clock share its hands.
#[derive(Clone, Debug)]
pub struct Clock(Hands);

#[derive(Clone, Debug)]
enum Hands {
    System,
    Stepped(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Hands::System)
    }

    /// A clock for tests: starts at `start` and moves only by [`Clock::advance`].
    #[must_use]
    pub fn stepped(start: Timestamp) -> Self {
        Self(Hands::Stepped(Arc::new(AtomicI64::new(start.micros()))))
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Hands::System => Timestamp::from_micros(system_micros()),
            Hands::Stepped(micros) => Timestamp::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a stepped clock forward; the machine's clock stays as it is.
    pub fn advance(&self, seconds: i64) {
        if let Hands::Stepped(micros) = &self.0 {
            micros.fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
fn system_micros() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepped_clock_moves_only_when_told_and_for_all_its_clones() {
        let clock = Clock::stepped(Timestamp::from_micros(5));
        let other = clock.clone();
        assert_eq!(other.now(), Timestamp::from_micros(5));
        clock.advance(2);
        assert_eq!(other.now(), Timestamp::from_micros(2_000_005));
    }
}
