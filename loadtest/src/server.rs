//! A real server in a process of its own, killed when it is dropped.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// A server that does not answer by then will not.
const START_WITHIN: Duration = Duration::from_secs(60);

/// How to run a server: the same each time it is started.
#[derive(Clone, Debug)]
pub struct Plan {
    pub binary: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    /// Gets what the server writes.
    pub log: PathBuf,
    pub address: SocketAddr,
    /// PostgreSQL; SQLite in the data folder when absent.
    pub database_url: Option<String>,
    /// The Redis between the nodes; none when absent.
    pub redis_url: Option<String>,
    /// The only processor it may use; any when absent.
    pub core: Option<usize>,
}

impl Plan {
    /// A plan on a free port, with everything in `folder`.
    ///
    /// # Errors
    /// A sentence, when there is no such binary or no free port.
    pub fn new(binary: &Path, folder: &Path) -> Result<Self, String> {
        if !binary.is_file() {
            return Err(format!("There is no server at {}; name one with --server.", binary.display()));
        }
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| format!("There is no free port: {error}."))?;
        let (data, log) = (folder.join("data"), folder.join("server.log"));
        Ok(Self { binary: binary.to_owned(), data, log, address, database_url: None, redis_url: None, core: None })
    }

    fn command(&self) -> Result<Command, String> {
        let unwritable = |error| format!("{} cannot be written: {error}.", self.log.display());
        let log = File::options().create(true).append(true).open(&self.log).map_err(unwritable)?;
        let again = log.try_clone().map_err(unwritable)?;
        let mut command = match self.core {
            // It replaces itself by the server: the process id is the server's.
            Some(core) => {
                let mut command = Command::new("taskset");
                command.arg("-c").arg(core.to_string()).arg(&self.binary);
                command
            }
            None => Command::new(&self.binary),
        };
        command.arg("serve").arg("--listen").arg(self.address.to_string()).arg("--data").arg(&self.data);
        command.env("RELAYDESK_RATES", "off").env("RELAYDESK_LOG_FORMAT", "text").env("RELAYDESK_LOG_LEVEL", "warn");
        // What a person has set for their own server must not reach this one.
        for name in ["RELAYDESK_BIN", "RELAYDESK_TEST_DATABASE_URL", "RELAYDESK_TEST_REDIS_URL"] {
            command.env_remove(name);
        }
        for (name, url) in [("RELAYDESK_DATABASE_URL", &self.database_url), ("RELAYDESK_REDIS_URL", &self.redis_url)] {
            match url {
                Some(url) => command.env(name, url),
                None => command.env_remove(name),
            };
        }
        command.stdin(Stdio::null()).stdout(log).stderr(again);
        Ok(command)
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts a server and waits until it is ready; answers too how long that took.
    ///
    /// # Errors
    /// A sentence, when it ends or stays silent instead.
    pub async fn start(plan: &Plan) -> Result<(Self, Duration), String> {
        Self::start_until(plan, "/readyz").await
    }

    /// Starts a server and waits until `path` gives 200; answers too how long that took.
    ///
    /// # Errors
    /// A sentence, when it ends or does not come to that.
    pub async fn start_until(plan: &Plan, path: &str) -> Result<(Self, Duration), String> {
        let started = Instant::now();
        let child = plan.command()?.spawn();
        let child = child.map_err(|error| format!("{} does not start: {error}.", plan.binary.display()))?;
        let mut server = Self { child };
        while !answers(plan.address, path).await {
            if let Ok(Some(status)) = server.child.try_wait() {
                return Err(format!("The server ended with {status}; see {}.", plan.log.display()));
            }
            if started.elapsed() > START_WITHIN {
                return Err(format!("The server did not give 200 for {path}; see {}.", plan.log.display()));
            }
            sleep(Duration::from_millis(1)).await;
        }
        Ok((server, started.elapsed()))
    }

    /// Process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills it at once (SIGKILL): it gets no chance to tidy up.
    pub fn kill(&mut self) {
        // Both fail only when it is gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whether `GET path` gives 200.
async fn answers(address: SocketAddr, path: &str) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut status = [0; 12];
        stream.read_exact(&mut status).await?;
        std::io::Result::Ok(status)
    };
    ask.await.is_ok_and(|status| status == *b"HTTP/1.1 200")
}
