//! The law of tidiness: sizes, words, first lines, one SQL text, nothing forgotten. See `imports.rs` for who may use whom.

use super::source::{File, assert_none, files, functions, parts, paths, root};

const RUST: &[&str] = &["wire", "server", "loadtest", "xtask"];
/// Made by a program, not read by people.
const GENERATED: &[&str] = &["web/src/api/schema.ts"];

fn rust() -> Vec<File> {
    files(RUST, &[".rs"])
}

fn browser() -> Vec<File> {
    let sources = files(&["web/src"], &[".ts", ".tsx"]);
    sources.into_iter().filter(|file| !GENERATED.contains(&file.path.as_str())).collect()
}

#[test]
fn files_have_at_most_400_lines_and_tests_600() {
    let mut broken = Vec::new();
    for file in rust().into_iter().chain(browser()) {
        let (lines, limit) = (file.text.lines().count(), if file.is_test() { 600 } else { 400 });
        if lines > limit {
            broken.push(format!("{}: {lines} lines, at most {limit}", file.path));
        }
    }
    assert_none(&broken, "A file holds one thing: split the large ones.");
}

#[test]
fn functions_have_at_most_70_lines_and_6_parameters_and_no_two_booleans_side_by_side() {
    let broken: Vec<_> = rust().iter().flat_map(|file| large(&file.path, &file.text)).collect();
    assert_none(&broken, "A function fits on a screen and its call reads like a sentence.");
}

fn large(path: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for function in functions(&parts(text).code) {
        let place = format!("{path}:{}: {}", function.line, function.name);
        if function.lines > 70 {
            broken.push(format!("{place} has {} lines, at most 70", function.lines));
        }
        if function.parameters.len() > 6 {
            broken.push(format!("{place} has {} parameters, at most 6", function.parameters.len()));
        }
        let boolean = |parameter: &String| parameter.ends_with(": bool");
        if function.parameters.windows(2).any(|pair| pair.iter().all(boolean)) {
            broken.push(format!("{place} takes two booleans side by side: make an enum"));
        }
    }
    broken
}

/// Words that say nothing about what is in there.
const EMPTY_WORDS: &[&str] =
    &["util", "utils", "helper", "helpers", "manager", "managers", "service", "common", "misc"];

#[test]
fn names_say_what_a_thing_is() {
    let mut broken = Vec::new();
    for file in rust() {
        let code = parts(&file.text).code;
        broken.extend(items(&code).filter(|name| is_empty_word(name)).map(|name| format!("{}: {name}", file.path)));
    }
    for path in RUST.iter().chain(&["web/src"]).flat_map(|folder| paths(folder)) {
        if path.split('/').any(is_empty_word) {
            broken.push(path);
        }
    }
    assert_none(&broken, "util, helper, manager, service, common and misc name nothing: say what the thing is.");
}

/// The names of a file's items.
fn items(code: &str) -> impl Iterator<Item = &str> {
    const KEYWORDS: &[&str] = &["fn", "struct", "enum", "trait", "mod", "type", "const", "static"];
    let words: Vec<&str> =
        code.split(|next: char| !next.is_alphanumeric() && next != '_').filter(|word| !word.is_empty()).collect();
    let names: Vec<&str> = words.windows(2).filter(|pair| KEYWORDS.contains(&pair[0])).map(|pair| pair[1]).collect();
    names.into_iter()
}

/// Whether one of the words of a name, however they are joined, says nothing.
fn is_empty_word(name: &str) -> bool {
    let mut words = String::new();
    for next in name.chars() {
        if next.is_uppercase() {
            words.push(' ');
        }
        words.extend(next.to_lowercase());
    }
    words.split(|next: char| !next.is_alphanumeric()).any(|word| EMPTY_WORDS.contains(&word))
}

#[test]
fn every_rust_file_begins_with_what_it_is_for() {
    let bare = rust().into_iter().filter(|file| file.text.lines().count() > 1 && !file.text.starts_with("//! "));
    let broken: Vec<_> = bare.map(|file| file.path).collect();
    assert_none(&broken, "A file opens with //!: what it owns, what it must never do, where to read next.");
}

#[test]
fn statements_are_the_same_for_both_databases() {
    let mut broken = Vec::new();
    for file in files(&["server/src/store"], &[".rs"]) {
        if !file.path.contains("/store/search/") && !file.path.contains("/store/db/") {
            broken.extend(dialect(&file.path, &file.text));
        }
    }
    assert_none(&broken, "One SQL text serves SQLite and PostgreSQL: times, ids and casts come from Rust.");
}

fn dialect(path: &str, text: &str) -> Vec<String> {
    const BANNED: &[&str] = &["now()", "random()", "strftime", "ilike", "::", "serial", "autoincrement"];
    let mut broken = Vec::new();
    for (line, statement) in parts(text).texts {
        let statement = statement.to_lowercase();
        broken.extend(
            BANNED.iter().filter(|word| statement.contains(**word)).map(|word| format!("{path}:{line}: {word}")),
        );
    }
    broken
}

#[test]
fn nothing_is_left_for_later_or_forgotten() {
    let mut broken = Vec::new();
    // Spelt apart, or this file would find itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X:"], ["todo", "!("]].map(|parts| parts.concat());
    for file in rust().into_iter().chain(browser()) {
        let found = file.text.lines().zip(1..).filter(|(line, _)| marks.iter().any(|mark| line.contains(mark)));
        broken.extend(found.map(|(line, number)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    for path in paths("") {
        let forgotten = [".orig", ".rej", "~", ".bak", ".swp", ".DS_Store"];
        if forgotten.iter().any(|ending| path.ends_with(ending)) {
            broken.push(path);
        }
    }
    assert_none(&broken, "What is not done is not begun; what is over is deleted.");
}

#[test]
fn every_dependency_has_its_reason_beside_it() {
    let mut broken = Vec::new();
    for member in RUST {
        let path = format!("{member}/Cargo.toml");
        broken.extend(unexplained(&path, &std::fs::read_to_string(root().join(&path)).unwrap()));
    }
    assert_none(&broken, "Each dependency says in its line of the manifest what it is for.");
}

fn unexplained(path: &str, manifest: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let mut listed = false;
    for (line, number) in manifest.lines().zip(1..) {
        if line.starts_with('[') {
            listed = line.trim_end_matches(']').ends_with("dependencies");
        } else if listed && line.contains('=') && !line.contains(" # ") {
            broken.push(format!("{path}:{number}: {line}"));
        }
    }
    broken
}

#[test]
fn planted_faults_are_found() {
    let long = format!("fn long() {{\n{}}}\n", "    go();\n".repeat(70));
    assert_eq!(large("a.rs", &long), ["a.rs:1: long has 72 lines, at most 70"]);
    let wide = "fn wide(a: u8, b: u8, c: Map<u8, u8>, d: fn(u8, u8), e: u8, f: u8) {}\nfn wider(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {}";
    assert_eq!(large("a.rs", wide), ["a.rs:2: wider has 7 parameters, at most 6"]);
    assert_eq!(large("a.rs", "fn flags(loud: bool, fast: bool) {}").len(), 1);
    for name in ["room_manager", "RoomManager", "util.rs", "commonPaths", "misc"] {
        assert!(is_empty_word(name), "{name}");
    }
    assert!(!is_empty_word("uncommon") && !is_empty_word("into_make_services"));
    assert_eq!(items("pub struct A; impl A { async fn b(c: D) {} }").collect::<Vec<_>>(), ["A", "b"]);
    assert_eq!(
        dialect("a.rs", "// now()\nsql(\"SELECT now()\\\n , a::TEXT\"); b::c();"),
        ["a.rs:2: now()", "a.rs:2: ::"]
    );
    assert_eq!(unexplained("c", "[dependencies]\na = \"1\" # why\nb = \"2\"\n[lints]\nx = 1"), ["c:3: b = \"2\""]);
}
