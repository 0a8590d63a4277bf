//! The running server's handles, shared by everything above.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::platform::clock::Clock;
use crate::platform::ids::Ids;
use crate::realtime::hub::Hub;
use crate::store::db::{Database, Hooks, Location};

/// Handles only: no state of its own, no verbs.
pub struct App {
    /// SQLite or PostgreSQL.
    pub db: Database,
    /// Live delivery to this node's sockets.
    pub hub: Arc<Hub>,
    /// Wall time, injected.
    pub clock: Clock,
    /// Ids of everything new.
    pub ids: Ids,
    /// Rings when jobs were written.
    pub jobs_waiting: Arc<Notify>,
    /// What the configuration says that answers repeat.
    facts: Facts,
}

/// What the configuration says that answers repeat.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// The public URL is plain http beyond this machine.
    pub insecure: bool,
}

impl App {
    /// Opens the database and puts the handles together.
    ///
    /// # Errors
    /// A sentence for the person who starts the server.
    pub async fn open(location: &Location, clock: Clock, ids: Ids, facts: Facts) -> Result<Arc<Self>, String> {
        let jobs_waiting = Arc::new(Notify::new());
        let hub = Arc::new(Hub::default());
        let (ring, publisher) = (Arc::clone(&jobs_waiting), Arc::clone(&hub));
        let hooks = Hooks {
            publish: Arc::new(move |entries| publisher.publish(entries)),
            wake_jobs: Arc::new(move || ring.notify_one()),
            fatal: Arc::new(|_| ()),
        };
        let db = Database::open(location, clock.clone(), ids.clone(), hooks).await?;
        hub.start(db.clone());
        Ok(Arc::new(Self { db, hub, clock, ids, jobs_waiting, facts }))
    }

    /// What the configuration says that answers repeat.
    #[must_use]
    pub fn facts(&self) -> Facts {
        self.facts
    }
}
