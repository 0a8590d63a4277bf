//! Cargo subcommands that the checks need, installed into `target/tools` when the person does not have them.

use crate::console::Step;
use crate::{Outcome, places, process};

/// A cargo subcommand at the version that was tried.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The name of its package and of its program.
    pub name: &'static str,
    /// Installed when none is there; one that the person has is taken as it is.
    pub version: &'static str,
}

/// Makes sure that the tool is there. Compiling it takes a minute or two, once.
pub fn ensure(tool: Tool) -> Outcome {
    if process::find(tool.name).is_some() {
        return Ok(());
    }
    let step = Step::start(format!("Installing {} {} into target/tools", tool.name, tool.version));
    let tools = places::tools();
    let mut install = process::cargo(["install", "--locked", "--quiet", tool.name, "--version", tool.version]);
    // Its own target folder, so that it never waits for, nor disturbs, a build of ours.
    install.arg("--root").arg(&tools).arg("--target-dir").arg(tools.join("target"));
    process::run_quietly(&mut install)?;
    let _only_takes_space = std::fs::remove_dir_all(tools.join("target"));
    step.done();
    Ok(())
}
