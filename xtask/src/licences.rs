//! Which licences and crates may come into the tree: the rules of `deny.toml`, checked on what cargo resolves.
//!
//! cargo-deny knows more (sources, versions) and is used where it is installed; compiling it takes minutes, which nobody
//! should wait for on a first run, so its two rules that matter most are checked here. Must never have rules of its own.

use std::collections::BTreeSet;

use crate::{Outcome, places, process};

/// Checks every crate that is compiled into our programs or runs while they are built.
///
/// # Errors
/// One sentence a crate that is banned, or whose licence is not allowed.
pub fn check() -> Outcome {
    if process::find("cargo-deny").is_some() {
        return process::run(&mut process::cargo(["deny", "check", "bans", "licenses", "sources"]));
    }
    let file = places::root().join("deny.toml");
    let rules = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
    let rules = Rules::read(&rules)?;
    let mut tree = process::cargo(["tree", "--workspace", "--edges", "normal,build", "--prefix", "none"]);
    let tree = process::output(tree.args(["--format", "{p}|{l}"]))?;
    let complaints = rules.complaints(&String::from_utf8_lossy(&tree));
    if complaints.is_empty() { Ok(()) } else { Err(complaints.into_iter().collect::<Vec<_>>().join("\n")) }
}

/// What `deny.toml` says.
#[derive(Debug)]
struct Rules {
    licences: Vec<String>,
    banned: Vec<String>,
}

impl Rules {
    fn read(file: &str) -> Outcome<Self> {
        let list = |start: &str| {
            let inside = file.lines().skip_while(|line| !line.starts_with(start)).skip(1);
            inside.take_while(|line| !line.starts_with(']')).collect::<Vec<_>>()
        };
        let quoted = |line: &str| line.split('"').nth(1).map(str::to_owned);
        let licences: Vec<String> = list("allow = [").into_iter().filter_map(quoted).collect();
        let banned: Vec<String> = list("deny = [").into_iter().filter_map(quoted).collect();
        if licences.is_empty() || banned.is_empty() {
            return Err("deny.toml is not understood: it wants `allow = [` and `deny = [`, an entry a line.".to_owned());
        }
        Ok(Self { licences, banned })
    }

    /// What is wrong with the lines `name version …|licence` of a tree, each crate once.
    fn complaints(&self, tree: &str) -> BTreeSet<String> {
        tree.lines().filter(|line| !line.is_empty()).filter_map(|line| self.complaint(line)).collect()
    }

    fn complaint(&self, line: &str) -> Option<String> {
        let (package, licence) = line.rsplit_once('|').unwrap_or((line, ""));
        // Cargo marks what it has shown before.
        let licence = licence.trim_end_matches("(*)").trim();
        let name = package.split(' ').next().unwrap_or_default();
        if self.banned.iter().any(|banned| banned == name) {
            return Some(format!("The crate {name} is banned; deny.toml says why."));
        }
        let allowed = Expression::read(licence).is_some_and(|mut expression| expression.is_met(&self.licences));
        (!allowed).then(|| format!("The licence `{licence}` of {package} is not among those that deny.toml allows."))
    }
}

/// A licence expression, read from left to right: `(MIT OR Apache-2.0) AND Unicode-3.0`. AND binds closer than OR.
struct Expression {
    /// Those still to be read, the next one last.
    words: Vec<String>,
}

impl Expression {
    /// None for an empty text: a crate without a licence must not be used.
    fn read(text: &str) -> Option<Self> {
        // Old manifests write a slash for OR.
        let spaced = text.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let words: Vec<String> = spaced.split_whitespace().rev().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether the allowed licences are enough. What is no expression is not met.
    fn is_met(&mut self, allowed: &[String]) -> bool {
        let met = self.any(allowed);
        met && self.words.is_empty()
    }

    fn any(&mut self, allowed: &[String]) -> bool {
        let mut met = self.all(allowed);
        while self.take("OR") {
            // Read to the end in any case.
            met |= self.all(allowed);
        }
        met
    }

    fn all(&mut self, allowed: &[String]) -> bool {
        let mut met = self.one(allowed);
        while self.take("AND") {
            met &= self.one(allowed);
        }
        met
    }

    fn one(&mut self, allowed: &[String]) -> bool {
        if self.take("(") {
            let met = self.any(allowed);
            return self.take(")") && met;
        }
        let mut licence = self.words.pop().unwrap_or_default();
        if self.take("WITH") {
            licence = format!("{licence} WITH {}", self.words.pop().unwrap_or_default());
        }
        allowed.contains(&licence)
    }

    fn take(&mut self, word: &str) -> bool {
        self.words.pop_if(|next| next == word).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"
[licenses]
allow = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
]

[bans]
deny = [
    { crate = "openssl-sys", reason = "it wants \"headers\"" },
]
"#;

    fn complaint(line: &str) -> Option<String> {
        Rules::read(RULES).unwrap().complaint(line)
    }

    #[test]
    fn one_of_several_licences_is_enough_and_all_that_are_joined_are_needed() {
        for met in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "(MIT OR GPL-3.0) AND Apache-2.0", "MIT AND Apache-2.0 (*)"]
        {
            assert_eq!(complaint(&format!("a v1.0.0|{met}")), None, "{met}");
        }
        for unmet in ["GPL-3.0", "MIT AND GPL-3.0", "GPL-3.0 AND MIT OR GPL-2.0", "(MIT", "MIT)", "MIT MIT", ""] {
            assert!(complaint(&format!("a v1.0.0|{unmet}")).is_some(), "{unmet}");
        }
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        assert_eq!(complaint("a v1.0.0|Apache-2.0 WITH LLVM-exception OR GPL-3.0"), None);
        assert!(complaint("a v1.0.0|MIT WITH LLVM-exception").is_some());
    }

    #[test]
    fn a_banned_crate_is_named_whatever_its_licence() {
        assert_eq!(
            complaint("openssl-sys v0.9.1|MIT").unwrap(),
            "The crate openssl-sys is banned; deny.toml says why."
        );
        assert_eq!(complaint("openssl-sys-more v0.9.1|MIT"), None);
    }

    #[test]
    fn the_rules_of_this_repository_are_understood() {
        let file = std::fs::read_to_string(places::root().join("deny.toml")).unwrap();
        let rules = Rules::read(&file).unwrap();
        assert!(rules.licences.contains(&"Apache-2.0".to_owned()));
        assert_eq!(rules.banned, ["openssl-sys", "native-tls", "aws-lc-sys"]);
        assert!(Rules::read("[licenses]\nallow = []").is_err());
    }
}
