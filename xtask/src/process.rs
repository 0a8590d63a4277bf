//! Running other programs. Every program that a command starts is started through here, so that each carries the mark
//! by which the reaper finds it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::{Outcome, console, places};

/// The environment variable that marks every process of a run.
pub const MARK_VARIABLE: &str = "RELAYDESK_XTASK_RUN";

static MARK: OnceLock<String> = OnceLock::new();

/// From here on every program is started with this mark. The first mark stays.
pub fn mark_all(mark: &str) {
    MARK.get_or_init(|| mark.to_owned());
}

/// A command that runs in `folder`, with the tools that we installed on its path.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    if let Some(mark) = MARK.get() {
        command.env(MARK_VARIABLE, mark);
    }
    if let Ok(path) = std::env::join_paths(search_path()) {
        command.env("PATH", path);
    }
    command
}

/// A cargo command in the root of the repository.
pub fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = command("cargo", places::root());
    // Cargo told us about this package; its own children must not take that for theirs.
    command.env_remove("CARGO_MANIFEST_DIR").args(args);
    command
}

fn search_path() -> impl Iterator<Item = PathBuf> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&inherited).collect();
    std::iter::once(places::tools().join("bin")).chain(folders)
}

/// The file of a program on the path.
pub fn find(program: &str) -> Option<PathBuf> {
    search_path().map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Runs to the end with the terminal as its own; not having succeeded is an error.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status}).", shown(command))) }
}

/// Runs to the end in silence; when it fails, what it said is part of the error.
pub fn run_quietly(command: &mut Command) -> Outcome {
    output(command).map(drop)
}

/// What a command writes to its standard output; when it fails, all that it said is part of the error.
pub fn output(command: &mut Command) -> Outcome<Vec<u8>> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("`{}` failed ({}).\n{}", shown(command), output.status, String::from_utf8_lossy(&said).trim_end()))
}

/// Starts a program that runs beside us; its output goes to the file `log`.
pub fn start(command: &mut Command, log: &Path) -> Outcome<Child> {
    let open = || std::fs::File::create(log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = open().map_err(|error| format!("{} cannot be written: {error}.", log.display()))?;
    command.stdin(Stdio::null()).stdout(out).stderr(err).spawn().map_err(|error| cannot_start(command, &error))
}

/// Runs to the end, shows its lines as they come, and gives each, without colours, to `see`. True when it succeeded.
pub fn observe(command: &mut Command, mut see: impl FnMut(&str)) -> Outcome<bool> {
    /// How long to wait for the rest of the output when a grandchild holds the pipe open after the end.
    const LAST_WORDS: Duration = Duration::from_secs(1);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(|error| cannot_start(command, &error))?;
    let (sender, lines) = channel();
    if let (Some(out), Some(err)) = (child.stdout.take(), child.stderr.take()) {
        forward_lines(out, sender.clone());
        forward_lines(err, sender);
    }
    let mut ended: Option<Instant> = None;
    loop {
        match lines.recv_timeout(Duration::from_millis(100)) {
            Ok(line) => {
                console::say(&line);
                see(&without_colours(&line));
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if ended.is_some_and(|end| end.elapsed() > LAST_WORDS) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if ended.is_none() && child.try_wait().is_ok_and(|status| status.is_some()) {
            ended = Some(Instant::now());
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    Ok(status.success())
}

fn forward_lines(source: impl Read + Send + 'static, sender: Sender<String>) {
    std::thread::spawn(move || {
        let mut source = BufReader::new(source);
        let mut line = Vec::new();
        while source.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line);
            if sender.send(text.trim_end_matches(['\n', '\r']).to_owned()).is_err() {
                return;
            }
            line.clear();
        }
    });
}

/// The line without its terminal colours (`ESC [ … letter`).
pub fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        rest = rest.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest);
    }
    plain + rest
}

/// Sends a signal (`INT`, `TERM`, `KILL`) to processes. Those that are gone already do not matter.
pub fn signal(name: &str, pids: &[u32]) {
    // The shell's own `kill`: the program of that name is not on every machine.
    let mut command = Command::new("sh");
    command.args(["-c", "for pid; do kill -s \"$0\" \"$pid\" 2>/dev/null; done", name]);
    command.args(pids.iter().map(u32::to_string)).stdin(Stdio::null());
    let _gone_already = command.status();
}

/// Asks a child to stop with a signal; kills it when it has not stopped within `patience`.
pub fn stop(child: &mut Child, signal_name: &str, patience: Duration) {
    signal(signal_name, &[child.id()]);
    let asked = Instant::now();
    while asked.elapsed() < patience {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _gone_already = child.kill();
    let _gone_already = child.wait();
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot be started: {error}.", command.get_program().display())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_and_the_text_stays() {
        assert_eq!(without_colours("\u{1b}[32;1m     Summary\u{1b}[0m [ 1s] \u{1b}[m5"), "     Summary [ 1s] 5");
        assert_eq!(without_colours("plain [text]"), "plain [text]");
    }

    #[test]
    fn lines_of_both_outputs_are_seen_and_a_failure_is_told() {
        let mut seen = Vec::new();
        let mut command = command("sh", Path::new("/"));
        let succeeded =
            observe(command.args(["-c", "echo out; echo err >&2; exit 3"]), |line| seen.push(line.to_owned()));
        seen.sort();
        assert_eq!((succeeded, seen), (Ok(false), vec!["err".to_owned(), "out".to_owned()]));
    }

    #[test]
    fn a_grandchild_that_keeps_the_output_open_does_not_hold_up_the_run() {
        let started = Instant::now();
        let succeeded = observe(command("sh", Path::new("/")).args(["-c", "sleep 5 & echo on"]), |_| ());
        assert_eq!(succeeded, Ok(true));
        assert!(started.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn a_child_that_ignores_the_signal_is_killed() {
        let mut child =
            command("sh", Path::new("/")).args(["-c", "trap '' TERM; while :; do sleep 0.05; done"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(200));
        stop(&mut child, "TERM", Duration::from_millis(200));
        assert!(child.try_wait().unwrap().is_some());
    }
}
