//! `cargo xtask coverage`: which lines of the server and of the web app the tests run, with a floor for each.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::console::Step;
use crate::debian::{self, Package};
use crate::reaper::Watched;
use crate::services::{self, Services};
use crate::tools::{self, Tool};
use crate::{Outcome, console, places, process, requirements, web};

/// Percent of lines; below it the command fails.
const FLOOR: &str = "85";

const LLVM_COV: Tool = Tool { name: "cargo-llvm-cov", version: "0.9.1" };

/// The tools that read the profiles must be of the same major version as the compiler's LLVM.
const LLVM: Package = Package {
    name: "llvm-22",
    purpose: "reading coverage profiles (or `rustup component add llvm-tools`)",
    present: || llvm_tools_of_toolchain() || Path::new(DEBIANS_LLVM).is_dir(),
};

const DEBIANS_LLVM: &str = "/usr/lib/llvm-22/bin";

/// Runs the tests of both under measurement; fails below the floor.
pub fn run(args: &[String]) -> Outcome<ExitCode> {
    if !args.is_empty() {
        return Err("`cargo xtask coverage` takes nothing else.".to_owned());
    }
    requirements::check_node()?;
    requirements::check_compiler()?;
    let watched = Watched::start()?;
    web::build()?;
    let server = measure_server(&watched);
    let web_app = measure_web_app();
    for outcome in [&server, &web_app] {
        if let Err(sentence) = outcome {
            console::complain(sentence);
        }
    }
    Ok(if server.and(web_app).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// On SQLite, then on PostgreSQL and Redis, added up.
fn measure_server(watched: &Watched) -> Outcome {
    debian::ensure(&[LLVM])?;
    requirements::check_tracer()?;
    tools::ensure(LLVM_COV)?;
    let services = Services::start(&watched.folder().join("services"))?;
    let step = Step::start("Measuring the server's tests");
    process::run(&mut llvm_cov(&["clean", "--workspace"]))?;
    let run: &[&str] = match process::find("cargo-nextest") {
        Some(_) => &["nextest", "--no-report", "--workspace", "--exclude", "xtask", "--exclude", "loadtest"],
        None => &["test", "--no-report", "--workspace", "--exclude", "xtask", "--exclude", "loadtest"],
    };
    let mut on_sqlite = llvm_cov(run);
    services::withhold(&mut on_sqlite);
    process::run(on_sqlite.env("TMPDIR", watched.folder()))?;
    let mut on_postgres = llvm_cov(run);
    services.tell(&mut on_postgres);
    process::run(on_postgres.env("TMPDIR", watched.folder()))?;
    process::run(&mut llvm_cov(&["report", "--html"]))?;
    process::run(&mut llvm_cov(&["report", "--summary-only", "--fail-under-lines", FLOOR]))?;
    step.done();
    Ok(())
}

fn measure_web_app() -> Outcome {
    let step = Step::start("Measuring the web app's tests");
    let floor = format!("--coverage.thresholds.lines={FLOOR}");
    process::run(&mut web::npm(&places::web(), ["run", "coverage", "--", &floor]))?;
    step.done();
    Ok(())
}

fn llvm_cov(args: &[&str]) -> Command {
    let mut command = process::cargo(["llvm-cov"]);
    if !llvm_tools_of_toolchain() {
        let program = |name: &str| Path::new(DEBIANS_LLVM).join(name);
        command.env("LLVM_COV", program("llvm-cov")).env("LLVM_PROFDATA", program("llvm-profdata"));
    }
    command.args(args);
    command
}

/// Whether rustup's component is installed; it is looked for where the compiler has its own files.
fn llvm_tools_of_toolchain() -> bool {
    let mut rustc = process::command("rustc", places::root());
    let Ok(folder) = process::output(rustc.args(["--print", "target-libdir"])) else { return false };
    let folder = String::from_utf8_lossy(&folder).trim().to_owned();
    Path::new(&folder).with_file_name("bin").join("llvm-profdata").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_of_the_compilers_llvm() {
        let version = process::output(process::command("rustc", places::root()).arg("-vV")).unwrap();
        let major = LLVM.name.strip_prefix("llvm-").unwrap();
        assert!(String::from_utf8(version).unwrap().contains(&format!("LLVM version: {major}.")));
    }
}
