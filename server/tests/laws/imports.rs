//! The law of the layers: who may use whom, on the server and in the browser.

use super::source::{File, assert_none, files, parts};

/// The server's modules by level: each uses only levels below its own.
const LEVELS: &[&[&str]] = &[
    &["domain"],
    &["platform"],
    &["config"],
    &["store", "blobs", "outbound"],
    &["access"],
    &["realtime"],
    &["app"],
    &["ops"],
    &["http", "jobs"],
    &["cli", "main", "lib"],
];

const SERVER_RULE: &str = "A module of the server imports only levels below its own: 1 domain, platform, config in this order · 2 store blobs \
    outbound · 3 access · 4 realtime · 5 app · 6 ops · 7 http jobs · 8 cli; http never touches store or access.";

/// What `http` does not see, though it lies below.
const NOT_FOR_HTTP: &[&str] = &["store", "access"];
/// What makes a module impure, or waits for the world.
const IMPURE: &[&str] = &[
    "tokio",
    "rusqlite",
    "tokio_postgres",
    "axum",
    "std::fs",
    "std::net",
    "std::env",
    "std::time::SystemTime",
    "async fn",
];
/// Of the contract, the store knows ids, kinds and limits, never what is presented.
const NOT_FOR_STORE: &[&str] =
    &["wire::events", "wire::frames", "wire::messages", "wire::bootstrap", "wire::problem", "wire::page"];

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn a_module_of_the_server_uses_only_levels_below_its_own() {
    let broken: Vec<_> =
        files(&["server/src"], &[".rs"]).iter().flat_map(|file| wrong_uses(&file.path, &file.text)).collect();
    assert_none(&broken, SERVER_RULE);
}

/// What a file of the server uses that it may not.
fn wrong_uses(path: &str, text: &str) -> Vec<String> {
    let code = parts(text).code;
    let within: Vec<&str> = path.trim_start_matches("server/src/").trim_end_matches(".rs").split('/').collect();
    let own = within[0];
    let Some(own_level) = level(own) else {
        return vec![format!("{path}: {own} has no level: give it one in {}", file!())];
    };
    let mut broken = Vec::new();
    for (line, used) in used_modules(&code, depth(&within)) {
        let wrong = match level(&used) {
            _ if used == own => false,
            None => used == "*" || used == "crate",
            Some(level) => level >= own_level || (own == "http" && NOT_FOR_HTTP.contains(&used.as_str())),
        };
        if wrong {
            broken.push(format!("{path}:{line}: {own} uses {used}"));
        }
    }
    let banned: &[&str] = match own {
        "domain" => IMPURE,
        "store" => NOT_FOR_STORE,
        // The database's handle is in reach of whoever has the app.
        "http" | "jobs" => &[".db."],
        // Else http would reach them through here.
        "ops" | "app" | "realtime" => &["pub use crate::store", "pub use crate::access"],
        _ => &[],
    };
    for (line, number) in code.lines().zip(1..) {
        broken.extend(
            banned
                .iter()
                .filter(|word| line.contains(**word))
                .map(|word| format!("{path}:{number}: {own} uses {word}")),
        );
    }
    broken
}

/// How many `super::` lead from a file to the root of the crate.
fn depth(within: &[&str]) -> usize {
    let folder = matches!(within.last(), Some(&"mod" | &"lib" | &"main"));
    within.len() - usize::from(folder)
}

/// The modules of the crate's root that code names, with their lines.
fn used_modules(code: &str, depth: usize) -> Vec<(usize, String)> {
    let up = "super::".repeat(depth.max(1));
    let mut found = Vec::new();
    for start in ["crate::", up.as_str()] {
        for (at, _) in code.match_indices(start) {
            let inside_path =
                code[..at].ends_with(|last: char| last.is_alphanumeric() || last == '_' || last == ':' || last == '$');
            if inside_path && !code[..at].ends_with("$") {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            found.extend(first_names(&code[at + start.len()..]).into_iter().map(|name| (line, name)));
        }
    }
    found
}

/// The first names of a path, or of each branch of a tree: `{store::db, ops}` names store and ops.
fn first_names(path: &str) -> Vec<String> {
    let name =
        |text: &str| text.chars().take_while(|next| next.is_alphanumeric() || "_*".contains(*next)).collect::<String>();
    let Some(tree) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut fresh = true;
    for (at, next) in tree.char_indices() {
        match next {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && !next.is_whitespace() => {
                names.push(name(&tree[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

const BROWSER_RULE: &str = "In web/src: lib, ui → nothing · api → lib · stores → api, lib · sync → api, stores, lib · \
    features/x → stores, sync, api, ui, lib, itself · app → all; only sync/ and a feature's actions.ts write to the entities.";

/// What a folder of the browser app may import besides itself; none for those that may import all.
fn allowed(folder: &str) -> Option<&'static [&'static str]> {
    match folder {
        "lib" | "ui" => Some(&[]),
        "api" => Some(&["lib"]),
        "stores" => Some(&["api", "lib"]),
        "sync" => Some(&["api", "stores", "lib"]),
        folder if folder.starts_with("features/") => Some(&["stores", "sync", "api", "ui", "lib"]),
        _ => None,
    }
}

#[test]
fn a_folder_of_the_browser_app_imports_only_what_it_may() {
    let sources = files(&["web/src"], &[".ts", ".tsx"]);
    let broken: Vec<_> = sources.iter().filter(|file| !file.is_test()).flat_map(wrong_imports).collect();
    assert_none(&broken, BROWSER_RULE);
}

#[test]
fn the_browser_app_has_no_barrels() {
    let sources = files(&["web/src"], &[".ts", ".tsx"]);
    let barrel = |file: &&File| file.name().starts_with("index.ts") || file.text.contains("export * from");
    let broken: Vec<_> = sources.iter().filter(barrel).map(|file| file.path.clone()).collect();
    assert_none(&broken, "No barrel files: an import names the file that holds the thing.");
}

/// The folder that rules speak of: `features/x`, or the first below `web/src`.
fn folder_of(path: &[&str]) -> String {
    match path {
        ["features", feature, ..] => format!("features/{feature}"),
        [folder, _, ..] => (*folder).to_owned(),
        _ => "main".to_owned(),
    }
}

fn wrong_imports(file: &File) -> Vec<String> {
    let within: Vec<&str> = file.path.trim_start_matches("web/src/").split('/').collect();
    let own = folder_of(&within);
    let mut broken = Vec::new();
    for (line, number) in file.text.lines().zip(1..) {
        let writes = line.contains("entities.setState(") && own != "sync" && file.name() != "actions.ts";
        if writes {
            broken.push(format!("{}:{number}: {own} writes to the entities", file.path));
        }
        let Some(import) = imported(line) else { continue };
        let mut target: Vec<&str> = within[..within.len() - 1].to_vec();
        for step in import.split('/') {
            match step {
                "." => {}
                ".." => drop(target.pop()),
                step => target.push(step),
            }
        }
        let used = folder_of(&target);
        if allowed(&own).is_some_and(|allowed| used != own && !allowed.contains(&used.as_str())) {
            broken.push(format!("{}:{number}: {own} imports {used}", file.path));
        }
    }
    broken
}

/// The relative path that a line imports.
fn imported(line: &str) -> Option<&str> {
    let at =
        ["from \"", "import(\"", "import \""].iter().find_map(|start| line.find(start).map(|at| at + start.len()))?;
    line[at..].split('"').next().filter(|path| path.starts_with('.'))
}

#[test]
fn planted_imports_are_found() {
    let of = |path: &str, text: &str| wrong_uses(path, text).len();
    assert_eq!(of("server/src/http/rooms.rs", "use crate::{ops::{a, b}, store::db};"), 1);
    assert_eq!(of("server/src/http/rooms.rs", "use crate::access;\nuse crate::ops::rooms;"), 1);
    assert_eq!(of("server/src/http/rooms.rs", "use super::super::store;\nuse crate::*;"), 2);
    assert_eq!(of("server/src/http/rooms.rs", "app.db.read(x)"), 1);
    assert_eq!(of("server/src/jobs/mod.rs", "use crate::http::router;"), 1);
    assert_eq!(of("server/src/domain/text/urls.rs", "use super::super::error;\nuse std::fs;"), 1);
    assert_eq!(of("server/src/app.rs", "sessions: crate::ops::sessions::Known"), 1);
    assert_eq!(of("server/src/ops/rooms.rs", "//! [`crate::http`]\nuse crate::store;\nuse super::present;"), 0);
    assert_eq!(of("server/src/newcomer/mod.rs", ""), 1);
    let wrong = |path: &str, text: &str| wrong_imports(&File { path: path.into(), text: text.into() }).len();
    assert_eq!(wrong("web/src/features/rooms/A.tsx", "import { x } from \"../timeline/B\";"), 1);
    assert_eq!(wrong("web/src/features/rooms/A.tsx", "import { x } from \"../../sync/start\";"), 0);
    assert_eq!(wrong("web/src/ui/Button.tsx", "} from \"../lib/text\";"), 1);
    assert_eq!(wrong("web/src/sync/apply.ts", "import \"../features/rooms/A\";"), 1);
    assert_eq!(wrong("web/src/app/App.tsx", "import { x } from \"../features/rooms/A\";\nentities.setState(a);"), 1);
}
