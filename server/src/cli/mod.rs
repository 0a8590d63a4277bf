//! The command line: one file a subcommand.
//!
//! What goes wrong before or while a command works is one sentence on standard error and exit code 1. Read [`serve`] next.

mod flags;
pub mod import;
mod openapi;
mod serve;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Self-hosted, real-time team chat.
#[derive(Debug, Parser)]
#[command(name = "relaydesk", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the app, its API and its socket
    Serve(serve::Arguments),
    /// Bring in people, rooms and messages from elsewhere, beside the running server
    Import(import::Arguments),
    /// Print the OpenAPI document of the API
    Openapi,
}

/// Does what the command line says.
pub async fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Import(arguments) => import::run(arguments).await,
        Command::Openapi => openapi::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Nobody to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Writes to standard output, which only answers of commands use.
fn answer(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| format!("Standard output cannot be written: {error}."))
}
