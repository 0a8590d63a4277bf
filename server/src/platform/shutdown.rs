//! Shutdown: turns the operating system's signals into one token that everything watches.

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The exit code of a process that was told twice to stop: 128 + SIGINT, as shells count it.
const TOLD_TWICE: i32 = 130;

/// Cancels `stop` at the first SIGTERM or SIGINT (Ctrl-C). The second one ends the process at once, which is as safe as
/// `kill -9`: what was answered is on the disk.
///
/// # Errors
/// A sentence when the operating system refuses to watch for signals.
pub fn watch(stop: CancellationToken) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("Signals cannot be watched: {error}.");
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    tokio::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!("stopping: a second signal stops at once");
        stop.cancel();
        either(&mut terminate, &mut interrupt).await;
        exit_at_once();
    });
    Ok(())
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever asks twice does not want to wait for destructors")]
fn exit_at_once() -> ! {
    std::process::exit(TOLD_TWICE)
}
