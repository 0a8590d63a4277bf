//! Polling the log by time: the safety net below the bus.
//!
//! Any process may write (another node, an import beside the server), and a crash between commit and publish must cost
//! latency, never data. So each node reads the newest events again and again, with an overlap; what was delivered already is
//! dropped by the delivery rule.

use std::sync::Arc;
use std::time::Duration;

use wire::time::Timestamp;

use super::hub::Hub;
use crate::platform::clock::Clock;
use crate::store::streams;

/// How far each poll looks back beyond the last: longer than a change may take, clocks of nodes included.
const OVERLAP_SECONDS: i64 = 10;
/// Events of one poll.
const LIMIT: i64 = 2000;

/// Polls until cancelled. `pause` says how long to wait before each round.
pub async fn run(hub: Arc<Hub>, clock: Clock, pause: impl Fn() -> Duration) {
    let mut seen = clock.now();
    loop {
        tokio::time::sleep(pause()).await;
        let now = clock.now();
        match poll(&hub, seen.plus_seconds(-OVERLAP_SECONDS)).await {
            Ok(()) => seen = now,
            Err(error) => tracing::warn!(%error, "the log could not be polled"),
        }
    }
}

async fn poll(hub: &Arc<Hub>, since: Timestamp) -> crate::domain::error::Result<()> {
    let Some(database) = hub.database() else { return Ok(()) };
    let entries = database.read(since, |tx, since| Box::pin(streams::since(tx, *since, LIMIT))).await?;
    hub.publish(entries);
    Ok(())
}
