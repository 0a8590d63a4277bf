//! The real binary, running until a test has seen enough of it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

pub const ANY_PORT: &str = "127.0.0.1:0";

pub fn command(data: &Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relaydesk"));
    command.args(["serve", "--listen", listen, "--data"]).arg(data);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A server that runs until this is dropped.
pub struct Running {
    pub child: Child,
    /// What it said when it was ready.
    pub line: String,
}

impl Running {
    pub fn start(data: &Path) -> Self {
        Self::of(command(data, ANY_PORT).stderr(Stdio::null()))
    }

    /// Starts this command and waits until it is ready.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, line }
    }

    pub fn port(&self) -> u16 {
        let address = self.line.split(' ').find_map(|word| word.strip_prefix("http://localhost:"));
        address.unwrap_or_else(|| panic!("no address in {:?}", self.line)).trim_end().parse().unwrap()
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.child.id())]).status().unwrap();
        assert!(sent.success());
    }

    pub fn end(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
