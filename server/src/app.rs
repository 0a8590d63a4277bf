//! The running server's handles, shared by everything above.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::platform::clock::Clock;
use crate::platform::ids::Ids;
use crate::store::db::{Database, Hooks, Location};

/// Handles only: no state of its own, no verbs.
pub struct App {
    /// SQLite or PostgreSQL.
    pub db: Database,
    /// Wall time, injected.
    pub clock: Clock,
    /// Ids of everything new.
    pub ids: Ids,
    /// Rings when jobs were written.
    pub jobs_waiting: Arc<Notify>,
}

impl App {
    /// Opens the database and puts the handles together.
    ///
    /// # Errors
    /// A sentence for the person who starts the server.
    pub async fn open(location: &Location, clock: Clock, ids: Ids) -> Result<Arc<Self>, String> {
        let jobs_waiting = Arc::new(Notify::new());
        let ring = Arc::clone(&jobs_waiting);
        let hooks = Hooks { wake_jobs: Arc::new(move || ring.notify_one()), ..Hooks::default() };
        let db = Database::open(location, clock.clone(), ids.clone(), hooks).await?;
        Ok(Arc::new(Self { db, clock, ids, jobs_waiting }))
    }
}
