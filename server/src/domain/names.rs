//! Names and other short texts that people type: parsed once at the edge, valid ever after.
//!
//! Each type is proof that its rule holds, so nothing below checks again; each failure is a sentence for the person who
//! typed it. It must never look anything up: whether a name is taken is for the store to say. What the longer text of a
//! message means is in `text.rs`.

use wire::limits;

use super::error::{Error, Result};

/// Words after an `@` that mean more than one user, so nobody may be called so.
pub const RESERVED_USERNAMES: [&str; 5] = ["all", "channel", "everyone", "here", "room"];

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text, valid.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, valid, given away.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }
    };
}

text_type!(
    /// The unique name of a user: lower-case letters, digits, `.`, `_`, `-`; starts with a letter or digit; at most 32.
    Username
);
text_type!(
    /// What a user is shown as: 1 to 64 characters on one line.
    DisplayName
);
text_type!(
    /// The name of a room: 1 to 80 characters on one line.
    RoomName
);
text_type!(
    /// What a room is about: at most 250 characters on one line; may be empty.
    Topic
);
text_type!(
    /// The name of the workspace: 1 to 64 characters on one line.
    WorkspaceName
);
text_type!(
    /// A mail address as written, its domain in lower case; at most 254 bytes. Whether it receives mail, only mail tells.
    Email
);
text_type!(
    /// What a client named one send: 1 to 64 bytes of printable ASCII.
    ClientKey
);
text_type!(
    /// The name of a file: 1 to 255 bytes without a path, without anything that disturbs or turns the text around it.
    FileName
);
text_type!(
    /// The name of a custom emoji: 1 to 32 of `a-z 0-9 _ - +`.
    EmojiName
);
text_type!(
    /// The text of a message: at most 16,384 bytes, lines end in LF, no white space at the end, no NUL; empty only where files
    /// say enough.
    MessageText
);

impl Username {
    /// Folds upper case and checks.
    pub fn parse(text: &str) -> Result<Self> {
        let name = text.trim().to_ascii_lowercase();
        let refuse = |detail: &str| Err(Error::field("username", detail));
        if name.is_empty() {
            return refuse("Choose a user name.");
        }
        if !name.chars().all(is_username_char) {
            return refuse("A user name has only letters a to z, digits, dots, dashes and underscores.");
        }
        if name.len() > limits::USERNAME_CHARS {
            return refuse("A user name has at most 32 characters.");
        }
        if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return refuse("A user name starts with a letter or a digit.");
        }
        if RESERVED_USERNAMES.contains(&name.as_str()) {
            return refuse("This name is a word for many people at once. Choose another.");
        }
        Ok(Self(name))
    }
}

/// Whether a lower-case user name may hold this character.
#[must_use]
pub fn is_username_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-')
}

impl DisplayName {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self> {
        one_line("display_name", "A display name", text, limits::DISPLAY_NAME_CHARS).map(Self)
    }

    /// The name of somebody of whom nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self("Unknown".to_owned())
    }
}

impl RoomName {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self> {
        one_line("name", "A room's name", text, limits::ROOM_NAME_CHARS).map(Self)
    }

    /// The name of an imported room that had no name that is valid here.
    #[must_use]
    pub fn imported() -> Self {
        Self("imported".to_owned())
    }

    /// What must be unique in the workspace, and what `#name` in a text is looked up by: the name in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl WorkspaceName {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<Self> {
        one_line("name", "A workspace's name", text, limits::WORKSPACE_NAME_CHARS).map(Self)
    }
}

impl Topic {
    /// No topic.
    #[must_use]
    pub fn none() -> Self {
        Self(String::new())
    }

    /// Trims, folds each new line (with the white space around it) into one space, and checks.
    pub fn parse(text: &str) -> Result<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let topic = lines.join(" ");
        if topic.is_empty() {
            return Ok(Self(topic));
        }
        one_line("topic", "A topic", &topic, limits::TOPIC_CHARS).map(Self)
    }
}

impl Email {
    /// Trims, folds the domain's case and checks the form.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::field("email", "This is no mail address. One looks like ana@example.org.");
        let (local, domain) = text.trim().rsplit_once('@').ok_or_else(wrong)?;
        if local.len() + 1 + domain.len() > limits::EMAIL_BYTES {
            return Err(Error::field("email", "A mail address has at most 254 characters."));
        }
        let dots_fit = |part: &str| part.split('.').all(|piece| !piece.is_empty());
        let local_fits =
            local.chars().all(|c| !c.is_whitespace() && !is_unprintable(c) && !"()<>[]:;@\\,\"".contains(c));
        let domain_fits = domain.split('.').all(|label| {
            label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-') && !label.ends_with('-')
        });
        if local.len() > 64 || !dots_fit(local) || !dots_fit(domain) || !local_fits || !domain_fits {
            return Err(wrong());
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// What must be unique in the workspace: the whole address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A password that may be set: at least 8 characters, at most 256 bytes, not only white space. Never printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Checks; changes nothing, white space at the ends included.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |detail: &str| Err(Error::field("password", detail));
        if text.len() > limits::PASSWORD_MAX_BYTES {
            return refuse("A password has at most 256 characters.");
        }
        if text.chars().count() < limits::PASSWORD_MIN_CHARS {
            return refuse("A password has at least 8 characters.");
        }
        if text.trim().is_empty() {
            return refuse("A password is more than spaces.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself, for hashing.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl ClientKey {
    /// Checks; changes nothing.
    pub fn parse(text: &str) -> Result<Self> {
        let fits = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if text.is_empty() || text.len() > limits::CLIENT_KEY_BYTES || !fits {
            return Err(Error::field("client_key", "A client key is 1 to 64 characters of printable ASCII."));
        }
        Ok(Self(text.to_owned()))
    }
}

impl FileName {
    /// Takes whatever a file was called: drops a path before it and what must not be in a name, and shortens it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last.chars().filter(|c| !is_unprintable(*c)).collect();
        let kept = kept.trim();
        // A name of dots is a folder.
        if kept.chars().all(|c| is_invisible(c) || c == '.') {
            return Self("file".to_owned());
        }
        Self(shortened(kept))
    }
}

/// A file name of at most 255 bytes: the stem gives way, the ending stays.
fn shortened(name: &str) -> String {
    /// Endings are no longer; what is, belongs to the stem.
    const ENDING_BYTES: usize = 16;
    let ending = name.rfind('.').map_or("", |at| name.get(at..).unwrap_or_default());
    let ending = if ending.len() <= ENDING_BYTES { ending } else { "" };
    let stem = name.strip_suffix(ending).unwrap_or(name);
    let end = stem.floor_char_boundary(limits::FILE_NAME_BYTES - ending.len());
    format!("{}{ending}", stem.get(..end).unwrap_or_default())
}

impl EmojiName {
    /// Folds upper case, drops colons around it and checks.
    pub fn parse(text: &str) -> Result<Self> {
        let name = text.trim().trim_matches(':').to_ascii_lowercase();
        let refuse = |detail: &str| Err(Error::field("name", detail));
        if name.is_empty() {
            return refuse("An emoji needs a name.");
        }
        if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+')) {
            return refuse("The name of an emoji has only letters a to z, digits, dashes, underscores and plus signs.");
        }
        if name.len() > limits::EMOJI_NAME_CHARS {
            return refuse("The name of an emoji has at most 32 characters.");
        }
        Ok(Self(name))
    }
}

impl MessageText {
    /// Turns CRLF and CR into LF, trims the end and checks: a text that says something.
    pub fn parse(text: &str) -> Result<Self> {
        let parsed = Self::parse_beside_files(text)?;
        if parsed.0.is_empty() {
            return Err(Error::field("text", "A message needs some text."));
        }
        Ok(parsed)
    }

    /// The same for a message that may have files: the text may be empty.
    pub fn parse_beside_files(text: &str) -> Result<Self> {
        let refuse = |detail: &str| Err(Error::field("text", detail));
        let lines = text.replace("\r\n", "\n").replace('\r', "\n");
        let kept = lines.trim_end();
        if kept.len() > limits::MESSAGE_BYTES {
            return refuse("A message has at most 16,384 bytes of text.");
        }
        if kept.contains('\0') {
            return refuse("A message cannot hold the character NUL.");
        }
        Ok(Self(kept.to_owned()))
    }
}

/// Trims and checks a text that is shown on one line: something visible, nothing that would disturb what stands around it.
fn one_line(field: &str, what: &str, text: &str, most_chars: usize) -> Result<String> {
    let kept = text.trim();
    if kept.chars().any(is_unprintable) {
        return Err(Error::field(field, format!("{what} cannot hold control characters.")));
    }
    if kept.chars().all(is_invisible) {
        return Err(Error::field(field, format!("{what} needs at least one visible character.")));
    }
    if kept.chars().count() > most_chars {
        return Err(Error::field(field, format!("{what} has at most {most_chars} characters.")));
    }
    Ok(kept.to_owned())
}

/// Control characters, line and paragraph separators, and the marks that turn the direction of the text after them: with
/// those a name could make its neighbours read as something else.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that leave no ink: a name of nothing else would look empty. (The joiners U+200C and U+200D are allowed
/// between others: emoji and some scripts need them.)
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
