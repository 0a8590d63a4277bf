//! A private Redis that is killed and started again at will; it keeps its port.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// A start takes some milliseconds; longer than this is no start.
const START_WITHIN: Duration = Duration::from_secs(10);

/// A Redis, running or killed.
#[derive(Debug)]
pub struct Redis {
    port: u16,
    running: Option<Child>,
}

impl Redis {
    /// Starts an empty one on a free port.
    ///
    /// # Errors
    /// A sentence.
    pub async fn start() -> Result<Self, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| format!("There is no free port: {error}."))?.port();
        let mut redis = Self { port, running: None };
        redis.restart().await?;
        Ok(redis)
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Starts it, empty, and waits until it answers.
    ///
    /// # Errors
    /// A sentence.
    pub async fn restart(&mut self) -> Result<(), String> {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        // A title of its own would overwrite the marks by which a tool may find it.
        command.args(["--set-proc-title", "no"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.running = Some(command.spawn().map_err(|error| format!("redis-server does not start: {error}."))?);
        let began = Instant::now();
        while !self.answers().await {
            if began.elapsed() > START_WITHIN {
                return Err("Redis did not become ready.".to_owned());
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Kills it without a word.
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            // Both fail only when it is gone already.
            drop(running.kill());
            drop(running.wait());
        }
    }

    async fn answers(&self) -> bool {
        let ask = async {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
            stream.write_all(b"PING\r\n").await?;
            let mut answer = [0; 5];
            stream.read_exact(&mut answer).await?;
            std::io::Result::Ok(answer)
        };
        ask.await.is_ok_and(|answer| answer == *b"+PONG")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
