//! `cargo xtask bench` and `cargo xtask chaos`: build for speed, then hand over to the load generator.

use std::process::ExitCode;

use crate::debian::Package;
use crate::reaper::Watched;
use crate::server::{self, Profile};
use crate::{Outcome, console::Step, debian, places, postgres, process, redis, requirements, services, web};

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
    debian::ensure(&packages(args))?;
    let mut load = process::command(Profile::Fast.binary().with_file_name("loadtest"), places::root());
    load.arg(command).args(args).env(BINARY_VARIABLE, &binary).env("TMPDIR", watched.folder());
    // It starts its own: those of the tests need not survive a power cut, its must.
    services::withhold(&mut load);
    process::run(&mut load)?;
    Ok(ExitCode::SUCCESS)
}

/// What the load generator starts beside the server.
fn packages(args: &[String]) -> Vec<Package> {
    let wants = |words: &[&str]| args.iter().any(|arg| words.contains(&arg.as_str()));
    if wants(&["--outage"]) {
        vec![postgres::PACKAGE, redis::PACKAGE]
    } else if wants(&["postgres", "--engine=postgres", "search-postgres", "--only=search-postgres"]) {
        vec![postgres::PACKAGE]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_installs_only_what_it_starts() {
        let names = |text: &str| {
            let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            packages(&words).iter().map(|package| package.name).collect::<Vec<_>>()
        };
        assert_eq!(names("--rounds 20 --engine postgres"), ["postgresql"]);
        assert_eq!(names("--engine=postgres"), ["postgresql"]);
        assert_eq!(names("--only search-postgres"), ["postgresql"]);
        assert_eq!(names("--outage"), ["postgresql", "redis-server"]);
        assert!(names("--rounds 20 --engine sqlite").is_empty());
    }
}
