//! Logs: one event a line on standard error, JSON for machines or text for people.
//!
//! No line can be forged: control characters of what is logged are escaped in both formats. Standard output stays free for what
//! a command answers.

use std::io::{self, IsTerminal as _, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::TryInitError;

/// How the lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text when standard error is a terminal, JSON otherwise.
    Auto,
    /// One JSON object a line.
    Json,
    /// Plain text.
    Text,
}

/// Starts logging for the whole process: our own events from `level` on, those of libraries from `warn` on.
///
/// # Errors
/// A sentence when logging was started before.
pub fn start(shape: Shape, level: tracing::Level) -> Result<(), String> {
    let least = if level <= tracing::Level::WARN { level } else { tracing::Level::WARN };
    let filter = EnvFilter::new(format!("{least},relaydesk={level}").to_lowercase());
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| OneLine(io::stderr())).with_ansi(false);
    let text = match shape {
        Shape::Auto => io::stderr().is_terminal(),
        Shape::Json => false,
        Shape::Text => true,
    };
    let started = if text {
        try_init(lines.with_target(false).finish())
    } else {
        try_init(lines.json().flatten_event(true).with_current_span(true).with_span_list(false).finish())
    };
    started.map_err(|error| format!("Logging cannot start: {error}."))?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

fn try_init(subscriber: impl tracing_subscriber::util::SubscriberInitExt) -> Result<(), TryInitError> {
    subscriber.try_init()
}

fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(message, place, "a task panicked");
}

/// Escapes control characters within a line, so that nothing logged can start a line of its own or move the cursor.
///
/// The subscriber writes each event with one call, a new line at its end.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let body = text.strip_suffix('\n').unwrap_or(&text);
        if body.contains(char::is_control) {
            self.0.write_all(format!("{}\n", escape(body)).as_bytes())?;
        } else {
            self.0.write_all(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        if char.is_control() { escaped.extend(char.escape_default()) } else { escaped.push(char) }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &str) -> String {
        let mut out = OneLine(Vec::new());
        out.write_all(line.as_bytes()).unwrap();
        String::from_utf8(out.0).unwrap()
    }

    #[test]
    fn a_name_with_a_new_line_cannot_forge_a_line() {
        let line = written("joined name=Eve\nERROR all is lost\n");
        assert_eq!(line, "joined name=Eve\\nERROR all is lost\n");
    }

    #[test]
    fn a_name_with_escape_codes_cannot_move_the_cursor() {
        assert_eq!(written("a\x1b[2Jb\u{9b}c\n"), "a\\u{1b}[2Jb\\u{9b}c\n");
    }

    #[test]
    fn ordinary_lines_stay_as_they_are() {
        assert_eq!(written("grüße 👋\n"), "grüße 👋\n");
    }
}
