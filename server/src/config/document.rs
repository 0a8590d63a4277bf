//! The documentation of the keys, written from their declarations: `docs/configuration.md` and `.env.example`.

use std::fmt::Write as _;

use super::CONCERNS;
use super::keys::Key;

const INTRODUCTION: &str = "\
<!-- Written from server/src/config by `RELAYDESK_TEST_UPDATE=1 cargo test -p relaydesk config`: edit it there. -->

# Configuration

RelayDesk starts without any configuration: `relaydesk serve` listens on this machine's port 8080 and keeps everything in the folder
`data`. What differs is said in one of these places; a later one counts more than an earlier one:

1. a file in TOML, named by `--config FILE` or `RELAYDESK_CONFIG`,
2. variables of the environment,
3. flags of `relaydesk serve`.

Every setting has one name and three spellings: `log_format = \"json\"` in the file, `RELAYDESK_LOG_FORMAT=json` in the environment,
`--log-format json` on the command line. A variable that is set but empty counts as not set. Lists are separated by commas; in the file
they may also be lists.

A setting that does not exist is refused wherever it stands, in the file, among the variables that begin with `RELAYDESK_`, or among the
flags: the server says so in a sentence and does not start.

Secrets have no flag, since everybody on a machine can see command lines. Their variable may instead end in `_FILE` and name a file that
holds the value, as Docker and Kubernetes mount secrets.
";

/// `docs/configuration.md`.
#[must_use]
pub fn reference() -> String {
    let mut text = INTRODUCTION.to_owned();
    for concern in CONCERNS {
        let _ = write!(text, "\n## {}\n", concern.title);
        for key in concern.keys {
            let default = if key.default.is_empty() { "nothing".to_owned() } else { format!("`{}`", key.default) };
            let _ = write!(text, "\n### `{}`\n\n{}\n\nDefault: {default}. {}.\n", key.name, doc(key), spellings(key));
        }
    }
    text
}

fn spellings(key: &Key) -> String {
    match (key.file_variable(), key.flag()) {
        (Some(file), _) => format!("Variable: `{}` or `{file}`. No flag: it is a secret", key.variable()),
        (None, Some(flag)) => format!("Variable: `{}`. Flag: `--{flag}`", key.variable()),
        (None, None) => format!("Variable: `{}`", key.variable()),
    }
}

/// `.env.example`.
#[must_use]
pub fn example() -> String {
    let mut text = "# Written from server/src/config by `RELAYDESK_TEST_UPDATE=1 cargo test -p relaydesk config`: edit it there.\n\
        # Every setting of RelayDesk with its default. All of it may be left out; docs/configuration.md says more.\n"
        .to_owned();
    for concern in CONCERNS {
        let _ = write!(text, "\n## {}\n", concern.title);
        for key in concern.keys {
            text.push('\n');
            for line in wrap(&doc(key)) {
                let _ = writeln!(text, "# {line}");
            }
            let _ = writeln!(text, "#{}={}", key.variable(), key.default);
        }
    }
    text
}

/// The doc as one line. Doc comments begin each of their lines with a space.
fn doc(key: &Key) -> String {
    key.doc.trim().to_owned()
}

fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() {
                line.push_str(word);
            } else if line.len() + word.len() < 110 {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
    }
    lines
}
