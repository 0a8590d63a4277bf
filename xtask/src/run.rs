//! `cargo xtask run`: builds what has changed, then becomes the server.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::reaper::Watched;
use crate::server::{self, Profile};
use crate::{Outcome, places, requirements, web};

/// Builds, then replaces this process by the server, so that signals and the exit code are the server's own.
pub fn run(args: &[String]) -> Outcome<ExitCode> {
    let (ours, servers) = split(args);
    let profile = match ours {
        [] => Profile::Dev,
        [flag] if flag == "--release" => Profile::Release,
        _ => return Err("`cargo xtask run [--release] [-- ARGS]` takes nothing else.".to_owned()),
    };
    requirements::check_node()?;
    requirements::check_compiler()?;
    let watched = Watched::start()?;
    let binary = build(profile)?;
    drop(watched);
    let error = serve(&binary, servers).exec();
    Err(format!("{} cannot be started: {error}.", binary.display()))
}

/// What comes before and after `--`.
pub fn split(args: &[String]) -> (&[String], &[String]) {
    match args.iter().position(|arg| arg == "--") {
        Some(at) => {
            let (ours, rest) = args.split_at(at);
            (ours, rest.get(1..).unwrap_or_default())
        }
        None => (args, &[]),
    }
}

/// The command that serves; without arguments on http://localhost:8080 with its data in `./data`, as the server does anyway.
pub fn serve(binary: &Path, args: &[String]) -> Command {
    let mut command = Command::new(binary);
    command.arg("serve").args(args).current_dir(places::root());
    command
}

/// The web app is inside a release binary, so it comes first; a dev binary reads it from disk, so both are built at once.
fn build(profile: Profile) -> Outcome<std::path::PathBuf> {
    if profile != Profile::Dev {
        web::build()?;
        return server::build(profile);
    }
    std::thread::scope(|scope| {
        let web_app = scope.spawn(web::build);
        let binary = server::build(profile)?;
        web_app.join().map_err(|_| "The build of the web app crashed.".to_owned())??;
        Ok(binary)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_follows_the_dashes_goes_to_the_server() {
        let args = words("--release -- --listen 0.0.0.0:80");
        let (ours, servers) = split(&args);
        assert_eq!((ours, servers), (words("--release").as_slice(), words("--listen 0.0.0.0:80").as_slice()));
        assert_eq!(split(&words("--release")).1, words("").as_slice());
    }
}
