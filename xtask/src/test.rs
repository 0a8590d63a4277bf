//! `cargo xtask test`: everything that must hold, in one command.
//!
//! Stages run one after the other and go on after a failure, so that one run tells all that is wrong. A stage that
//! cannot run has failed: nothing is skipped in silence.

mod results;
mod stages;

use std::cell::OnceCell;
use std::process::ExitCode;

use crate::reaper::Watched;
use crate::{Outcome, console, requirements};
use results::Results;
use stages::{STAGES, Setting, Stage};

/// Runs the stages and ends with the line `N passed, N failed`.
pub fn run(args: &[String]) -> Outcome<ExitCode> {
    let wish = Wish::read(args)?;
    requirements::check_compiler()?;
    let watched = Watched::start()?;
    let setting = Setting { folder: watched.folder().to_owned(), filter: wish.filter, services: OnceCell::new() };
    let mut results = Results::default();
    for stage in wish.stages.iter().filter(|stage| (stage.exists)()) {
        console::say(&format!("\n==> {}: {}", stage.name, stage.purpose));
        (stage.run)(&setting, &mut results);
    }
    // Everything that was started has ended before the last line is printed.
    drop(setting);
    drop(watched);
    console::say(&format!("\n{}", results.table()));
    for complaint in results.complaints() {
        console::say(&format!("error: {complaint}\n"));
    }
    let total = results.total();
    console::say(&format!("{} passed, {} failed", total.passed, total.failed));
    Ok(if total.failed == 0 && total.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the person asked for.
#[derive(Debug)]
struct Wish {
    stages: Vec<&'static Stage>,
    filter: Vec<String>,
}

impl Wish {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut names: Option<Vec<&str>> = None;
        let mut filter = Vec::new();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--only" {
                let list = args.next().ok_or("`--only` wants the names of stages, as in `--only format,lint`.")?;
                names = Some(list.split(',').collect());
            } else if let Some(list) = arg.strip_prefix("--only=") {
                names = Some(list.split(',').collect());
            } else if arg.starts_with('-') {
                return Err(format!("`cargo xtask test` knows no `{arg}`."));
            } else {
                filter.push(arg.clone());
            }
        }
        // Only the Rust tests understand a filter.
        let by_filter = || if filter.is_empty() { None } else { Some(vec!["rust-sqlite", "rust-postgres"]) };
        let names = names.or_else(by_filter);
        let unknown = names.iter().flatten().find(|name| !STAGES.iter().any(|stage| stage.name == **name));
        if let Some(unknown) = unknown {
            let known: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
            return Err(format!("There is no stage `{unknown}`; the stages are {}.", known.join(", ")));
        }
        let wanted = |stage: &&Stage| names.as_ref().is_none_or(|names| names.contains(&stage.name));
        Ok(Self { stages: STAGES.iter().filter(wanted).collect(), filter })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(text: &str) -> Outcome<(Vec<&'static str>, Vec<String>)> {
        let args: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Wish::read(&args).map(|wish| (wish.stages.iter().map(|stage| stage.name).collect(), wish.filter))
    }

    #[test]
    fn without_a_wish_all_stages_run() {
        assert_eq!(wish("").unwrap().0.len(), STAGES.len());
    }

    #[test]
    fn chosen_stages_run_in_their_own_order() {
        assert_eq!(wish("--only lint,format").unwrap().0, ["format", "lint"]);
        assert_eq!(wish("--only=web").unwrap().0, ["web"]);
    }

    #[test]
    fn a_filter_runs_the_rust_tests_alone() {
        assert_eq!(wish("hub").unwrap(), (vec!["rust-sqlite", "rust-postgres"], vec!["hub".to_owned()]));
        assert_eq!(wish("--only rust-sqlite hub").unwrap().0, ["rust-sqlite"]);
    }

    #[test]
    fn an_unknown_stage_or_flag_is_refused() {
        assert!(wish("--only nothing").unwrap_err().contains("format, licences"));
        assert!(wish("--fast").is_err());
        assert!(wish("--only").is_err());
    }
}
