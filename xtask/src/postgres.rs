//! A private PostgreSQL for one run: its own folder, its own port on the loopback address, no socket file.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use crate::debian::{self, Package};
use crate::{Outcome, ports, process};

/// How it is installed.
pub const PACKAGE: Package =
    Package { name: "postgresql", purpose: "the tests on PostgreSQL", present: || programs().is_some() };

/// The oldest version that the server supports.
const OLDEST: u32 = 15;

/// Picks of a port before giving up: another program may take a free port before we do.
const ATTEMPTS: u32 = 3;

/// A running PostgreSQL; dropping it stops it.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    port: u16,
}

impl Postgres {
    /// Makes an empty database in `folder` and starts a server on it.
    pub fn start(folder: &Path) -> Outcome<Self> {
        let programs = programs().ok_or("PostgreSQL is not installed.")?;
        let data = folder.join("postgres");
        give_to_its_user(&data)?;
        let mut init = as_its_user(&programs.join("initdb"), folder);
        init.args(["--username=relaydesk", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        process::run_quietly(init.arg("--pgdata").arg(&data))?;
        for _ in 0..ATTEMPTS {
            if let Some(mut running) = Self::start_once(&programs, folder, &data)? {
                running.create_database(&programs, folder)?;
                return Ok(running);
            }
        }
        let log = std::fs::read_to_string(folder.join("postgres.log")).unwrap_or_default();
        Err(format!("PostgreSQL did not start.\n{log}"))
    }

    fn start_once(programs: &Path, folder: &Path, data: &Path) -> Outcome<Option<Self>> {
        let port = ports::pick()?;
        let mut command = as_its_user(&programs.join("postgres"), folder);
        command.arg("-D").arg(data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-k", ""]);
        // Its data lives as long as the run, so it need not survive a power cut.
        for setting in ["fsync=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB"] {
            command.args(["-c", setting]);
        }
        let child = process::start(&mut command, &folder.join("postgres.log"))?;
        let mut running = Self { child, port };
        let answers = |_: &mut _| {
            let mut ask = process::command(programs.join("pg_isready"), folder);
            process::run_quietly(ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])).is_ok()
        };
        Ok(ports::wait_until(&mut running.child, port, answers).then_some(running))
    }

    fn create_database(&mut self, programs: &Path, folder: &Path) -> Outcome {
        let mut create = process::command(programs.join("createdb"), folder);
        process::run_quietly(create.args([
            "-h",
            "127.0.0.1",
            "-U",
            "relaydesk",
            "-p",
            &self.port.to_string(),
            "relaydesk",
        ]))
    }

    /// Where it is reached; this user may create databases.
    pub fn url(&self) -> String {
        format!("postgres://relaydesk@127.0.0.1:{}/relaydesk", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // INT: disconnect the clients and stop, instead of waiting for them.
        process::stop(&mut self.child, "INT", Duration::from_secs(10));
    }
}

/// The folder of the newest installed version's programs, if that is new enough.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = debian.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let newest = versions.filter(|version| *version >= OLDEST).max();
    let folder = newest.map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let elsewhere = || process::find("initdb").and_then(|file| Some(file.parent()?.to_owned()));
    folder.filter(|folder| folder.join("initdb").is_file()).or_else(elsewhere)
}

/// PostgreSQL refuses to run as root; then it runs as the user that its package brings.
const ITS_USER: &str = "postgres";

fn as_its_user(program: &Path, folder: &Path) -> Command {
    if !debian::is_root() {
        return process::command(program, folder);
    }
    let mut command = process::command("setpriv", folder);
    command.args([&format!("--reuid={ITS_USER}"), &format!("--regid={ITS_USER}"), "--init-groups"]).arg(program);
    command
}

/// Makes the folder for its data, which that user must own and reach.
fn give_to_its_user(data: &Path) -> Outcome {
    let made =
        std::fs::create_dir(data).and_then(|()| std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)));
    made.map_err(|error| format!("{} cannot be made: {error}.", data.display()))?;
    if !debian::is_root() {
        return Ok(());
    }
    process::run_quietly(process::command("chown", Path::new("/")).arg(format!("{ITS_USER}:{ITS_USER}")).arg(data))
}
