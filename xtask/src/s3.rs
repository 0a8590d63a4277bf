//! A private S3 for one run: s3rver, a server of the same protocol, with one bucket in a folder of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use crate::{Outcome, places, ports, process, web};

/// The bucket that the tests use; `server/tests/harness/files.rs` knows it and the server's fixed keys.
const BUCKET: &str = "relaydesk";

/// Picks of a port before giving up: another program may take a free port before we do.
const ATTEMPTS: u32 = 3;

/// A running S3; dropping it stops it.
#[derive(Debug)]
pub struct S3 {
    child: Child,
    port: u16,
}

impl S3 {
    /// Installs it when it is missing, and starts an empty one with its files and its log in `folder`.
    pub fn start(folder: &Path) -> Outcome<Self> {
        let peers = places::peers();
        web::install(&peers)?;
        let log = folder.join("s3.log");
        for _ in 0..ATTEMPTS {
            let port = ports::pick()?;
            let mut command = process::command("node", folder);
            command.arg(peers.join("node_modules/s3rver/bin/s3rver.js")).arg("--directory").arg(folder.join("s3"));
            command.args(["--address", "127.0.0.1", "--port", &port.to_string(), "--no-vhost-buckets"]);
            command.args(["--silent", "--configure-bucket", BUCKET]);
            let mut running = Self { child: process::start(&mut command, &log)?, port };
            if ports::wait_until(&mut running.child, port, answers) {
                return Ok(running);
            }
        }
        Err(format!("The S3 of the tests did not start.\n{}", std::fs::read_to_string(log).unwrap_or_default()))
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        process::stop(&mut self.child, "TERM", Duration::from_secs(5));
    }
}

fn answers(stream: &mut TcpStream) -> bool {
    let mut answer = [0; 5];
    stream.set_read_timeout(Some(Duration::from_secs(1))).is_ok()
        && stream.write_all(b"GET / HTTP/1.0\r\n\r\n").is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer == *b"HTTP/"
}
