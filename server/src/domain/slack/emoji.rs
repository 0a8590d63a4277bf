//! Slack's names of emoji, turned into the emoji themselves.
//!
//! The names are in `emoji.txt`. A workspace's own emoji are not in an export; their names stay.

use std::collections::HashMap;
use std::sync::LazyLock;

/// An emoji, and whether it takes a skin tone.
type Entry = (&'static str, bool);

static BY_NAME: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for line in include_str!("emoji.txt").lines().filter(|line| !line.starts_with("# ")) {
        let (line, has_tones) = line.strip_suffix(" +").map_or((line, false), |line| (line, true));
        let mut parts = line.split(' ');
        let Some(emoji) = parts.next() else { continue };
        names.extend(parts.map(|name| (name, (emoji, has_tones))));
    }
    // Slack's own name, out of use since 2016.
    names.insert("simple_smile", ("🙂", false));
    names
});

/// The emoji of a name such as `tada` or `wave::skin-tone-3`; none for a name that a workspace made up.
pub fn by_name(name: &str) -> Option<String> {
    let (base, tone) = name.split_once("::skin-tone-").map_or((name, None), |(base, tone)| (base, Some(tone)));
    let (emoji, has_tones) = *BY_NAME.get(base)?;
    let tone = match tone {
        None => return Some(emoji.to_owned()),
        Some("2") => '\u{1F3FB}',
        Some("3") => '\u{1F3FC}',
        Some("4") => '\u{1F3FD}',
        Some("5") => '\u{1F3FE}',
        Some("6") => '\u{1F3FF}',
        Some(_) => return None,
    };
    if !has_tones {
        return Some(emoji.to_owned());
    }
    // The tone takes the place of the sign that asks for the coloured form.
    let mut chars = emoji.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    Some(format!("{first}{tone}{}", rest.strip_prefix('\u{FE0F}').unwrap_or(rest)))
}

/// The emoji, or the name between colons.
pub fn or_name(name: &str) -> String {
    by_name(name).unwrap_or_else(|| format!(":{name}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_slack_are_emoji() {
        assert_eq!(by_name("+1").as_deref(), Some("👍"));
        assert_eq!(by_name("thumbsup").as_deref(), Some("👍"));
        assert_eq!(by_name("heart").as_deref(), Some("❤️"));
        assert_eq!(by_name("simple_smile").as_deref(), Some("🙂"));
        assert_eq!(or_name("party_parrot"), ":party_parrot:");
    }

    #[test]
    fn skin_tones_go_behind_the_first_character() {
        assert_eq!(by_name("clap::skin-tone-3").as_deref(), Some("👏🏼"));
        assert_eq!(by_name("v::skin-tone-6").as_deref(), Some("✌🏿"));
        assert_eq!(by_name("female-technologist::skin-tone-2").as_deref(), Some("👩🏻‍💻"));
        assert_eq!(by_name("tada::skin-tone-2").as_deref(), Some("🎉"));
        assert_eq!(by_name("clap::skin-tone-9"), None);
    }

    #[test]
    fn no_name_stands_for_two_emoji() {
        let names = include_str!("emoji.txt").lines().filter(|line| !line.starts_with("# "));
        let count: usize = names.map(|line| line.split(' ').skip(1).filter(|name| *name != "+").count()).sum();
        assert_eq!(BY_NAME.len(), count + 1);
    }
}
