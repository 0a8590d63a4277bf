//! Serving: accepts connections until told to stop, then lets them finish.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use wire::frames::{ByeFrame, CloseCode, ServerFrame};

use super::router;
use crate::app::App;
use crate::platform::random;
use crate::realtime::frames;

/// Clients come back spread over this time, so that they do not all knock at once.
const SPREAD_MS: u64 = 5_000;
/// How long requests under way may take to finish.
const DRAIN: Duration = Duration::from_secs(20);

/// Serves until `stop`, then drains: sockets get `bye`, requests finish.
///
/// # Errors
/// A sentence when the listener fails.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: CancellationToken) -> Result<(), String> {
    let service = router::router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = stop.clone();
    let goodbye = Arc::clone(&app);
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stopping.cancelled().await;
        goodbye.stopping.cancel();
        say_bye(&goodbye);
    });
    let drained = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        outcome = async { serving.await } => outcome.map_err(|error| format!("The server stopped accepting: {error}.")),
        () = drained => Ok(()),
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
