//! `cargo xtask gen`: the files made from the server's types, which are kept in the repository.
//!
//! Rust types → `server/tests/golden/openapi.json` → `web/src/api/schema.ts`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::reaper::Watched;
use crate::server::{self, Profile};
use crate::{Outcome, console, places, process, web};

/// Writes the files, or with `--check` tells which of them are out of date.
pub fn run(args: &[String]) -> Outcome<ExitCode> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("`cargo xtask gen [--check]` takes nothing else.".to_owned()),
    };
    let watched = Watched::start()?;
    let binary = server::build(Profile::Dev)?;
    let outdated = outdated(&make(&binary, watched.folder())?)?;
    for file in &outdated {
        if check {
            console::complain(&file.complaint);
        } else {
            std::fs::copy(&file.made, &file.kept)
                .map_err(|error| format!("{} cannot be written: {error}.", file.kept.display()))?;
            console::say(&format!("==> {} is new", shown(&file.kept)));
        }
    }
    if outdated.is_empty() {
        console::say("==> The generated files are up to date");
    }
    Ok(if check && !outdated.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A generated file: the one in the repository and the one made now.
#[derive(Debug)]
pub struct Generated {
    kept: PathBuf,
    made: PathBuf,
}

/// A kept file that differs from what is made now.
#[derive(Debug)]
pub struct Outdated {
    kept: PathBuf,
    made: PathBuf,
    /// What is wrong and what to do, in a sentence.
    pub complaint: String,
}

/// How many files are generated.
pub const FILES: u32 = 2;

/// Makes all files anew, in `folder`, with a built server.
pub fn make(binary: &Path, folder: &Path) -> Outcome<[Generated; FILES as usize]> {
    let openapi = folder.join("openapi.json");
    let document = process::output(process::command(binary, places::root()).arg("openapi"))?;
    std::fs::write(&openapi, document).map_err(|error| format!("{} cannot be written: {error}.", openapi.display()))?;
    let codegen = places::web_codegen();
    web::install(&codegen)?;
    let schema = folder.join("schema.ts");
    let mut generator = process::command(codegen.join("node_modules/.bin/openapi-typescript"), &codegen);
    process::run_quietly(generator.arg(&openapi).arg("--output").arg(&schema))?;
    Ok([
        Generated { kept: places::root().join("server/tests/golden/openapi.json"), made: openapi },
        Generated { kept: places::web().join("src/api/schema.ts"), made: schema },
    ])
}

/// Those whose kept file is missing or differs.
pub fn outdated(files: &[Generated]) -> Outcome<Vec<Outdated>> {
    let mut outdated = Vec::new();
    for Generated { kept, made } in files {
        let new = std::fs::read_to_string(made).map_err(|error| format!("{}: {error}.", made.display()))?;
        let old = std::fs::read_to_string(kept).unwrap_or_default();
        if let Some(line) = first_difference(&old, &new) {
            let complaint =
                format!("{} is out of date from line {line} on: run `cargo xtask gen` and commit it.", shown(kept));
            outdated.push(Outdated { kept: kept.clone(), made: made.clone(), complaint });
        }
    }
    Ok(outdated)
}

/// The number, from 1, of the first line that differs.
fn first_difference(old: &str, new: &str) -> Option<usize> {
    if old == new {
        return None;
    }
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    Some(same + 1)
}

fn shown(path: &Path) -> String {
    path.strip_prefix(places::root()).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\nc", "a\nx\nc"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
        assert_eq!(first_difference("a\n", "a"), Some(2));
    }
}
