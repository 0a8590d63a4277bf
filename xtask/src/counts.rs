//! How many tests passed and failed, read from what the test programs print at their end.

/// The sum of some tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    /// Not run, by their own wish.
    pub skipped: u32,
}

/// A program that runs tests, with its own way to print a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// `Summary [ 1.2s] 5 tests run: 4 passed (1 slow), 1 failed, 2 skipped`
    Nextest,
    /// `test result: ok. 5 passed; 0 failed; 1 ignored; …`, one a binary
    Cargo,
    /// `Tests  1 failed | 11 passed | 2 skipped (14)`
    Vitest,
    /// `12 passed, 1 failed`, the last line of our browser journeys
    Journeys,
}

impl Counts {
    /// One check that passed or failed.
    pub fn one(passed: bool) -> Self {
        Self { passed: u32::from(passed), failed: u32::from(!passed), skipped: 0 }
    }

    /// Adds others to these.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what a line of the runner's output tells, if it is its summary.
    pub fn see(&mut self, runner: Runner, line: &str) {
        let line = without_parentheses(line);
        let line = line.trim();
        match runner {
            Runner::Nextest => {
                if let Some((_, told)) = line.strip_prefix("Summary [").and_then(|rest| rest.split_once("run:")) {
                    told.split(',').for_each(|part| self.take(part));
                }
            }
            Runner::Cargo => {
                if let Some((_, told)) = line.strip_prefix("test result:").and_then(|rest| rest.split_once('.')) {
                    told.split(';').for_each(|part| self.take(part));
                }
            }
            Runner::Vitest => {
                if let Some(told) = line.strip_prefix("Tests ") {
                    told.split('|').for_each(|part| self.take(part));
                }
            }
            Runner::Journeys => {
                // Other lines speak of numbers, too: only one that tells both is the summary.
                let told = line.split_once(", ").filter(|(first, second)| {
                    first.ends_with(" passed") && second.ends_with(" failed") && !second.contains(',')
                });
                if let Some((passed, failed)) = told {
                    self.take(passed);
                    self.take(failed);
                }
            }
        }
    }

    /// Takes `12 passed` and the like; anything else is not a count.
    fn take(&mut self, part: &str) {
        let Some((number, word)) = part.trim().split_once(' ') else { return };
        let Ok(number) = number.parse::<u32>() else { return };
        match word.trim() {
            "passed" => self.passed += number,
            "skipped" | "ignored" | "todo" => self.skipped += number,
            "failed" | "timed out" | "exec failed" => self.failed += number,
            _ => {}
        }
    }

    /// The final word: an unhappy end counts even when no test was told as failed, and so does an end without any test.
    #[must_use]
    pub fn settled(mut self, succeeded: bool) -> Self {
        let nothing_ran = self.passed == 0 && self.skipped == 0;
        if self.failed == 0 && (!succeeded || nothing_ran) {
            self.failed = 1;
        }
        self
    }
}

/// The line without what stands in parentheses: durations, and details of numbers that are told already.
fn without_parentheses(line: &str) -> String {
    let mut depth = 0_u32;
    let kept = line.chars().filter(|c| {
        depth += u32::from(*c == '(');
        let inside = depth > 0;
        depth = depth.saturating_sub(u32::from(*c == ')'));
        !inside
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(runner: Runner, lines: &[&str]) -> (u32, u32, u32) {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.see(runner, line));
        (counts.passed, counts.failed, counts.skipped)
    }

    #[test]
    fn nextest_is_read_with_all_its_kinds_of_failure() {
        let summary =
            "     Summary [   0.005s] 7 tests run: 4 passed (1 slow, 1 leaky), 1 failed, 2 timed out, 3 skipped";
        assert_eq!(read(Runner::Nextest, &["        PASS [   0.005s] wire ids", summary]), (4, 3, 3));
        let cancelled = "     Summary [   1.2s] 5/9 tests run: 4 passed, 1 exec failed, 0 skipped";
        assert_eq!(read(Runner::Nextest, &[cancelled]), (4, 1, 0));
    }

    #[test]
    fn each_binary_of_cargo_test_adds_up() {
        let first = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s";
        let second =
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(read(Runner::Cargo, &[first, "test a ... ok", second]), (7, 1, 1));
    }

    #[test]
    fn vitest_is_read_from_its_line_on_tests_and_not_on_files() {
        let lines = [" Test Files  1 failed | 3 passed (4)", "      Tests  1 failed | 11 passed | 2 skipped (14)"];
        assert_eq!(read(Runner::Vitest, &lines), (11, 1, 2));
        assert_eq!(read(Runner::Vitest, &["      Tests  12 passed (12)"]), (12, 0, 0));
    }

    #[test]
    fn the_journeys_are_read_from_their_last_line_alone() {
        let lines = ["ok   two people talk (3 passed axe)", "3 passed", "12 passed, 1 failed"];
        assert_eq!(read(Runner::Journeys, &lines), (12, 1, 0));
        assert_eq!(read(Runner::Journeys, &["14 passed, 0 failed"]), (14, 0, 0));
    }

    #[test]
    fn a_bad_end_or_an_end_without_a_test_is_a_failure() {
        let five = Counts { passed: 5, ..Counts::default() };
        assert_eq!(five.settled(true).failed, 0);
        assert_eq!(five.settled(false).failed, 1);
        assert_eq!(Counts::default().settled(true).failed, 1);
        assert_eq!(Counts { failed: 3, ..five }.settled(false).failed, 3);
    }
}
