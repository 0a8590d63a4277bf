//! Installing and building the browser app, only when something has changed.

use std::path::Path;
use std::process::Command;

use crate::console::Step;
use crate::{Outcome, places, process, requirements, staleness};

/// An npm command in a folder.
pub fn npm<'a>(folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = process::command("npm", folder);
    command.args(args).env("npm_config_update_notifier", "false");
    command
}

/// Installs the packages that the lock file of `folder` names, when they are not there already.
pub fn install(folder: &Path) -> Outcome {
    requirements::check_node()?;
    let installed = folder.join("node_modules/.package-lock.json");
    if !staleness::is_stale(&installed, &[&folder.join("package-lock.json")]) {
        return Ok(());
    }
    let name = folder.strip_prefix(places::root()).unwrap_or(folder).display();
    let step = Step::start(format!("Installing the packages of {name} (npm ci)"));
    process::run_quietly(&mut npm(folder, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    step.done();
    Ok(())
}

/// Builds `web/dist` when it is older than its sources.
pub fn build() -> Outcome {
    let web = places::web();
    install(&web)?;
    if !staleness::is_stale(&places::web_dist().join("index.html"), &[&web]) {
        return Ok(());
    }
    let step = Step::start("Building the web app");
    process::run_quietly(&mut npm(&web, ["run", "build"]))?;
    step.done();
    Ok(())
}

/// The folder that the server is compiled against must exist, even while it is still empty.
pub fn make_dist_folder() -> Outcome {
    let dist = places::web_dist();
    std::fs::create_dir_all(&dist).map_err(|error| format!("{} cannot be made: {error}.", dist.display()))
}
