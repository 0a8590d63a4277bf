//! Health: is the process alive, and can it serve?

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::ops::workspace;

/// Set when the server stops: a balancer sends nobody here any more.
pub static DRAINING: AtomicBool = AtomicBool::new(false);

/// The event loop turns.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The database answers and can be written, and the server does not stop.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, String) {
    if DRAINING.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".into());
    }
    if app.fatal.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "database: the disk refused a write\n".into());
    }
    match workspace::probe(&app).await {
        Ok(()) => (StatusCode::OK, "ready\n".into()),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database: cannot be written\n".into()),
    }
}
