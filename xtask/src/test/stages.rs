//! The stages of `cargo xtask test`, in the order in which they run: cheap ones first.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::results::Results;
use crate::bench::BINARY_VARIABLE;
use crate::counts::{Counts, Runner};
use crate::debian::{self, Package};
use crate::server;
use crate::services::{self, Services};
use crate::{Outcome, generated, licences, places, process, requirements, web};

/// One stage.
#[derive(Debug)]
pub struct Stage {
    /// The name by which `--only` chooses it.
    pub name: &'static str,
    /// What it proves, for the person who watches.
    pub purpose: &'static str,
    /// Whether this repository has what it tests.
    pub exists: fn() -> bool,
    /// Runs it and adds what it came to.
    pub run: fn(&Setting, &mut Results),
}

/// What the stages are told.
#[derive(Debug)]
pub struct Setting {
    /// For the files of this run; removed at its end.
    pub folder: PathBuf,
    /// Parts of names: only the Rust tests that have one of them run. Empty: all.
    pub filter: Vec<String>,
    /// Started by the first stage that needs them, kept for those after it; a failure is told by each.
    pub services: OnceCell<Outcome<Services>>,
}

impl Setting {
    fn services(&self) -> Outcome<&Services> {
        self.services.get_or_init(|| Services::start(&self.folder.join("services"))).as_ref().map_err(Clone::clone)
    }
}

/// All stages.
pub const STAGES: [Stage; 9] = [
    Stage { name: "format", purpose: "the form of the Rust code", exists: always, run: format },
    Stage { name: "licences", purpose: "licences and bans of crates", exists: always, run: licences },
    Stage {
        name: "web",
        purpose: "the browser app: types, lints, tests, build, budget",
        exists: has_web,
        run: web_app,
    },
    Stage { name: "lint", purpose: "clippy, where a warning is an error", exists: always, run: lint },
    Stage { name: "rust-sqlite", purpose: "Rust tests on SQLite", exists: always, run: rust_on_sqlite },
    Stage {
        name: "rust-postgres",
        purpose: "Rust tests on PostgreSQL, Redis and S3",
        exists: always,
        run: rust_on_postgres,
    },
    Stage {
        name: "rust-one-connection",
        purpose: "the same, each server with a pool of one",
        exists: always,
        run: rust_on_one_connection,
    },
    Stage {
        name: "generated",
        purpose: "files made from the server's types",
        exists: has_codegen,
        run: generated_files,
    },
    Stage { name: "e2e", purpose: "browser journeys against the real binary", exists: has_e2e, run: journeys },
];

/// The environment variable that names the browser to the journeys.
const BROWSER_VARIABLE: &str = "CHROMIUM";

/// How many connections to PostgreSQL a server under test may hold.
const POOL_VARIABLE: &str = "RELAYDESK_TEST_POOL";

const BROWSER: [Package; 3] = [
    Package { name: "chromium", purpose: "browser journeys", present: || browser().is_some() },
    Package {
        name: "fonts-noto-color-emoji",
        purpose: "emoji in screenshots",
        present: || font_present("truetype/noto/NotoColorEmoji.ttf"),
    },
    Package {
        name: "fonts-noto-cjk",
        purpose: "Chinese, Japanese and Korean in screenshots",
        present: || font_present("opentype/noto/NotoSansCJK-Regular.ttc"),
    },
];

fn always() -> bool {
    true
}

fn has_web() -> bool {
    places::web().join("package.json").is_file()
}

fn has_codegen() -> bool {
    places::web_codegen().join("package.json").is_file()
}

fn has_e2e() -> bool {
    places::e2e().join("package.json").is_file()
}

fn format(_: &Setting, results: &mut Results) {
    results.check("format", || process::run(&mut process::cargo(["fmt", "--all", "--check"])));
}

fn licences(_: &Setting, results: &mut Results) {
    results.check("licences", licences::check);
}

fn lint(_: &Setting, results: &mut Results) {
    results.check("lint", || {
        web::make_dist_folder()?;
        process::run(&mut process::cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
}

fn web_app(_: &Setting, results: &mut Results) {
    let folder = places::web();
    if !results.check("web packages", || web::install(&folder)) {
        return;
    }
    let script = |name: &str| process::run(&mut web::npm(&folder, ["run", name]));
    results.check("web types", || script("typecheck"));
    results.check("web lint", || script("lint"));
    results.tests("web tests", || count(&mut web::npm(&folder, ["test"]), &[Runner::Vitest]));
    results.check("web build", || script("build"));
}

fn rust_on_sqlite(setting: &Setting, results: &mut Results) {
    results.tests("rust-sqlite", || {
        requirements::check_tracer()?;
        let mut tests = rust_tests(setting);
        services::withhold(&mut tests);
        count(&mut tests, &RUST_RUNNERS)
    });
}

fn rust_on_postgres(setting: &Setting, results: &mut Results) {
    results.tests("rust-postgres", || {
        requirements::check_tracer()?;
        let mut tests = rust_tests(setting);
        setting.services()?.tell(&mut tests);
        count(&mut tests, &RUST_RUNNERS)
    });
}

/// Where a change takes a second connection while it holds one, a pool of one shows it at once.
fn rust_on_one_connection(setting: &Setting, results: &mut Results) {
    results.tests("rust-one-connection", || {
        let mut tests = rust_tests(setting);
        setting.services()?.tell(&mut tests);
        count(tests.env(POOL_VARIABLE, "1"), &RUST_RUNNERS)
    });
}

fn generated_files(setting: &Setting, results: &mut Results) {
    results.tests("generated", || {
        let binary = server::build_with_tests()?;
        let outdated = generated::outdated(&generated::make(&binary, &setting.folder)?)?;
        match outdated.as_slice() {
            [] => Ok(Counts { passed: generated::FILES, ..Counts::default() }),
            some => Err(some.iter().map(|file| file.complaint.as_str()).collect::<Vec<_>>().join(" ")),
        }
    });
}

fn journeys(setting: &Setting, results: &mut Results) {
    results.tests("e2e", || {
        let packages = if debian::is_debian() { &BROWSER[..] } else { BROWSER.get(..1).unwrap_or_default() };
        debian::ensure(packages)?;
        web::build()?;
        let binary = server::build_with_tests()?;
        let folder = places::e2e();
        web::install(&folder)?;
        let mut tests = web::npm(&folder, ["test"]);
        setting.services()?.tell(&mut tests);
        tests.env(BINARY_VARIABLE, binary).env("TMPDIR", &setting.folder);
        tests.envs(browser().map(|file| (BROWSER_VARIABLE, file)));
        count(&mut tests, &[Runner::Journeys])
    });
}

const RUST_RUNNERS: [Runner; 2] = [Runner::Nextest, Runner::Cargo];

/// The Rust tests, through nextest where it is installed.
fn rust_tests(setting: &Setting) -> Command {
    let mut command = match process::find("cargo-nextest") {
        Some(_) => process::cargo(["nextest", "run", "--workspace"]),
        None => process::cargo(["test", "--workspace", "--no-fail-fast", "--"]),
    };
    command.args(&setting.filter).env("TMPDIR", &setting.folder);
    command
}

/// Runs tests and adds up what they tell.
fn count(command: &mut Command, runners: &[Runner]) -> Outcome<Counts> {
    let mut counts = Counts::default();
    let succeeded = process::observe(command, |line| {
        runners.iter().for_each(|runner| counts.see(*runner, line));
    })?;
    Ok(counts.settled(succeeded))
}

fn browser() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| process::find(name))
}

fn font_present(file: &str) -> bool {
    Path::new("/usr/share/fonts").join(file).is_file()
}
