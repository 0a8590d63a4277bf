//! A private PostgreSQL with fsync on, or a new database in one that runs already.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

/// A start takes a second; this many tries of a tenth are patience.
const TRIES: usize = 300;

/// A database of our own, gone when it is dropped.
#[derive(Debug)]
pub struct Database {
    /// Where it is.
    pub url: String,
    keeps: Keeps,
}

#[derive(Debug)]
enum Keeps {
    /// A server of our own; its folder goes after it.
    Server {
        child: Child,
        #[expect(dead_code, reason = "dropping it removes the folder")]
        folder: TempDir,
    },
    /// A database in somebody else's server.
    Guest { server: String, name: String },
}

impl Database {
    /// Starts a PostgreSQL in a temporary folder. As root, it runs as the user `postgres`, which owns the folder then.
    ///
    /// # Errors
    /// A sentence.
    pub fn start() -> Result<Self, String> {
        let binaries = binaries()?;
        let account = account()?;
        let home =
            TempDir::with_prefix("relaydesk-postgres-").map_err(|error| format!("No temporary folder: {error}."))?;
        let folder = home.path();
        if let Some((user, group)) = account {
            chown(folder, Some(user), Some(group)).map_err(|error| format!("{}: {error}.", folder.display()))?;
        }
        let command = |name: &str| {
            let mut command = Command::new(binaries.join(name));
            if let Some((user, group)) = account {
                command.uid(user).gid(group);
            }
            command.current_dir(folder).stdin(Stdio::null());
            command
        };
        let data = folder.join("data");
        let mut initdb = command("initdb");
        initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]).arg("-D").arg(&data);
        finish(&mut initdb)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.map_err(|error| format!("There is no free port: {error}."))?.port();
        let mut postgres = command("postgres");
        postgres.arg("-D").arg(&data).arg("-p").arg(port.to_string()).arg("-k").arg(folder);
        postgres.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=50", "-c", "fsync=on"]);
        let child = postgres.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("PostgreSQL does not start: {error}."))?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let database = Self { url, keeps: Keeps::Server { child, folder: home } };
        let mut ready = Command::new(binaries.join("pg_isready"));
        ready.arg("-d").arg(&database.url);
        for _ in 0..TRIES {
            if finish(&mut ready).is_ok() {
                return Ok(database);
            }
            sleep(Duration::from_millis(100));
        }
        Err("PostgreSQL did not become ready.".to_owned())
    }

    /// Makes a database in the server at `server`.
    ///
    /// # Errors
    /// A sentence.
    pub fn create_in(server: &str) -> Result<Self, String> {
        let name = format!("relaydesk_chaos_{}", std::process::id());
        let mut create = Command::new(binaries()?.join("createdb"));
        finish(create.arg("--maintenance-db").arg(server).arg(&name))?;
        let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
        let url = format!("{base}/{name}");
        Ok(Self { url, keeps: Keeps::Guest { server: server.to_owned(), name } })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &mut self.keeps {
            Keeps::Server { child, .. } => {
                // SIGQUIT: its children end too, at once, and nobody needs its files any more.
                let asked = Command::new("kill").args(["-QUIT", &child.id().to_string()]).status();
                if !asked.is_ok_and(|status| status.success()) {
                    drop(child.kill());
                }
                drop(child.wait());
            }
            Keeps::Guest { server, name } => {
                if let Ok(folder) = binaries() {
                    let mut remove = Command::new(folder.join("dropdb"));
                    drop(finish(remove.args(["--force", "--maintenance-db"]).arg(server).arg(name)));
                }
            }
        }
    }
}

/// The folder of the newest PostgreSQL that Debian installed.
fn binaries() -> Result<PathBuf, String> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").is_file());
    folders.max().ok_or_else(|| "PostgreSQL is not installed (on Debian: apt-get install postgresql).".to_owned())
}

/// The user and group to run as: PostgreSQL refuses root. None when we are not root.
fn account() -> Result<Option<(u32, u32)>, String> {
    let own = fs::metadata("/proc/self").map_err(|error| format!("/proc cannot be read: {error}."))?;
    if own.uid() != 0 {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd").map_err(|error| format!("/etc/passwd: {error}."))?;
    let fields = accounts.lines().find(|line| line.starts_with("postgres:")).map(|line| line.split(':').skip(2));
    let mut numbers = fields.into_iter().flatten().map_while(|field| field.parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(user), Some(group)) => Ok(Some((user, group))),
        _ => Err("There is no user named postgres to run PostgreSQL as.".to_owned()),
    }
}

fn finish(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().display().to_string();
    let output = command.output().map_err(|error| format!("{name} does not start: {error}."))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
