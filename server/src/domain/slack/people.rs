//! People of an export.

use wire::limits;
use wire::users::UserKind;

use super::Result;
use super::records::RawUser;
use crate::domain::names::{DisplayName, Email, Username, is_unprintable, is_username_char};

/// Slack's own bot; exports mention it without a record.
const SLACKBOT: &str = "USLACKBOT";

/// A person or a bot of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Slack's id; for a program without a user of its own `bot:` and its id or name.
    pub key: String,
    /// The name to have here, unless it is taken: see [`usernames`].
    pub username: String,
    pub display_name: DisplayName,
    pub email: Option<Email>,
    pub kind: UserKind,
    /// Saw only some rooms.
    pub guest: bool,
    pub deactivated: bool,
}

impl Person {
    /// Somebody of whom the export has only a key and perhaps a name.
    #[must_use]
    pub fn unknown(key: &str, name: Option<&str>) -> Self {
        let is_slackbot = key == SLACKBOT;
        let name = name.unwrap_or(if is_slackbot { "Slackbot" } else { "Unknown" });
        Self {
            key: key.to_owned(),
            username: username_of(name),
            display_name: display_name_of(name),
            email: None,
            kind: if is_slackbot { UserKind::Bot } else { UserKind::Person },
            guest: false,
            deactivated: !is_slackbot,
        }
    }

    /// A bot that has no record of its own.
    #[must_use]
    pub fn bot(key: &str, name: &str) -> Self {
        Self {
            key: bot_key(key),
            username: username_of(name),
            display_name: display_name_of(name),
            email: None,
            kind: UserKind::Bot,
            guest: false,
            deactivated: false,
        }
    }
}

/// The key of a program that is no user of Slack.
pub(super) fn bot_key(key: &str) -> String {
    format!("bot:{key}")
}

/// Reads `users.json`.
pub fn read_people(json: &[u8]) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    super::list::each(json, |raw: RawUser| people.push(person(&raw)))?;
    Ok(people)
}

fn person(raw: &RawUser) -> Person {
    let profile = raw.profile.as_ref();
    let shown = [
        profile.and_then(|profile| profile.display_name.as_deref()),
        profile.and_then(|profile| profile.real_name.as_deref()),
        raw.real_name.as_deref(),
        raw.name.as_deref(),
    ];
    let shown = shown.into_iter().flatten().map(str::trim).find(|name| !name.is_empty()).unwrap_or(&raw.id);
    let email = profile.and_then(|profile| profile.email.as_deref());
    let is = |flag: Option<bool>| flag == Some(true);
    let is_bot = is(raw.is_bot) || raw.id == SLACKBOT;
    Person {
        key: raw.id.clone(),
        username: username_of(raw.name.as_deref().unwrap_or(shown)),
        display_name: display_name_of(shown),
        email: email.and_then(|email| Email::parse(email).ok()),
        kind: if is_bot { UserKind::Bot } else { UserKind::Person },
        guest: is(raw.is_restricted) || is(raw.is_ultra_restricted),
        deactivated: is(raw.deleted),
    }
}

/// The nearest valid user name; `user` when nothing of the text can stay.
fn username_of(text: &str) -> String {
    let folded = text.trim().to_lowercase().replace(char::is_whitespace, ".");
    let kept: String = folded.chars().filter(|c| is_username_char(*c)).collect();
    let name: String = kept.trim_start_matches(['.', '_', '-']).chars().take(limits::USERNAME_CHARS).collect();
    if name.is_empty() { "user".to_owned() } else { name }
}

/// The nearest valid display name.
fn display_name_of(text: &str) -> DisplayName {
    let kept: String = text.chars().filter(|c| !is_unprintable(*c)).collect();
    let cut: String = kept.trim().chars().take(limits::DISPLAY_NAME_CHARS).collect();
    DisplayName::parse(&cut).unwrap_or_else(|_| DisplayName::unknown())
}

/// The names to try for somebody, the best first: the wanted one, then `name-2`, `name-3` … without the words that mean many
/// people.
pub fn usernames(wanted: &str) -> impl Iterator<Item = Username> {
    let tries = (1..10_000_u32).map(move |number| numbered(wanted, number, limits::USERNAME_CHARS));
    tries.filter_map(|name| Username::parse(&name).ok())
}

/// The name with `-2`, `-3` … behind it, cut to fit; the first is the name itself.
pub(super) fn numbered(name: &str, number: u32, most_chars: usize) -> String {
    if number <= 1 {
        return name.to_owned();
    }
    let end = format!("-{number}");
    let mut kept: String = name.chars().take(most_chars - end.len()).collect();
    kept.push_str(&end);
    kept
}
