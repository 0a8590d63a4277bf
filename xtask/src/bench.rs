//! `cargo xtask bench` and `cargo xtask chaos`: build for speed, then hand over to the load generator.

use std::process::ExitCode;

use crate::reaper::Watched;
use crate::server::{self, Profile};
use crate::services::{self, Services};
use crate::{Outcome, console::Step, process, requirements, web};

/// The environment variable that names the server's binary to the load generator and to the browser journeys.
pub const BINARY_VARIABLE: &str = "RELAYDESK_BIN";

/// Runs `loadtest <command> <args>` against the server built with the profile `fast`.
pub fn run(command: &str, args: &[String]) -> Outcome<ExitCode> {
    requirements::check_node()?;
    requirements::check_compiler()?;
    let watched = Watched::start()?;
    web::build()?;
    let binary = server::build(Profile::Fast)?;
    let profile = Profile::Fast.name();
    let step = Step::start("Compiling the load generator");
    process::run(&mut process::cargo(["build", "--package", "loadtest", "--profile", profile]))?;
    step.done();
    let mut load = process::command(Profile::Fast.binary().with_file_name("loadtest"), crate::places::root());
    load.arg(command).args(args).env(BINARY_VARIABLE, &binary).env("TMPDIR", watched.folder());
    // Kept until the end: dropping them stops them.
    let _services = if wants_postgres(args) {
        let services = Services::start(&watched.folder().join("services"))?;
        services.tell(&mut load);
        Some(services)
    } else {
        services::withhold(&mut load);
        None
    };
    process::run(&mut load)?;
    Ok(ExitCode::SUCCESS)
}

fn wants_postgres(args: &[String]) -> bool {
    args.iter().any(|arg| arg == "postgres" || arg == "--engine=postgres")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_is_started_only_for_its_engine() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(wants_postgres(&words("--rounds 20 --engine postgres")));
        assert!(wants_postgres(&words("--engine=postgres")));
        assert!(!wants_postgres(&words("--rounds 20 --engine sqlite")));
    }
}
