//! The load generator: chaos rounds that try to lose a message, and a bench that measures.
//!
//! It only ever talks to servers that it started itself, on this machine. Read [`checker`] for what is promised, [`chaos`] for how
//! the promises are attacked, [`bench`] for how fast they are kept.

mod bench;
mod chaos;
mod checker;
mod http;
mod people;
mod postgres;
mod random;
mod redis;
mod server;
mod socket;

use std::process::ExitCode;

use clap::Parser;
use tokio::runtime::Builder;

/// Prints a line; a reader that went away is no reason to stop.
macro_rules! say {
    ($($arguments:tt)*) => {{
        use std::io::Write as _;
        drop(writeln!(std::io::stdout(), $($arguments)*));
    }};
}
use say;

/// Loads a RelayDesk server that it starts itself.
#[derive(Debug, Parser)]
#[command(name = "loadtest")]
enum Command {
    /// Kills a server under load again and again and checks that nothing is lost, doubled or reordered.
    Chaos(chaos::Arguments),
    /// Measures a server, with goal and floor beside each figure.
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Chaos(arguments) => run(Builder::new_multi_thread().worker_threads(2), chaos::run(arguments)),
        Command::Bench(arguments) => {
            let pinned = bench::pin();
            run(&mut Builder::new_current_thread(), bench::run(arguments, pinned))
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            say!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(builder: &mut Builder, work: impl Future<Output = Result<bool, String>>) -> Result<bool, String> {
    builder.enable_all().build().map_err(|error| format!("No runtime: {error}."))?.block_on(work)
}
