//! The binary: parses arguments and calls one command.

use std::process::ExitCode;

/// Uses less memory for a socket than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tell(&format!("The runtime cannot start: {error}."));
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(relaydesk::cli::run());
    // What was cut off must not hold up the end.
    runtime.shutdown_background();
    code
}

#[expect(clippy::print_stderr, reason = "no logs yet")]
fn tell(sentence: &str) {
    eprintln!("{sentence}");
}
