//! Health: is the process alive, and can it serve?

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::ops::{uploads, workspace};

/// The event loop turns.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The database answers and can be written, and the server does not stop. What works worse than it should is listed after it, a
/// line each.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, String) {
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".into());
    }
    if app.fatal.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "database: the disk refused a write\n".into());
    }
    match workspace::probe(&app).await {
        Ok(()) => {
            (StatusCode::OK, ["ready"].into_iter().chain(degraded(&app)).map(|line| format!("{line}\n")).collect())
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database: cannot be written\n".into()),
    }
}

fn degraded(app: &App) -> impl Iterator<Item = &'static str> {
    let deaf = app.facts.redis_url.is_some() && app.hub.bus().is_some_and(|bus| !bus.is_up());
    let full = !uploads::has_room(app);
    let redis = deaf.then_some("degraded: redis does not answer; news of other servers comes by polling, and later");
    let disk = full.then_some("degraded: the disk is nearly full; no files are taken");
    redis.into_iter().chain(disk)
}
