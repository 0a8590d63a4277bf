//! The log's upkeep: what is old leaves, and the floors rise; what a message said before is said no more.

use wire::events::Event;
use wire::messages::Message;
use wire::streams::Stream;

use super::change::Change;
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::store::streams;

/// Events are kept this long, in seconds: thirty days.
const KEPT_SECONDS: i64 = 30 * 24 * 3600;
/// Events kept of one stream.
const KEPT_EVENTS: i64 = 10_000;
/// Streams trimmed in one change, so that the writer is free again soon.
const STREAMS: i64 = 20;

/// Deletes events older than thirty days and all but the newest 10,000 of each stream. A client whose head lies below the new
/// floor fetches afresh.
///
/// # Errors
/// As the store fails; what was trimmed until then stays so.
pub async fn trim(app: &App) -> Result<()> {
    let before = app.clock.now().plus_seconds(-KEPT_SECONDS);
    loop {
        let trimmed = app
            .change(Stream::Workspace, before, |c, before| {
                Box::pin(async move { streams::trim(c, *before, KEPT_EVENTS, STREAMS).await })
            })
            .await?;
        if trimmed == 0 {
            return Ok(());
        }
    }
}

/// Takes what the log said of a message before this out of it: who comes back gets the message as it is now where it was
/// created, and skips for what happened to it since. Whoever calls this emits `message_updated` too: on seeing that, every
/// node does the same with what it has in memory (`realtime/frames.rs`).
///
/// # Errors
/// As the store fails.
pub async fn supersede(c: &mut Change, message: &Message) -> Result<()> {
    let event = Event::MessageCreated(message.clone());
    let payload = serde_json::to_string(&event).map_err(Error::internal)?;
    streams::supersede(c, Stream::Room(message.room), message.id.0, (event.kind(), &payload)).await
}
