//! Leaves no process and no file behind, however a command ends.
//!
//! Every process of a run carries a mark in its environment, which its children inherit. A second process, the reaper,
//! waits at the end of a pipe that only the run holds. When the run ends, whether well, by Ctrl-C, by a signal or by a
//! crash, the pipe closes; the reaper then stops whatever still carries the mark and removes the run's folder.
//! Processes are found through `/proc`; where there is none, what was started directly is stopped by its owner.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::{Outcome, places, process};

/// The command under which this program starts itself as the reaper.
pub const COMMAND: &str = "reap";

/// A run that is watched. Dropping it stops whatever it has started and removes its folder.
#[derive(Debug)]
pub struct Watched {
    pipe: Option<ChildStdin>,
    reaper: Child,
    folder: PathBuf,
}

impl Watched {
    /// Starts the reaper. From here on every started program carries the mark.
    pub fn start() -> Outcome<Self> {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mark = format!("{}-{}", std::process::id(), since_1970.as_micros());
        let folder = std::env::temp_dir().join(format!("relaydesk-{mark}"));
        places::make_reachable(&folder)?;
        let this_program = std::env::current_exe().map_err(|error| format!("This program is not found: {error}."))?;
        let mut reaper = Command::new(this_program)
            .arg(COMMAND)
            .arg(&mark)
            .arg(&folder)
            .env_remove(process::MARK_VARIABLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Out of reach of the terminal's Ctrl-C.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("The clean-up process cannot be started: {error}."))?;
        process::mark_all(&mark);
        Ok(Self { pipe: reaper.stdin.take(), reaper, folder })
    }

    /// A folder for this run, removed at its end.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _gone_already = self.reaper.wait();
    }
}

/// The reaper's life: waits for the end of the run, then cleans up after it.
pub fn watch(args: &[String]) -> Outcome<ExitCode> {
    let [mark, folder] = args else {
        return Err("This command is started by the others.".to_owned());
    };
    let _until_the_pipe_closes = std::io::stdin().read_to_end(&mut Vec::new());
    stop_marked(mark);
    let _gone_already = std::fs::remove_dir_all(folder);
    Ok(ExitCode::SUCCESS)
}

/// Stops every process that carries the mark: asks, asks again, kills.
fn stop_marked(mark: &str) {
    // PostgreSQL waits for its clients after TERM and stops at once after INT.
    for (signal, patience) in [("INT", 5), ("TERM", 3), ("KILL", 3)] {
        let asked = Instant::now();
        let mut left = marked(mark);
        process::signal(signal, &left);
        while !left.is_empty() && asked.elapsed() < Duration::from_secs(patience) {
            std::thread::sleep(Duration::from_millis(50));
            left = marked(mark);
        }
        if left.is_empty() {
            return;
        }
    }
}

/// The living processes that carry the mark.
fn marked(mark: &str) -> Vec<u32> {
    let entry = format!("{}={mark}", process::MARK_VARIABLE);
    let carries_mark = |pid: &u32| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == entry.as_bytes())
    };
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = processes.filter_map(|found| found.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(carries_mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_grandchild_is_stopped_and_an_unmarked_process_lives_on() {
        let start = |mark: &str| {
            let mut command = Command::new("sh");
            command.env(process::MARK_VARIABLE, mark).args(["-c", "sleep 60; true"]).spawn().unwrap()
        };
        let mark = format!("test-{}", std::process::id());
        let other_mark = format!("other-{mark}");
        let (mut ours, mut other) = (start(&mark), start(&other_mark));
        while marked(&mark).len() < 2 {
            std::thread::sleep(Duration::from_millis(10));
        }
        let waiting = std::thread::spawn(move || ours.wait().unwrap());
        stop_marked(&mark);
        assert!(marked(&mark).is_empty());
        assert!(!waiting.join().unwrap().success());
        assert!(other.try_wait().unwrap().is_none(), "the other process was stopped too");
        process::signal("KILL", &marked(&other_mark));
        other.wait().unwrap();
    }
}
