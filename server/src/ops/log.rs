//! The log's upkeep: what is old leaves, and the floors rise.

use wire::streams::Stream;

use crate::app::App;
use crate::domain::error::Result;
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
