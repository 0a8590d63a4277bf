//! A private Redis for one run: nothing on disk, its own port on the loopback address.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use crate::debian::Package;
use crate::{Outcome, ports, process};

/// How it is installed.
pub const PACKAGE: Package = Package {
    name: "redis-server",
    purpose: "the tests of several servers side by side",
    present: || process::find("redis-server").is_some(),
};

/// Picks of a port before giving up: another program may take a free port before we do.
const ATTEMPTS: u32 = 3;

/// A running Redis; dropping it stops it.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    port: u16,
}

impl Redis {
    /// Starts an empty one; its log is in `folder`.
    pub fn start(folder: &Path) -> Outcome<Self> {
        let log = folder.join("redis.log");
        for _ in 0..ATTEMPTS {
            let port = ports::pick()?;
            let mut command = process::command("redis-server", folder);
            command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
            // A title of its own would overwrite the mark by which the reaper finds it.
            command.args(["--set-proc-title", "no"]);
            let mut running = Self { child: process::start(&mut command, &log)?, port };
            if ports::wait_until(&mut running.child, port, answers_ping) {
                return Ok(running);
            }
        }
        Err(format!("Redis did not start.\n{}", std::fs::read_to_string(log).unwrap_or_default()))
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        process::stop(&mut self.child, "TERM", Duration::from_secs(5));
    }
}

fn answers_ping(stream: &mut TcpStream) -> bool {
    let mut answer = [0; 5];
    stream.set_read_timeout(Some(Duration::from_secs(1))).is_ok()
        && stream.write_all(b"PING\r\n").is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer == *b"+PONG"
}
