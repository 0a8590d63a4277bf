//! The table: what was done, what is wanted, what is the least, what came out; and on which machine.

use std::fs;
use std::process::Command;

use crate::say;

/// One row.
#[derive(Debug)]
pub struct Row {
    pub work: String,
    /// What we aim for; empty when there is no goal.
    pub goal: &'static str,
    /// What must not be missed; empty when nothing is said.
    pub floor: &'static str,
    pub figure: String,
}

/// A row.
#[must_use]
pub fn row(work: impl Into<String>, goal: &'static str, floor: &'static str, figure: impl Into<String>) -> Row {
    Row { work: work.into(), goal, floor, figure: figure.into() }
}

/// Prints a row as soon as it is known.
pub fn print(row: &Row) {
    say!("{:<62} | {:<20} | {:<8} | {}", row.work, row.goal, row.floor, row.figure);
}

/// Prints the machine and the head of the table.
pub fn print_head(pinned: bool) {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("an unknown processor");
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let folder = std::env::temp_dir();
    let disk = Command::new("stat").args(["-f", "-c", "%T"]).arg(&folder).output();
    let disk = disk.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    say!(
        "Machine: {cores} x {}, Linux {}, data on {disk}, load average {load} before the start.",
        model.trim_start_matches([' ', '\t', ':']),
        read("/proc/sys/kernel/osrelease").trim()
    );
    let pins = if pinned { "server on core 0, load on core 1" } else { "NOT pinned: one core, or no taskset" };
    say!("SQLite (WAL, FULL), rates off, loopback, no TLS, 200-byte texts; {pins}.");
    say!("\"per cpu-s\": per second of the server's processor time, the steady figure on a shared machine.\n");
    print(&row("work", "goal", "floor", "figure"));
}
