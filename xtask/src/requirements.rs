//! The programs that a person must have: told in a sentence when missing, instead of failing somewhere deep.

use crate::debian::{self, Package};
use crate::{Outcome, console, places, process};

/// The oldest Node.js that the web app's tools run on.
const OLDEST_NODE: (u32, u32) = (20, 19);

const COMPILER: [Package; 2] = [
    Package {
        name: "gcc",
        purpose: "the C parts of the server, such as SQLite",
        present: || process::find("cc").is_some(),
    },
    Package { name: "libc6-dev", purpose: "the C parts of the server, such as SQLite", present: libc_headers_present },
];

const TRACER: Package = Package {
    name: "strace",
    purpose: "the tests of a disk that refuses",
    present: || process::find("strace").is_some(),
};

/// Whether the web app can be built.
pub fn check_node() -> Outcome {
    let wanted = format!("Node.js {}.{} or newer", OLDEST_NODE.0, OLDEST_NODE.1);
    let version = process::output(process::command("node", places::root()).arg("--version")).map_err(|_| {
        format!("The web app is built with {wanted}, which is not on the path: see https://nodejs.org.")
    })?;
    let version = String::from_utf8_lossy(&version).trim().to_owned();
    if node_version(&version).is_none_or(|found| found < OLDEST_NODE) {
        return Err(format!("The web app is built with {wanted}; `node` here is {version}: see https://nodejs.org."));
    }
    match process::find("npm") {
        Some(_) => Ok(()),
        None => Err("The web app is built with npm, which is not on the path; it comes with Node.js.".to_owned()),
    }
}

/// Whether the C parts of the server can be compiled.
pub fn check_compiler() -> Outcome {
    debian::ensure(&COMPILER)
}

/// Whether the tests of a disk that refuses can run: strace makes the refusals.
///
/// A sandbox may forbid tracing; these tests then have nothing to refuse with, and it is said here that they are skipped.
pub fn check_tracer() -> Outcome {
    debian::ensure(&[TRACER])?;
    let mut trial = process::command("strace", places::root());
    if process::run_quietly(trial.args(["-qq", "-o", "/dev/null", "true"])).is_err() {
        console::say("strace may not trace here: the tests of a disk that refuses (cli::syncs) are SKIPPED.");
    }
    Ok(())
}

fn libc_headers_present() -> bool {
    !debian::is_debian() || ["/usr/include/stdio.h", "/usr/local/include/stdio.h"].iter().any(|file| is_file(file))
}

fn is_file(path: &str) -> bool {
    std::path::Path::new(path).is_file()
}

/// `v20.19.1` → `(20, 19)`.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_are_read_and_compared() {
        assert!(node_version("v20.18.3").unwrap() < OLDEST_NODE);
        assert!(node_version("v20.19.0").unwrap() >= OLDEST_NODE);
        assert!(node_version("v22.1.0").unwrap() >= OLDEST_NODE);
        assert_eq!(node_version("deno 2"), None);
    }
}
