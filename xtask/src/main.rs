//! The commands of this repository, as `cargo xtask <command>`: one module a command, and below them what several share.
//!
//! Standard library only: a newcomer's first command must not wait for dependencies. Nothing here is part of the server.
//! Start at `run.rs` and `test.rs`.
#![expect(
    clippy::disallowed_methods,
    reason = "a tool for the command line: it reads the real environment, and its results are not snapshots"
)]

mod bench;
mod coverage;
mod dev;
mod generated;
mod run;
mod test;

mod console;
mod counts;
mod debian;
mod licences;
mod places;
mod ports;
mod postgres;
mod process;
mod reaper;
mod redis;
mod requirements;
mod s3;
mod server;
mod services;
mod staleness;
mod tools;
mod web;

use std::process::ExitCode;

/// What a command comes to; the error is one sentence for the person at the terminal.
type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask <command>

  run [--release] [-- ARGS]   build the web app and the server, serve on http://localhost:8080, data in ./data;
                              ARGS go to `relaydesk serve`
  dev [-- ARGS]               the same, and rebuild and restart while you edit
  test [--only A,B] [FILTER]  check and test everything; the last line is `N passed, N failed`;
                              a FILTER runs only the Rust tests whose names contain it
  gen [--check]               write the files made from the server's types, or tell whether they are up to date
  coverage                    test coverage of the server and of the web app
  bench [ARGS]                measure a server under load; ARGS go to the load generator
  chaos [ARGS]                kill a server under load again and again and check that nothing is lost; `--outage` kills
                              Redis under two servers instead
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let outcome = match command {
        "run" => run::run(rest),
        "dev" => dev::run(rest),
        "test" => test::run(rest),
        "gen" => generated::run(rest),
        "coverage" => coverage::run(rest),
        "bench" | "chaos" => bench::run(command, rest),
        reaper::COMMAND => reaper::watch(rest),
        "help" | "--help" | "-h" => {
            console::say(HELP);
            Ok(ExitCode::SUCCESS)
        }
        other => Err(format!("There is no command `{other}`; `cargo xtask help` lists them.")),
    };
    outcome.unwrap_or_else(|sentence| {
        console::complain(&sentence);
        ExitCode::FAILURE
    })
}
