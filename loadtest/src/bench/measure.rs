//! What a process costs, and what a list of waits says.

use std::fs;
use std::time::Duration;

use tokio::time::Instant;

/// `/proc` counts processor time in hundredths of a second on every Linux that runs here.
const TICKS: f64 = 100.0;

/// Processor time that a process used so far, in seconds.
#[must_use]
pub fn cpu_seconds(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th fields after it.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}

/// Resident memory of a process, in KiB.
#[must_use]
pub fn resident_kib(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// A stretch of time in which a server works.
#[derive(Debug)]
pub struct Stretch {
    pid: u32,
    began: Instant,
    cpu: f64,
}

/// What a server used in a stretch.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// Seconds on the clock.
    pub seconds: f64,
    /// Seconds of processor time.
    pub cpu: f64,
}

impl Stretch {
    /// Begins now.
    #[must_use]
    pub fn begin(pid: u32) -> Self {
        Self { pid, began: Instant::now(), cpu: cpu_seconds(pid) }
    }

    /// Ends now.
    #[must_use]
    pub fn end(&self) -> Used {
        Used { seconds: self.began.elapsed().as_secs_f64(), cpu: cpu_seconds(self.pid) - self.cpu }
    }
}

impl Used {
    /// So many a second on the clock.
    #[must_use]
    pub fn a_second(&self, count: u64) -> f64 {
        count as f64 / self.seconds.max(0.001)
    }

    /// So many a second of processor time.
    #[must_use]
    pub fn a_cpu_second(&self, count: u64) -> f64 {
        count as f64 / self.cpu.max(0.01)
    }
}

/// The wait that this share of all waits does not exceed, in milliseconds; sorts the list.
#[must_use]
pub fn percentile(waits: &mut [Duration], share: f64) -> f64 {
    waits.sort_unstable();
    let at = (waits.len() as f64 * share).ceil() as usize;
    waits.get(at.saturating_sub(1)).map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
}

/// 12345.6 as `12,346`.
#[must_use]
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_waits() {
        let mut waits: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut waits, 0.5), 100.0);
        assert_eq!(percentile(&mut waits, 0.99), 198.0);
        assert_eq!(percentile(&mut waits, 1.0), 200.0);
        assert_eq!(percentile(&mut [], 0.5), 0.0);
    }

    #[test]
    fn this_process_uses_memory_and_time() {
        let pid = std::process::id();
        assert!(resident_kib(pid) > 100.0);
        let mut sum = 0_u64;
        let stretch = Stretch::begin(pid);
        while stretch.end().cpu < 0.02 && stretch.end().seconds < 20.0 {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(stretch.end().cpu >= 0.02);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([7.0, 999.6, 12_345.6, 1_234_567.0].map(thousands), ["7", "1,000", "12,346", "1,234,567"]);
    }
}
