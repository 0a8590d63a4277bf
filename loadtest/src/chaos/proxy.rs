//! A TCP proxy in the process that cuts connections at random byte offsets.
//!
//! It knows nothing of HTTP or WebSockets, so it cuts requests, answers, handshakes and frames alike, in the middle.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::random::Random;

/// Four of ten connections are cut within so many bytes: in the upgrade, the authentication or the resume.
const EARLY: u64 = 2_500;
/// The others within so many.
const LATE: u64 = 120_000;

/// A running proxy; it ends with the process.
#[derive(Debug)]
pub struct Proxy {
    pub address: SocketAddr,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    target: SocketAddr,
    random: Mutex<Random>,
    calm: AtomicBool,
    cuts: AtomicU64,
    early_cuts: AtomicU64,
}

impl Proxy {
    /// A proxy in front of `target`.
    ///
    /// # Errors
    /// A sentence.
    pub async fn start(target: SocketAddr, random: Random) -> Result<Self, String> {
        let no_port = |error: io::Error| format!("The proxy has no port: {error}.");
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(no_port)?;
        let address = listener.local_addr().map_err(no_port)?;
        let state = State {
            target,
            random: Mutex::new(random),
            calm: AtomicBool::new(false),
            cuts: AtomicU64::new(0),
            early_cuts: AtomicU64::new(0),
        };
        let state = Arc::new(state);
        let accepting = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, Arc::clone(&accepting)));
            }
        });
        Ok(Self { address, state })
    }

    /// Whether connections are left in peace.
    pub fn set_calm(&self, calm: bool) {
        self.state.calm.store(calm, Ordering::Relaxed);
    }

    /// Connections cut so far, and how many of them within their first bytes.
    #[must_use]
    pub fn cuts(&self) -> (u64, u64) {
        (self.state.cuts.load(Ordering::Relaxed), self.state.early_cuts.load(Ordering::Relaxed))
    }
}

impl State {
    /// After how many bytes of one direction a connection is cut.
    fn draw(&self) -> (u64, bool) {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let end = if random.below(10) < 4 { EARLY } else { LATE };
        (random.below(end), random.one_in(2))
    }
}

/// One connection, until either side closes or it is cut.
async fn carry(client: TcpStream, state: Arc<State>) {
    let Ok(server) = TcpStream::connect(state.target).await else { return };
    if client.set_nodelay(true).and_then(|()| server.set_nodelay(true)).is_err() {
        return;
    }
    let (offset, upwards) = state.draw();
    let limit = |up: bool| if up == upwards { offset } else { u64::MAX };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // Whichever direction ends first ends the other: both halves of both connections are dropped.
    let cut = tokio::select! {
        cut = copy(from_client, to_server, limit(true), &state) => cut,
        cut = copy(from_server, to_client, limit(false), &state) => cut,
    };
    if cut.unwrap_or(false) {
        state.cuts.fetch_add(1, Ordering::Relaxed);
        if offset < EARLY {
            state.early_cuts.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Copies up to `limit` bytes, to the byte; answers whether the limit was what ended it.
async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, limit: u64, state: &State) -> io::Result<bool> {
    let mut buffer = vec![0; 4096];
    let mut copied = 0;
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(false);
        }
        let left = if state.calm.load(Ordering::Relaxed) { u64::MAX } else { limit.saturating_sub(copied) };
        let take = usize::try_from(left).unwrap_or(usize::MAX).min(read);
        to.write_all(buffer.get(..take).unwrap_or_default()).await?;
        if take < read {
            return Ok(true);
        }
        copied += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.into_split();
                    tokio::io::copy(&mut from, &mut to).await
                });
            }
        });
        address
    }

    /// Sends a megabyte through and counts what comes back.
    async fn pass(proxy: &Proxy) -> usize {
        let (mut from, mut to) = TcpStream::connect(proxy.address).await.unwrap().into_split();
        // The write half stays open in the task's result: a half-closed connection counts as closed.
        let sending = tokio::spawn(async move { to.write_all(&vec![7; 1_000_000]).await.map(|()| to) });
        let mut back = vec![0; 1_000_000];
        let mut count = 0;
        while count < back.len() {
            match from.read(&mut back[count..]).await {
                Ok(0) | Err(_) => break,
                Ok(read) => count += read,
            }
        }
        sending.abort();
        count
    }

    #[tokio::test]
    async fn a_calm_proxy_carries_everything_and_a_wild_one_cuts_everywhere() {
        let proxy = Proxy::start(echo().await, Random::new(3)).await.unwrap();
        proxy.set_calm(true);
        assert_eq!(pass(&proxy).await, 1_000_000);
        assert_eq!(proxy.cuts(), (0, 0));
        proxy.set_calm(false);
        for _ in 0..20 {
            assert!(pass(&proxy).await < 1_000_000);
        }
        let (cuts, early) = proxy.cuts();
        assert_eq!(cuts, 20);
        assert!((2..=15).contains(&early), "{early} of 20 cuts are early");
    }
}
