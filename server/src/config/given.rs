//! What was given: the text of each key and where it came from, the later source before the earlier.
//!
//! It refuses what it does not know: a setting with a typing error must not look as if it held.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::KEYS_HINT;
use super::keys::{Key, PREFIX};
use super::setting::Setting;

/// Names the configuration file.
pub const FILE_VARIABLE: &str = "RELAYDESK_CONFIG";

/// Variables with these beginnings are not ours to judge: those of tests and of the build's own commands, and those that
/// Kubernetes gives every container beside a service called `relaydesk`.
const OTHERS: [&str; 4] = ["RELAYDESK_TEST_", "RELAYDESK_XTASK_", "RELAYDESK_SERVICE_", "RELAYDESK_PORT"];

/// Where settings come from, apart from the defaults.
#[derive(Debug, Default)]
pub struct Sources {
    /// The configuration file, when a flag names it.
    pub file: Option<PathBuf>,
    /// The environment's variables, all of them.
    pub environment: Vec<(OsString, OsString)>,
    /// Flags by the name of their key.
    pub flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// The process's own environment, a file and flags.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process(file: Option<PathBuf>, flags: Vec<(&'static str, String)>) -> Self {
        Self { file, environment: std::env::vars_os().collect(), flags }
    }
}

#[derive(Debug)]
struct Value {
    text: String,
    /// As the beginning of a sentence.
    origin: String,
}

/// The text of every key.
#[derive(Debug)]
pub struct Given(BTreeMap<&'static str, Value>);

impl Given {
    /// Puts the sources together: defaults ← file ← environment ← flags.
    ///
    /// # Errors
    /// A sentence about what cannot be read or is not known.
    pub fn collect(keys: &[&'static Key], sources: Sources) -> Result<Self, String> {
        let mut given = Self(BTreeMap::new());
        for key in keys {
            given.put(key, key.default.to_owned(), "The default".to_owned());
        }
        let variables = variables(sources.environment)?;
        let named = variables.get(FILE_VARIABLE).filter(|path| !path.is_empty());
        if let Some(file) = sources.file.or_else(|| named.map(PathBuf::from)) {
            given.add_file(keys, &file)?;
        }
        given.add_environment(keys, variables)?;
        for (name, text) in sources.flags {
            if let Some(key) = keys.iter().find(|key| key.name == name) {
                given.put(key, text, format!("--{}", name.replace('_', "-")));
            }
        }
        Ok(given)
    }

    fn put(&mut self, key: &Key, text: String, origin: String) {
        self.0.insert(key.name, Value { text, origin });
    }

    fn add_file(&mut self, keys: &[&'static Key], file: &std::path::Path) -> Result<(), String> {
        let shown = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("The configuration file {shown} cannot be read: {error}."))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            format!("The configuration file {shown} cannot be understood: {}{}.", error.message(), place(&text, &error))
        })?;
        for (name, value) in table {
            let origin = format!("{shown}: {name}");
            let key = keys.iter().find(|key| key.name == name);
            let key = key.ok_or_else(|| format!("{origin} is no setting; {KEYS_HINT}."))?;
            let text = in_words(value)
                .ok_or_else(|| format!("{origin} must be a text, a number, true or false, or a list."))?;
            self.put(key, text, origin);
        }
        Ok(())
    }

    fn add_environment(
        &mut self,
        keys: &[&'static Key],
        mut variables: BTreeMap<String, String>,
    ) -> Result<(), String> {
        variables.remove(FILE_VARIABLE);
        for key in keys {
            let (name, file_name) = (key.variable(), key.file_variable());
            let text = variables.remove(&name).filter(|text| !text.is_empty());
            let path = file_name.as_ref().and_then(|name| variables.remove(name)).filter(|path| !path.is_empty());
            match (text, path, file_name) {
                (Some(_), Some(_), Some(file_name)) => {
                    return Err(format!("{name} and {file_name} are both set; set one."));
                }
                (Some(text), _, _) => self.put(key, text, name),
                (None, Some(path), Some(file_name)) => {
                    let text = std::fs::read_to_string(&path)
                        .map_err(|error| format!("{file_name}: the file {path} cannot be read: {error}."))?;
                    self.put(key, text.trim_end().to_owned(), file_name);
                }
                _ => {}
            }
        }
        match variables.into_keys().next() {
            Some(unknown) => Err(format!("The environment's variable {unknown} is no setting; {KEYS_HINT}.")),
            None => Ok(()),
        }
    }

    /// Reads the value of a key.
    pub(super) fn read<T: Setting>(&self, name: &str) -> Result<T, String> {
        let value = self.0.get(name).ok_or_else(|| format!("{name} is no setting."))?;
        T::from_text(&value.text).map_err(|problem| {
            let shown =
                if T::SECRET { "the value (a secret, not shown)".to_owned() } else { format!("{:?}", value.text) };
            format!("{}: {shown} {problem}.", value.origin)
        })
    }
}

/// Our variables, or a sentence about one that is not text.
fn variables(environment: Vec<(OsString, OsString)>) -> Result<BTreeMap<String, String>, String> {
    let ours = environment.into_iter().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let ours = ours.filter(|(name, _)| name.starts_with(PREFIX) && !OTHERS.iter().any(|other| name.starts_with(other)));
    ours.map(|(name, value)| match value.into_string() {
        Ok(value) => Ok((name, value)),
        Err(_) => Err(format!("{name}: the value is not UTF-8.")),
    })
    .collect()
}

fn in_words(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(items) => {
            items.into_iter().map(in_words).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

fn place(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    before.map(|before| format!(" (line {})", before.matches('\n').count() + 1)).unwrap_or_default()
}
