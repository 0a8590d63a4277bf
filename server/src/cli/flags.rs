//! Flags for every setting that is no secret, made from the table of keys.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, value_parser};

use crate::config::given::{FILE_VARIABLE, Sources};
use crate::config::keys;

/// The configuration's flags as given.
#[derive(Debug, Default)]
pub(super) struct Flags {
    file: Option<PathBuf>,
    settings: Vec<(&'static str, String)>,
}

impl Flags {
    /// These flags, and the process's environment.
    pub(super) fn into_sources(self) -> Sources {
        Sources::of_process(self.file, self.settings)
    }
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new("config").long("config").value_name("FILE").value_parser(value_parser!(PathBuf));
        let command = command.arg(file.help(format!("The configuration file, in TOML [env: {FILE_VARIABLE}]")));
        let flags = keys().into_iter().filter_map(|key| {
            let default = if key.default.is_empty() { "nothing" } else { key.default };
            let help = format!("{} [env: {}] [default: {default}]", key.doc.trim(), key.variable());
            Some(Arg::new(key.name).long(key.flag()?).value_name("VALUE").help(help))
        });
        let secrets: Vec<String> = keys().into_iter().filter(|key| key.secret).map(|key| key.variable()).collect();
        let command = command.args(flags);
        command.after_help(format!("Secrets have no flag: {} (or the same with _FILE).", secrets.join(", ")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.file = matches.get_one("config").cloned();
        for key in keys().into_iter().filter(|key| !key.secret) {
            if let Some(text) = matches.get_one::<String>(key.name) {
                self.settings.push((key.name, text.clone()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn parse(arguments: &[&str]) -> Result<Flags, clap::Error> {
        let command = Flags::augment_args(Command::new("serve").no_binary_name(true));
        Flags::from_arg_matches(&command.try_get_matches_from(arguments)?)
    }

    #[test]
    fn flags_become_settings() {
        let flags = parse(&["--listen", "0.0.0.0:80", "--log-format=json", "--config", "relaydesk.toml"]).unwrap();
        assert_eq!(flags.file, Some(PathBuf::from("relaydesk.toml")));
        let config = Config::load(Sources { flags: flags.settings, ..Sources::default() }).unwrap();
        assert_eq!(config.server.listen.to_string(), "0.0.0.0:80");
        assert_eq!(config.log.format, crate::platform::telemetry::Shape::Json);
    }

    #[test]
    fn secrets_have_no_flag() {
        parse(&["--database-pool", "4"]).unwrap();
        assert!(parse(&["--database-url", "postgres://a:b@c"]).is_err());
    }
}
