//! The running server's handles, shared by everything above.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use wire::limits;

use crate::access::sessions::Known;
use crate::blobs::staging::Staging;
use crate::blobs::{self, Blobs};
use crate::config::bus::RedisUrl;
use crate::config::network::Network;
use crate::domain::newest::NewestPages;
use crate::outbound::fetch::Fetch;
use crate::platform::clock::Clock;
use crate::platform::hashing::Hasher;
use crate::platform::ids::Ids;
use crate::platform::images::Images;
use crate::platform::rates::Rates;
use crate::platform::secret::Secret;
use crate::platform::slots::Slots;
use crate::realtime::bus::Bus;
use crate::realtime::bus::Ended;
use crate::realtime::hub::{Hub, Surroundings};
use crate::realtime::poll;
use crate::store::db::{Database, Hooks, Location};

/// Sockets of one network address that may wait for their first frame at once.
const GREETING: usize = 200;

/// Room that must be left on the disk for anything but files, in bytes: 1 GiB.
const LEAST_FREE: u64 = 1024 * 1024 * 1024;

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
    /// Contents of files.
    pub blobs: Blobs,
    /// Uploads under way.
    pub staging: Staging,
    /// Chunks that one user sends at once.
    pub chunks: Slots,
    /// Decodes images, one at a time.
    pub images: Images,
    /// Rings when jobs were written.
    pub jobs_waiting: Arc<Notify>,
    /// Messages sent through this node since its start.
    pub sent: AtomicUsize,
    /// How often what may be done.
    pub rates: Rates,
    /// Sockets of one network address that have not authenticated yet.
    pub greeting: Slots,
    /// Hashes passwords, a few at a time.
    pub hasher: Hasher,
    /// The newest pages of the rooms that are read most.
    pub newest: NewestPages,
    /// What is known of sessions and access tokens, for a second.
    pub sessions: Arc<Known>,
    /// Cancelled when the disk refused a write: the process must stop.
    pub fatal: CancellationToken,
    /// Cancelled when the server stops: a balancer sends nobody here any more.
    pub stopping: CancellationToken,
    /// What the configuration says.
    pub facts: Arc<Facts>,
}

/// What the configuration says that the levels above need.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Where people reach the app, without a slash at the end, for example `https://chat.example.org`.
    pub public_url: String,
    /// Origins from which the browser app may call.
    pub origins: Vec<String>,
    /// Whether the session cookie is `Secure`: https, or this very machine.
    pub secure_cookie: bool,
    /// The public URL is plain http beyond this machine.
    pub insecure: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether rate limits are on.
    pub rates: bool,
    /// Speaks to other servers.
    pub outbound: Fetch,
    /// Whether links in messages may get previews at all.
    pub link_previews: bool,
    /// The Redis between the nodes; none when this is the only one, or polling is enough.
    pub redis_url: Option<Secret<RedisUrl>>,
    /// Where the contents of files are.
    pub files: blobs::Location,
    /// The folder of uploads under way.
    pub staging: PathBuf,
    /// How large one file may be, in bytes.
    pub upload_bytes: i64,
    /// Below so many free bytes no upload is taken.
    pub least_free: u64,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            origins: vec!["http://localhost:8080".to_owned(), "http://127.0.0.1:8080".to_owned()],
            secure_cookie: true,
            insecure: false,
            trusted_proxies: Vec::new(),
            rates: true,
            outbound: Fetch::default(),
            link_previews: true,
            redis_url: None,
            files: blobs::Location::Disk(PathBuf::from("data/files")),
            staging: PathBuf::from("data/staging"),
            upload_bytes: limits::UPLOAD_BYTES,
            least_free: LEAST_FREE,
        }
    }
}

impl App {
    /// Opens the database and puts the handles together.
    ///
    /// # Errors
    /// A sentence for the person who starts the server.
    pub async fn open(location: &Location, clock: Clock, ids: Ids, facts: Facts) -> Result<Arc<Self>, String> {
        let redis_url = facts.redis_url.as_ref().map(|url| url.reveal().0.as_str());
        let (bus, line) = Bus::open(redis_url)?;
        let blobs = Blobs::open(&facts.files)?;
        let jobs_waiting = Arc::new(Notify::new());
        let hub = Arc::new(Hub::default());
        let fatal = CancellationToken::new();
        let (ring, publisher, stopper) = (Arc::clone(&jobs_waiting), Arc::clone(&hub), fatal.clone());
        let hooks = Hooks {
            publish: Arc::new(move |entries| publisher.publish(entries)),
            wake_jobs: Arc::new(move || ring.notify_one()),
            fatal: Arc::new(move |reason| {
                tracing::error!(reason, "the disk refused a write: stopping");
                stopper.cancel();
            }),
        };
        let db = Database::open(location, clock.clone(), ids.clone(), hooks).await?;
        let sessions = Arc::new(Known::default());
        let alone = match location {
            // Only an import may write beside the server.
            Location::Sqlite(_) => poll::RARELY,
            Location::Postgres { .. } => poll::OFTEN,
        };
        let forget = Box::new(forgetter(Arc::clone(&sessions)));
        hub.start(Surroundings { database: db.clone(), clock: clock.clone(), bus, line, alone, forget });
        Ok(Arc::new(Self {
            db,
            hub,
            rates: Rates::new(clock.clone(), facts.rates),
            greeting: Slots::new(if facts.rates { GREETING } else { usize::MAX }),
            hasher: Hasher::default(),
            newest: NewestPages::default(),
            sessions,
            clock,
            ids,
            blobs,
            staging: Staging::new(facts.staging.clone()),
            chunks: Slots::new(limits::CHUNKS_AT_ONCE),
            images: Images::default(),
            jobs_waiting,
            sent: AtomicUsize::new(0),
            fatal,
            stopping: CancellationToken::new(),
            facts: Arc::new(facts),
        }))
    }
}

/// What forgets those who ended: the hub calls it on every node.
fn forgetter(sessions: Arc<Known>) -> impl Fn(Ended) + Send + Sync {
    move |ended| match ended {
        Ended::Session(session) => sessions.remember(session, None),
        // Which sessions are the user's is not known here; all are known again after one look.
        Ended::User(_) => sessions.forget_all(),
    }
}
