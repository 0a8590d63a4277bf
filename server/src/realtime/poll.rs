//! Polling the log by time: the safety net below the bus.
//!
//! Any process may write (another node, an import beside the server), and a crash between commit and publish must cost
//! latency, never data. So each node asks again and again, with an overlap, which streams have new events; one that is ahead
//! of what was delivered is read from the log. Sessions that another process ended are found the same way.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use wire::ids::SessionId;
use wire::time::Timestamp;

use super::bus::{self, Ended};
use super::hub::Hub;
use crate::domain::error::Result;
use crate::platform::clock::Clock;
use crate::store::{sessions, streams};

/// How far each poll looks back beyond the last: longer than a change may take, clocks of nodes included.
const OVERLAP_SECONDS: i64 = 10;
/// The pause while the bus carries what happens, or nearly nobody else writes.
pub const RARELY: Duration = Duration::from_secs(5);
/// The pause while polling is all there is between nodes.
pub const OFTEN: Duration = Duration::from_secs(1);

/// Polls until cancelled. `alone` is the pause while the bus is down or there is none.
pub async fn run(hub: Arc<Hub>, clock: Clock, alone: Duration) {
    let Some(mut standing) = hub.bus().map(bus::Bus::standing) else { return };
    let mut seen = clock.now();
    loop {
        let pause = if *standing.borrow_and_update() { RARELY } else { alone };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = bus::turned(&mut standing) => {}
            () = hub.must_look() => {}
        }
        let now = clock.now();
        match poll(&hub, seen.plus_seconds(-OVERLAP_SECONDS)).await {
            Ok(()) => seen = now,
            Err(error) => tracing::warn!(%error, "the log could not be polled"),
        }
    }
}

async fn poll(hub: &Arc<Hub>, since: Timestamp) -> Result<()> {
    let Some(database) = hub.database() else { return Ok(()) };
    let heads = database.read(since, |tx, since| Box::pin(streams::moved_since(tx, *since))).await?;
    for head in heads {
        hub.reach(head).await;
    }
    end_absent_sessions(hub).await
}

/// Closes the sockets of sessions that are no more.
async fn end_absent_sessions(hub: &Arc<Hub>) -> Result<()> {
    let Some(database) = hub.database() else { return Ok(()) };
    let connected: HashSet<SessionId> = hub.connections().iter().map(|connection| connection.caller.session).collect();
    if connected.is_empty() {
        return Ok(());
    }
    let asked: Vec<SessionId> = connected.iter().copied().collect();
    let present = database.read(asked, |tx, asked| Box::pin(sessions::present(tx, asked))).await?;
    let present: HashSet<SessionId> = present.into_iter().collect();
    for absent in connected.difference(&present) {
        hub.end_here(Ended::Session(*absent));
    }
    Ok(())
}
