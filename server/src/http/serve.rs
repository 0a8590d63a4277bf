//! Serving: accepts connections until told to stop, then lets them finish.
//!
//! Connections are HTTP/1.1; whoever sends its requests too slowly is cut off. A socket leaves here with its upgrade, see
//! `socket.rs`.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use wire::frames::{ByeFrame, CloseCode, ServerFrame};

use super::router;
use crate::app::App;
use crate::platform::random;
use crate::realtime::frames;

/// Clients come back spread over this time, so that they do not all knock at once.
const SPREAD_MS: u64 = 5_000;
/// How long requests under way may take to finish.
const DRAIN: Duration = Duration::from_secs(20);
/// How long a connection may take over the head of its next request, silence before it included.
const HEAD_WITHIN: Duration = Duration::from_secs(60);
/// What a connection may keep in memory of a head, in bytes; hyper's own 400 KiB, times many connections, is too much.
const HEAD_BYTES: usize = 32 * 1024;
/// How long to wait when the operating system has no more connections to give.
const RECOVERY: Duration = Duration::from_millis(500);

/// Serves until `stop`, then drains: sockets get `bye`, requests finish.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: CancellationToken) {
    let router = router::router(Arc::clone(&app));
    let open = TaskTracker::new();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        match accepted {
            Ok((stream, peer)) => {
                open.spawn(talk(stream, peer, router.clone(), HEAD_WITHIN, stop.clone()));
            }
            // Whoever knocked is gone already.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be accepted");
                sleep(RECOVERY).await;
            }
        }
    }
    drop(listener);
    app.stopping.cancel();
    say_bye(&app);
    open.close();
    if timeout(DRAIN, open.wait()).await.is_err() {
        tracing::warn!(requests = open.len(), "requests under way took too long and are cut off");
    }
}

/// Answers one connection's requests until it ends, or until the server stops and the request under way is answered.
async fn talk(stream: TcpStream, peer: SocketAddr, router: Router, head_within: Duration, stop: CancellationToken) {
    // Frames are small and each matters: the kernel must not wait for more of them.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(head_within).max_buf_size(HEAD_BYTES);
    let mut connection = pin!(server.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %peer, "a connection broke off");
    }
}

/// Tells every socket when to come back, and closes it.
fn say_bye(app: &App) {
    for connection in app.hub.connections() {
        let after_ms = random::up_to(SPREAD_MS);
        connection.push(&[frames::text(&ServerFrame::Bye(ByeFrame { code: CloseCode::Restart, after_ms }))]);
        connection.close(CloseCode::Restart);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// What a client reads to the end that writes this and then falls silent.
    async fn hear(said: &[u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let router =
            Router::new().fallback(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() });
        tokio::spawn(talk(stream, peer, router, Duration::from_millis(100), CancellationToken::new()));
        client.write_all(said).await.unwrap();
        let mut heard = String::new();
        client.read_to_string(&mut heard).await.unwrap();
        heard.replace(&peer.to_string(), "PEER")
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_cut_off() {
        let heard = hear(b"GET / HTTP/1.1\r\nhost: x\r\n").await;
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 408"), "{heard}");
    }

    #[tokio::test]
    async fn a_connection_that_falls_silent_after_an_answer_is_let_go() {
        let heard = hear(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(heard.starts_with("HTTP/1.1 200") && heard.ends_with("PEER"), "{heard}");
    }
}
