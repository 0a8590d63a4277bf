//! Reading our own sources, roughly: files, code without comments and texts, texts alone, functions.
//!
//! No parser: what these find is enough for the laws of `tidy.rs` and `imports.rs`, and a stranger can read it.

use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file with its path from the root.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// A test, or what only tests use.
    pub fn is_test(&self) -> bool {
        let name = self.name();
        self.path.contains("/tests/")
            || self.path.contains("/testing/")
            || name.contains(".test")
            || name.contains("tests.rs")
    }
}

/// The paths of all files below a folder, but for what is made or fetched.
pub fn paths(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root(), &root().join(folder), &mut found);
    found.sort();
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["target", "node_modules", ".git", "dist", "coverage", "__screenshots__"].contains(&name) {
                collect(root, &path, found);
            }
        } else {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
}

/// The files with one of these endings below some folders.
pub fn files(folders: &[&str], endings: &[&str]) -> Vec<File> {
    let paths = folders.iter().flat_map(|folder| paths(folder));
    let wanted = paths.filter(|path| endings.iter().any(|ending| path.ends_with(ending)));
    let read = |path: String| File { text: std::fs::read_to_string(root().join(&path)).unwrap(), path };
    wanted.map(read).collect()
}

/// A source taken apart; all parts keep their lines.
pub struct Parts {
    /// Without comments and without what stands between quotes.
    pub code: String,
    /// What stands between quotes, with the line of its beginning.
    pub texts: Vec<(usize, String)>,
}

/// Takes Rust apart.
pub fn parts(source: &str) -> Parts {
    let mut parts = Parts { code: String::with_capacity(source.len()), texts: Vec::new() };
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if let Some(length) = text_length(rest, &parts.code) {
            let line = parts.code.matches('\n').count() + 1;
            parts.texts.push((line, rest[..length].to_owned()));
            length
        } else if let Some(length) = char_length(rest) {
            length
        } else {
            parts.code.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        };
        let lines = rest[..length].matches('\n').count();
        parts.code.push_str(&"\n".repeat(lines));
        rest = &rest[length..];
    }
    parts
}

/// The length of the text that begins here, its quotes included.
fn text_length(rest: &str, before: &str) -> Option<usize> {
    let in_word = before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
    if rest.starts_with('r') && !in_word {
        let hashes = rest[1..].chars().take_while(|next| *next == '#').count();
        if rest[1 + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let from = 2 + hashes;
            return Some(rest[from..].find(&end).map_or(rest.len(), |at| from + at + end.len()));
        }
    }
    if !rest.starts_with('"') {
        return None;
    }
    let mut escaped = false;
    for (at, next) in rest.char_indices().skip(1) {
        match next {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of the character literal that begins here; a lifetime is none.
fn char_length(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    if inner.starts_with('\\') {
        return inner[2..].find('\'').map(|at| at + 4);
    }
    let first = inner.chars().next()?;
    inner[first.len_utf8()..].starts_with('\'').then_some(first.len_utf8() + 2)
}

/// A function as it stands in the code.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub line: usize,
    /// From its first line to its closing brace.
    pub lines: usize,
    pub parameters: Vec<String>,
}

/// The functions of code without comments and texts.
pub fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let before = code[..at].chars().next_back();
        let signature = &code[at + 3..];
        let name: String = signature.chars().take_while(|next| next.is_alphanumeric() || *next == '_').collect();
        if name.is_empty() || before.is_some_and(|last| last.is_alphanumeric() || last == '_') {
            continue;
        }
        let Some(open) = parameters_open(signature) else { continue };
        let close = open + closing(&signature[open..]);
        let end = match signature[close..].find(['{', ';']).map(|end| close + end) {
            Some(brace) if signature[brace..].starts_with('{') => brace + closing(&signature[brace..]),
            _ => close,
        };
        found.push(Function {
            line: code[..at].matches('\n').count() + 1,
            lines: signature[..end].matches('\n').count() + 1,
            parameters: split(&signature[open + 1..close]),
            name,
        });
    }
    found
}

/// Where the parameters open: after the generics, if there are any.
fn parameters_open(signature: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut last = ' ';
    for (at, next) in signature.char_indices() {
        match next {
            '<' => depth += 1,
            '>' if last != '-' => depth -= 1,
            '(' if depth == 0 => return Some(at),
            '{' | ';' => return None,
            _ => {}
        }
        last = next;
    }
    None
}

/// Where what opens at the beginning closes.
fn closing(text: &str) -> usize {
    let mut depth = 0_i32;
    for (at, next) in text.char_indices() {
        match next {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The parts between commas that stand in no brackets.
fn split(list: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    let mut last = ' ';
    for next in list.chars() {
        match next {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if last != '-' => depth -= 1,
            _ => {}
        }
        if next == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(next);
        }
        last = next;
    }
    let parts = parts.into_iter().map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// Fails with the rule, the page that holds it, and every place where it is broken.
#[track_caller]
pub fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule} See ARCHITECTURE.md and docs/style.md.\n  {}", broken.join("\n  "));
}

#[test]
fn sources_are_taken_apart_as_they_are_meant() {
    let source = "//! a \"b\"\nfn go<F: Fn(u8) -> bool>(a: &'a str, f: F) { // fn no()\n  let c = '\"'; r#\"x\"y\"#; \"\\\"z\"\n}\n";
    let parts = parts(source);
    assert_eq!(parts.texts, [(3, "r#\"x\"y\"#".to_owned()), (3, "\"\\\"z\"".to_owned())]);
    let functions = functions(&parts.code);
    assert_eq!(functions.len(), 1);
    let go = &functions[0];
    assert_eq!((go.name.as_str(), go.line, go.lines), ("go", 2, 3));
    assert_eq!(go.parameters, ["a: &'a str", "f: F"]);
}
