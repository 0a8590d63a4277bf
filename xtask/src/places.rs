//! Where things are in this repository.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// The root of the repository.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The browser app.
pub fn web() -> PathBuf {
    root().join("web")
}

/// The web app as the server sends it.
pub fn web_dist() -> PathBuf {
    web().join("dist")
}

/// The package, apart because of its older compiler, that turns the OpenAPI document into TypeScript.
pub fn web_codegen() -> PathBuf {
    web().join("codegen")
}

/// The browser journeys.
pub fn e2e() -> PathBuf {
    root().join("e2e")
}

/// Servers of other makers that the tests speak to.
pub fn peers() -> PathBuf {
    e2e().join("peers")
}

/// What cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Tools that the commands install for themselves, so that nothing is put into the person's own folders.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// Makes a folder through which another user can reach what is inside, but not list it: PostgreSQL has its own user.
pub fn make_reachable(folder: &Path) -> Outcome {
    let made = std::fs::create_dir(folder)
        .and_then(|()| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711)));
    made.map_err(|error| format!("{} cannot be made: {error}.", folder.display()))
}
