//! Building the server's binary.

use std::path::PathBuf;

use crate::{Outcome, console::Step, places, process, web};

/// How the server is compiled; the names of cargo's profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to compile; reads the web app from `web/dist` while it runs.
    Dev,
    /// Compiled for speed, the web app inside.
    Release,
    /// Like release and quicker to compile again: for load tests.
    Fast,
}

impl Profile {
    /// The name by which cargo knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
            Self::Fast => "fast",
        }
    }

    /// The binary that [`build`] makes.
    pub fn binary(self) -> PathBuf {
        let folder = if self == Self::Dev { "debug" } else { self.name() };
        places::target().join(folder).join("relaydesk")
    }
}

/// Compiles the server, cargo's lines being the progress that people see.
pub fn build(profile: Profile) -> Outcome<PathBuf> {
    web::make_dist_folder()?;
    let step = Step::start(format!("Compiling the server ({})", profile.name()));
    process::run(&mut process::cargo(["build", "--package", "relaydesk", "--profile", profile.name()]))?;
    step.done();
    Ok(profile.binary())
}

/// Compiles the server together with all tests, and so with the very dependencies that the tests are compiled with: for
/// use after the tests, when there is nothing left to compile. On its own it would need some of them built differently.
pub fn build_with_tests() -> Outcome<PathBuf> {
    web::make_dist_folder()?;
    process::run(&mut process::cargo(["build", "--workspace", "--all-targets"]))?;
    Ok(Profile::Dev.binary())
}
