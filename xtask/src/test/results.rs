//! What the stages came to: rows of a table, complaints in full, and the total.

use std::time::{Duration, Instant};

use crate::counts::Counts;
use crate::{Outcome, console};

/// The results so far.
#[derive(Debug, Default)]
pub struct Results {
    rows: Vec<Row>,
    complaints: Vec<String>,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    counts: Counts,
    time: Duration,
}

impl Results {
    /// Runs a check that counts as one, and tells whether it passed.
    pub fn check(&mut self, name: &'static str, work: impl FnOnce() -> Outcome) -> bool {
        self.tests(name, || work().map(|()| Counts::one(true)))
    }

    /// Runs tests that are counted, and tells whether all passed. An error counts as one failure.
    pub fn tests(&mut self, name: &'static str, work: impl FnOnce() -> Outcome<Counts>) -> bool {
        let started = Instant::now();
        let counts = work().unwrap_or_else(|sentence| {
            console::complain(&sentence);
            self.complaints.push(format!("{name}: {sentence}"));
            Counts::one(false)
        });
        self.rows.push(Row { name, counts, time: started.elapsed() });
        counts.failed == 0
    }

    /// All sentences about what could not run or did not hold.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// The sum of all rows.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.rows.iter().for_each(|row| total.add(row.counts));
        total
    }

    /// One line a row, for people.
    pub fn table(&self) -> String {
        let head = format!("{:<20} {:>8} {:>8} {:>8} {:>14}\n", "", "passed", "failed", "skipped", "time");
        let rows = self.rows.iter().map(|Row { name, counts, time }| {
            let Counts { passed, failed, skipped } = counts;
            let mark = if *failed == 0 { "" } else { "  FAILED" };
            format!("{name:<20} {passed:>8} {failed:>8} {skipped:>8} {:>14}{mark}\n", console::seconds(*time))
        });
        head + &rows.collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_and_tests_add_up_and_an_error_is_one_failure() {
        let mut results = Results::default();
        assert!(results.check("format", || Ok(())));
        assert!(!results.check("lint", || Err("clippy is missing.".to_owned())));
        assert!(!results.tests("rust", || Ok(Counts { passed: 7, failed: 2, skipped: 1 })));
        assert_eq!(results.total(), Counts { passed: 8, failed: 3, skipped: 1 });
        assert_eq!(results.complaints(), ["lint: clippy is missing."]);
        assert_eq!(results.table().lines().filter(|line| line.ends_with("FAILED")).count(), 2);
    }
}
