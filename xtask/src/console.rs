//! What the person at the terminal reads. The only module that prints.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this module is for")]

use std::time::{Duration, Instant};

/// Prints one line (or a text that ends in its own line break, without a second one).
pub fn say(text: &str) {
    println!("{}", text.strip_suffix('\n').unwrap_or(text));
}

/// Prints one sentence about what went wrong.
pub fn complain(sentence: &str) {
    eprintln!("error: {sentence}");
}

/// A piece of work that is announced when it starts and, with the time it took, when it is done.
#[derive(Debug)]
#[must_use = "call `done`, or the end is not told"]
pub struct Step {
    name: String,
    started: Instant,
}

impl Step {
    /// Announces the work.
    pub fn start(name: impl Into<String>) -> Self {
        let name = name.into();
        println!("==> {name}");
        Self { name, started: Instant::now() }
    }

    /// Tells that the work is done.
    pub fn done(self) {
        println!("==> {}: done in {}", self.name, seconds(self.started.elapsed()));
    }
}

/// A duration as people read it: `0.4 s`, `12.3 s`, `3 min 05 s`.
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 { format!("{:.1} s", time.as_secs_f64()) } else { format!("{} min {:02} s", whole / 60, whole % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_well_below_and_above_a_minute() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }
}
