//! Health: is the process alive, and can it serve?

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::ops::workspace;

/// The event loop turns.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The database answers and can be written, and the server does not stop.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, String) {
    if app.stopping.is_cancelled() {
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
