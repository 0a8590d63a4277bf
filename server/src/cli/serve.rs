//! `relaydesk serve`: opens everything in order, serves until told to stop, and closes in the opposite order.
//!
//! The listener comes first: a taken port must not touch the data. What is told to people is a sentence; nothing here decides
//! anything about chat.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::flags::Flags;
use crate::app::{App, Facts};
use crate::blobs::{self, S3Settings};
use crate::config::files::FilesPlace;
use crate::config::public_url::PublicUrl;
use crate::config::{Config, DataSource};
use crate::outbound::fetch::Fetch;
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;
use crate::platform::secret::Secret;
use crate::platform::{data_folder, shutdown, telemetry};
use crate::store::db::Location;
use crate::{http, jobs, ops};

/// How long what is left may take to close after the last request: with the requests' own 20 seconds, less than 25.
const CLOSING: Duration = Duration::from_secs(4);

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    flags: Flags,
}

/// Serves until SIGTERM or SIGINT.
pub(super) async fn run(arguments: Arguments) -> Result<(), String> {
    let config = Config::load(arguments.flags.into_sources())?;
    telemetry::start(config.log.format, config.log.level)?;
    let stop = CancellationToken::new();
    shutdown::watch(stop.clone())?;
    let Some(opened) = stop.run_until_cancelled(open(&config)).await else { return Ok(()) };
    let Opened { app, listener, ready, lock } = opened?;
    let jobs = tokio::spawn(jobs::run(Arc::clone(&app), stop.clone()));
    let watching = tokio::spawn(stop_when_fatal(Arc::clone(&app), stop.clone()));
    super::answer(&ready)?;
    http::serve::serve(listener, Arc::clone(&app), stop.clone()).await;
    stop.cancel();
    watching.abort();
    close(&app, jobs).await;
    drop(lock);
    if app.fatal.is_cancelled() {
        return Err("RelayDesk stopped because the disk refused a write; what it had confirmed is safe.".to_owned());
    }
    Ok(())
}

/// A server that only has to be served.
struct Opened {
    app: Arc<App>,
    listener: TcpListener,
    /// The line that says so.
    ready: String,
    lock: Option<data_folder::Lock>,
}

async fn open(config: &Config) -> Result<Opened, String> {
    let listener = listen(config).await?;
    let address = listener.local_addr().map_err(|error| format!("The listener has no address: {error}."))?;
    data_folder::create(&config.server.data)?;
    let (location, lock) = match config.data_source() {
        // SQLite is written by one server; nodes on one PostgreSQL may share a folder.
        DataSource::Sqlite(file) => (Location::Sqlite(file), Some(data_folder::lock(&config.server.data)?)),
        DataSource::Postgres { url, pool } => (Location::Postgres { url: url.0.clone(), pool }, None),
    };
    let public_url = config.public_url(address.port());
    if config.server.public_url.is_none() && !address.ip().is_loopback() {
        tracing::warn!(%address, "listening beyond this machine, but only {public_url} is let in: set public_url");
    }
    let clock = Clock::system();
    let app = App::open(&location, clock.clone(), Ids::random(clock), facts(config, &public_url)?).await?;
    let unreadable = |error| format!("The workspace cannot be read: {error}.");
    ops::workspace::start(&app).await.map_err(unreadable)?;
    let workspace = ops::workspace::show(&app).await.map_err(unreadable)?;
    let hint = if workspace.needs_setup { " (the first person there becomes the owner)" } else { "" };
    let ready = format!("RelayDesk is ready: open {public_url}{hint}\n");
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "ready");
    Ok(Opened { app, listener, ready, lock })
}

async fn listen(config: &Config) -> Result<TcpListener, String> {
    let address = config.server.listen;
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!(
                "{address} is in use by another program; stop that one, or listen elsewhere with --listen ADDRESS:PORT."
            )
        }
        _ => format!("The server cannot listen on {address}: {error}."),
    })
}

fn facts(config: &Config, public_url: &PublicUrl) -> Result<Facts, String> {
    let trusted = public_url.is_https() || public_url.is_loopback();
    Ok(Facts {
        public_url: public_url.origin(),
        origins: public_url.allowed_origins(),
        secure_cookie: trusted,
        insecure: !trusted,
        trusted_proxies: config.server.trusted_proxies.clone(),
        rates: config.limits.rates,
        outbound: Fetch::trusting(config.limits.preview_servers.clone()),
        link_previews: config.limits.link_previews,
        redis_url: config.bus.redis_url.clone(),
        files: files(config)?,
        staging: config.server.data.join("staging"),
        upload_bytes: config.files.upload_limit.bytes(),
        ..Facts::default()
    })
}

fn files(config: &Config) -> Result<blobs::Location, String> {
    Ok(match config.files.place(&config.server.data)? {
        FilesPlace::Folder(folder) => blobs::Location::Disk(folder),
        FilesPlace::S3 { bucket, endpoint, region, access_key, secret_key } => blobs::Location::S3(S3Settings {
            endpoint: endpoint.map(str::to_owned),
            bucket: bucket.to_owned(),
            region: region.to_owned(),
            access_key: Secret::new(access_key.reveal().0.clone()),
            secret_key: Secret::new(secret_key.reveal().0.clone()),
        }),
    })
}

/// After a refused write the process must not go on: nobody knows what the disk holds.
async fn stop_when_fatal(app: Arc<App>, stop: CancellationToken) {
    app.fatal.cancelled().await;
    stop.cancel();
}

/// Lets the job at hand end, stops live delivery, closes the database. All of it is as safe when it is cut off.
async fn close(app: &App, jobs: JoinHandle<()>) {
    let closing = async {
        if let Err(error) = jobs.await {
            tracing::error!(%error, "the runner of jobs did not end well");
        }
        app.hub.stop().await;
        app.db.close().await;
    };
    if tokio::time::timeout(CLOSING, closing).await.is_err() {
        tracing::warn!("closing took too long: what is left is cut off, which loses nothing that was confirmed");
    } else {
        tracing::info!("stopped");
    }
}
