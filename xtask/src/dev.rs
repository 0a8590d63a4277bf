//! `cargo xtask dev`: the server and the web app, built anew and restarted whenever a source changes.

use std::path::PathBuf;
use std::process::{Child, ExitCode};
use std::time::{Duration, SystemTime};

use crate::reaper::Watched;
use crate::server::{self, Profile};
use crate::{Outcome, console, places, process, requirements, run, staleness, web};

/// How often the sources are looked at.
const POLL_EVERY: Duration = Duration::from_millis(400);

/// Runs until Ctrl-C.
pub fn run(args: &[String]) -> Outcome<ExitCode> {
    let (ours, servers) = run::split(args);
    if !ours.is_empty() {
        return Err("`cargo xtask dev [-- ARGS]` takes nothing else.".to_owned());
    }
    requirements::check_node()?;
    requirements::check_compiler()?;
    let _watched = Watched::start()?;
    web::build()?;
    let mut vite = process::command("npx", &places::web());
    let _web_app = vite
        .args(["--no-install", "vite", "build", "--watch", "--clearScreen", "false"])
        .stdin(std::process::Stdio::null())
        .spawn()
        .map_err(|error| format!("The build of the web app cannot be started: {error}."))?;
    let mut serving: Option<Child> = None;
    loop {
        let built_from = newest_source();
        match server::build(Profile::Dev) {
            Ok(binary) => {
                if let Some(mut old) = serving.take() {
                    process::stop(&mut old, "TERM", Duration::from_secs(10));
                }
                serving = Some(start(&binary, servers)?);
            }
            Err(_) => console::say("==> The server did not compile; the one before it goes on. Waiting for an edit."),
        }
        wait_for_edit(built_from, serving.as_mut());
    }
}

fn start(binary: &std::path::Path, args: &[String]) -> Outcome<Child> {
    // Marked, unlike the server of `run`: it must end with us.
    let wanted = run::serve(binary, args);
    let mut command = process::command(wanted.get_program(), places::root());
    command.args(wanted.get_args()).spawn().map_err(|error| format!("The server cannot be started: {error}."))
}

fn wait_for_edit(built_from: Option<SystemTime>, mut serving: Option<&mut Child>) {
    while newest_source() == built_from {
        std::thread::sleep(POLL_EVERY);
        if let Some(status) = serving.as_mut().and_then(|child| child.try_wait().ok().flatten()) {
            console::say(&format!("==> The server ended ({status}). Waiting for an edit."));
            serving = None;
        }
    }
}

fn newest_source() -> Option<SystemTime> {
    let sources: Vec<PathBuf> =
        ["server", "wire", "Cargo.toml", "Cargo.lock"].iter().map(|name| places::root().join(name)).collect();
    staleness::newest_change(&sources.iter().map(PathBuf::as_path).collect::<Vec<_>>())
}
