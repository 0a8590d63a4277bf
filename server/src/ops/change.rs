//! The unit of work as ops see it: `app.change(stream, input, body)`, and within it `emit`.
//!
//! "Publish before write" cannot be written: events are rows of the same transaction, and the hub sees them only after the
//! commit.

use std::time::Duration;

use wire::events::Event;
use wire::streams::Stream;

use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::store::db::{Body, Tx, Unit};

/// What a body of `change` works on. It lends its transaction to store functions.
pub type Change = Unit;

impl App {
    /// Runs a body in one unit of work with `stream` locked: see [`crate::store::db::Database::change`].
    ///
    /// # Errors
    /// What the body answers (then nothing was written), or what the commit met.
    pub async fn change<I, T, F>(&self, stream: Stream, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Change, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        self.db.change(stream, input, body).await
    }

    /// Runs a body in one read snapshot: see [`crate::store::db::Database::read`].
    ///
    /// # Errors
    /// What the body answers, or `Busy` when it took too long.
    pub async fn read<I, T, F>(&self, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        self.db.read(input, body).await
    }

    /// Runs a body in one read snapshot, for at most so long.
    ///
    /// # Errors
    /// What the body answers, or `Busy` when it took too long.
    pub async fn read_within<I, T, F>(&self, limit: Duration, input: I, body: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Tx, &'c I) -> Body<'c, T> + Send + Sync + 'static,
    {
        self.db.read_within(limit, input, body).await
    }
}

/// Telling what happened.
pub trait Emit {
    /// Appends an event to a stream at the commit.
    ///
    /// # Errors
    /// `Internal` when the event cannot be written as JSON.
    fn emit(&mut self, stream: Stream, event: &Event) -> Result<()>;
}

impl Emit for Change {
    fn emit(&mut self, stream: Stream, event: &Event) -> Result<()> {
        let payload = serde_json::to_string(event).map_err(Error::internal)?;
        let subject = match event {
            Event::MessageCreated(message) | Event::MessageUpdated(message) => Some(message.id.0),
            Event::ReactionsUpdated(changed) => Some(changed.message.0),
            // A draft is superseded by its place.
            Event::DraftUpdated(draft) => Some(draft.root.map_or(draft.room.0, |root| root.0)),
            _ => None,
        };
        self.append(stream, event.kind(), subject, payload);
        Ok(())
    }
}
