//! Debian packages that the tests need: installed when we may, else named in a sentence.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::console::Step;
use crate::{Outcome, places, process};

/// Something that a package brings.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// Its name in Debian.
    pub name: &'static str,
    /// What it is for, as the middle of a sentence: "… is needed for <this>".
    pub purpose: &'static str,
    /// Whether it is there already, from Debian or from elsewhere.
    pub present: fn() -> bool,
}

/// Makes sure that the packages are there.
///
/// # Errors
/// A sentence that names what is missing, when this is not Debian, we are not root, or the installation fails.
pub fn ensure(packages: &[Package]) -> Outcome {
    let missing: Vec<&Package> = packages.iter().filter(|package| !(package.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let purposes: Vec<String> =
        missing.iter().map(|package| format!("{} is needed for {}", package.name, package.purpose)).collect();
    if !is_debian() || !is_root() {
        let how = if is_debian() {
            format!("run `sudo apt-get install {}`", names.join(" "))
        } else {
            "install it with your system's packages".to_owned()
        };
        return Err(format!("{}: {how}.", purposes.join(", ")));
    }
    let step = Step::start(format!("Installing {}", names.join(", ")));
    let _services_stay_off = ServicesStayOff::declare();
    update_once()?;
    process::run_quietly(apt().args(["install", "--yes", "--no-install-recommends"]).args(&names))?;
    step.done();
    match missing.iter().find(|package| !(package.present)()) {
        Some(package) => Err(format!("{} was installed and is still not found.", package.name)),
        None => Ok(()),
    }
}

/// Whether packages can be installed the Debian way.
pub fn is_debian() -> bool {
    process::find("apt-get").is_some()
}

/// Whether this process is root's.
pub fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| {
        process::output(process::command("id", places::root()).arg("-u")).is_ok_and(|id| id.trim_ascii() == b"0")
    })
}

/// The lists of packages are fetched once a run.
fn update_once() -> Outcome {
    static UPDATED: OnceLock<Outcome> = OnceLock::new();
    UPDATED.get_or_init(|| process::run_quietly(apt().arg("update"))).clone()
}

fn apt() -> std::process::Command {
    let mut command = process::command("apt-get", places::root());
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["--quiet", "-o", "DPkg::Lock::Timeout=300"]);
    command
}

/// While this lives, packages do not start their services: the tests start their own.
struct ServicesStayOff(Option<PathBuf>);

impl ServicesStayOff {
    fn declare() -> Self {
        use std::os::unix::fs::PermissionsExt;
        let policy = Path::new("/usr/sbin/policy-rc.d");
        if policy.exists() {
            return Self(None);
        }
        let written = std::fs::write(policy, "#!/bin/sh\nexit 101\n")
            .and_then(|()| std::fs::set_permissions(policy, std::fs::Permissions::from_mode(0o755)));
        Self(written.ok().map(|()| policy.to_owned()))
    }
}

impl Drop for ServicesStayOff {
    fn drop(&mut self) {
        if let Some(policy) = &self.0 {
            let _gone_already = std::fs::remove_file(policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_installed_when_all_is_there() {
        let there = Package { name: "no-such-package", purpose: "nothing", present: || true };
        assert_eq!(ensure(&[there]), Ok(()));
    }
}
