//! The progress bar, on standard error, when somebody looks at it.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use tokio::time::Instant;

/// Characters of the bar.
const WIDTH: u64 = 30;
/// It is drawn at most this often.
const PAUSE: Duration = Duration::from_millis(100);

/// How far a long piece of work is.
#[derive(Debug)]
pub struct Progress {
    /// Whether anything is drawn.
    shown: bool,
    step: &'static str,
    done: u64,
    all: u64,
    drawn_at: Option<Instant>,
}

impl Progress {
    /// Drawn on standard error when that is a terminal.
    #[must_use]
    pub fn on_stderr() -> Self {
        Self { shown: std::io::stderr().is_terminal(), step: "", done: 0, all: 0, drawn_at: None }
    }

    /// Never drawn.
    #[must_use]
    pub fn silent() -> Self {
        Self { shown: false, step: "", done: 0, all: 0, drawn_at: None }
    }

    /// Begins a step of `all` pieces.
    pub fn begin(&mut self, step: &'static str, all: u64) {
        self.end();
        (self.step, self.done, self.all, self.drawn_at) = (step, 0, all, None);
        self.draw();
    }

    /// So many more pieces are done.
    pub fn advance(&mut self, pieces: u64) {
        self.done = (self.done + pieces).min(self.all);
        if self.drawn_at.is_none_or(|at| at.elapsed() >= PAUSE) {
            self.draw();
        }
    }

    /// The step is over: its line stays.
    pub fn end(&mut self) {
        if !self.step.is_empty() {
            self.done = self.all;
            self.draw();
            if self.shown {
                let _ = writeln!(std::io::stderr());
            }
        }
        self.step = "";
    }

    fn draw(&mut self) {
        self.drawn_at = Some(Instant::now());
        if self.shown {
            // Nothing is to be done about a terminal that is gone.
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", self.line());
            let _ = std::io::stderr().flush();
        }
    }

    fn line(&self) -> String {
        let share = |of: u64| self.done.saturating_mul(of).checked_div(self.all).unwrap_or(of);
        let full = share(WIDTH);
        let bar: String = (0..WIDTH).map(|at| if at < full { '█' } else { '░' }).collect();
        format!("{:<18} {bar} {:>3} %", self.step, share(100))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown && !self.step.is_empty() {
            let _ = writeln!(std::io::stderr());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up() {
        let mut progress = Progress::silent();
        progress.begin("Reading the zip", 10);
        assert_eq!(progress.line(), format!("Reading the zip    {}   0 %", "░".repeat(30)));
        progress.advance(5);
        assert_eq!(progress.line(), format!("Reading the zip    {}{}  50 %", "█".repeat(15), "░".repeat(15)));
        progress.advance(50);
        assert_eq!(progress.line(), format!("Reading the zip    {} 100 %", "█".repeat(30)));
    }

    #[test]
    fn a_step_of_nothing_is_done_at_once() {
        let mut progress = Progress::silent();
        progress.begin("Rooms", 0);
        assert!(progress.line().ends_with("100 %"));
    }
}
