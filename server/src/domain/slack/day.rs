//! Messages of an export: one file a room and day.

use wire::limits;
use wire::time::Timestamp;

use super::people::{Person, bot_key};
use super::records::{Loose, RawAttachment, RawEntry, RawFile};
use super::{File, Names, Result, Skipped, blocks, emoji, files, list, mrkdwn};

/// What a message was in Slack; a report counts by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Plain,
    FileShare,
    FileComment,
    Bot,
    /// `/me …`.
    Me,
    /// A reply that is shown in the room too.
    Broadcast,
}

impl Kind {
    /// The kind of an entry; none when it is no message here.
    fn of(subtype: Option<&str>) -> Option<Self> {
        match subtype {
            None => Some(Self::Plain),
            Some("file_share") => Some(Self::FileShare),
            Some("file_comment") => Some(Self::FileComment),
            Some("bot_message") => Some(Self::Bot),
            Some("me_message") => Some(Self::Me),
            Some("thread_broadcast") => Some(Self::Broadcast),
            Some(_) => None,
        }
    }

    /// In words, for a report.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::FileShare => "file shares",
            Self::FileComment => "file comments",
            Self::Bot => "from bots",
            Self::Me => "/me",
            Self::Broadcast => "replies shown in the room",
        }
    }
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// Slack's id of a user, and what the message itself says about their name.
    User { key: String, name: Option<String> },
    /// A program without a user of its own.
    Bot { key: String, name: String },
}

impl Author {
    /// The person of the export who this is.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::User { key, .. } => key.clone(),
            Self::Bot { key, .. } => bot_key(key),
        }
    }

    /// Who this is when the export has no record of them.
    #[must_use]
    pub fn placeholder(&self) -> Person {
        match self {
            Self::User { key, name } => Person::unknown(key, name.as_deref()),
            Self::Bot { key, name } => Person::bot(key, name),
        }
    }
}

/// Where a reply belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Key of the root.
    pub root: String,
    /// The reply stands in the room's timeline too.
    pub in_room: bool,
}

/// One kind of reaction on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji, or the name of a custom one between colons.
    pub emoji: String,
    /// Keys of people.
    pub users: Vec<String>,
}

/// A message of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Slack's `ts`: unique in its room.
    pub key: String,
    pub kind: Kind,
    pub at: Timestamp,
    pub author: Author,
    /// Markdown, at most 16,384 bytes; empty only when there are files.
    pub text: String,
    /// Absent for a message of the timeline.
    pub thread: Option<Thread>,
    pub edited_at: Option<Timestamp>,
    pub reactions: Vec<Reaction>,
    pub files: Vec<File>,
    /// A further part of a message that was too long for one.
    pub is_continuation: bool,
}

/// What a file of a day holds, in the order of Slack's times.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Day {
    pub messages: Vec<Message>,
    pub skipped: Skipped,
}

/// Reads a file of a day. Texts name people and rooms as `names` says.
pub fn read_day(json: &[u8], names: &Names) -> Result<Day> {
    let mut day = Day::default();
    list::each(json, |entry: RawEntry| match message(&entry, names, &mut day.skipped) {
        Ok(message) => split(message, &mut day.messages),
        Err(reason) => {
            day.skipped.entry(&reason);
            day.skipped.reactions += reaction_count(&entry);
        }
    })?;
    day.messages.sort_by_key(|message| message.at);
    Ok(day)
}

/// The entry as a message, or why it is none.
fn message(entry: &RawEntry, names: &Names, skipped: &mut Skipped) -> std::result::Result<Message, String> {
    if let Some(kind) = entry.kind.as_deref().filter(|kind| *kind != "message") {
        return Err(kind.to_owned());
    }
    let subtype = entry.subtype.as_deref();
    let kind = Kind::of(subtype).ok_or_else(|| subtype.unwrap_or_default().to_owned())?;
    let key = entry.ts.as_ref().and_then(Loose::text).unwrap_or_default();
    let at = moment(&key).ok_or("without a time")?;
    let author = author(entry).ok_or("without an author")?;
    let (files, files_gone) = files_of(entry);
    let text = text(entry, kind, names);
    if text.is_empty() && files.is_empty() {
        return Err(if files_gone > 0 { "deleted file" } else { "without text" }.to_owned());
    }
    skipped.files += files_gone;
    let root = entry.thread_ts.as_ref().and_then(Loose::text).filter(|root| *root != key && moment(root).is_some());
    let reactions = reactions(entry);
    let named: u64 = reactions.iter().map(|reaction| reaction.users.len() as u64).sum();
    skipped.reactions += reaction_count(entry).saturating_sub(named);
    Ok(Message {
        key,
        kind,
        at,
        author,
        text,
        thread: root.map(|root| Thread { root, in_room: kind == Kind::Broadcast }),
        edited_at: entry
            .edited
            .as_ref()
            .and_then(|edit| edit.ts.as_ref())
            .and_then(Loose::text)
            .and_then(|ts| moment(&ts)),
        reactions,
        files,
        is_continuation: false,
    })
}

/// The moment of a `ts` such as `1433558319.000002`: seconds and at most six decimals.
pub(super) fn moment(ts: &str) -> Option<Timestamp> {
    const YEAR_9999: i64 = 253_370_764_800;
    let (seconds, decimals) = ts.split_once('.').unwrap_or((ts, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if seconds.is_empty() || !is_digits(seconds) || !is_digits(decimals) || decimals.len() > 6 {
        return None;
    }
    let seconds: i64 = seconds.parse().ok().filter(|seconds| *seconds < YEAR_9999)?;
    let micros: i64 = format!("{decimals:0<6}").parse().ok()?;
    Some(Timestamp::from_micros(seconds * 1_000_000 + micros))
}

fn author(entry: &RawEntry) -> Option<Author> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let commenter = entry.comment.as_ref().and_then(|comment| said(&comment.user));
    if let Some(key) = commenter.or_else(|| said(&entry.user)) {
        let profile = entry.user_profile.as_ref();
        let name = profile.and_then(|profile| {
            said(&profile.display_name).or_else(|| said(&profile.real_name)).or_else(|| said(&profile.name))
        });
        return Some(Author::User { key, name: name.or_else(|| said(&entry.username)) });
    }
    let name = entry.bot_profile.as_ref().and_then(|bot| said(&bot.name)).or_else(|| said(&entry.username));
    let key = said(&entry.bot_id).or_else(|| name.clone())?;
    Some(Author::Bot { key, name: name.unwrap_or_else(|| "Bot".to_owned()) })
}

/// The words of an entry: those of its author, else of its blocks, else of its attachments.
fn text(entry: &RawEntry, kind: Kind, names: &Names) -> String {
    let comment = entry.comment.as_ref().and_then(|comment| comment.comment.as_deref());
    let own = match kind {
        // The text of these says in words that somebody uploaded a file or commented on one.
        Kind::FileComment => comment.or(entry.text.as_deref()),
        Kind::FileShare => match &entry.file {
            Some(file) => file.initial_comment.as_ref().and_then(|comment| comment.comment.as_deref()),
            None => entry.text.as_deref(),
        },
        _ => entry.text.as_deref(),
    };
    let own = mrkdwn::to_markdown(own.unwrap_or_default().trim(), names);
    let own = if own.is_empty() { blocks::markdown(entry.blocks.as_deref().unwrap_or_default(), names) } else { own };
    let text = if own.is_empty() { attached(entry.attachments.as_deref().unwrap_or_default(), names) } else { own };
    let text = text.replace('\0', "");
    let text = text.trim();
    if kind == Kind::Me && !text.is_empty() { format!("_{text}_") } else { text.to_owned() }
}

/// What a program attached: its title and text, or the fallback that says the same in one line.
fn attached(attachments: &[RawAttachment], names: &Names) -> String {
    let written = attachments.iter().map(|attachment| {
        let part = |text: &Option<String>| mrkdwn::to_markdown(text.as_deref().unwrap_or_default(), names);
        let mut title = part(&attachment.title);
        if let (Some(link), Some(words)) = (&attachment.title_link, &attachment.title) {
            title.clear();
            mrkdwn::push_link(link, words, None, &mut title);
        }
        let parts = [part(&attachment.pretext), title, part(&attachment.text)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { part(&attachment.fallback) } else { parts.join("\n") }
    });
    let written: Vec<String> = written.filter(|text| !text.is_empty()).collect();
    written.join("\n\n")
}

/// The files of an entry, and how many of them are gone.
fn files_of(entry: &RawEntry) -> (Vec<File>, u64) {
    let all: Vec<&RawFile> = entry.files.iter().flatten().chain(&entry.file).collect();
    let mut kept: Vec<File> = Vec::new();
    for file in all.iter().filter_map(|raw| files::read(raw)) {
        // Some years write the same file under both names.
        if !kept.contains(&file) {
            kept.push(file);
        }
    }
    let gone = all.iter().filter(|raw| files::read(raw).is_none()).count();
    (kept, gone as u64)
}

fn reactions(entry: &RawEntry) -> Vec<Reaction> {
    let mut kept: Vec<Reaction> = Vec::new();
    for raw in entry.reactions.iter().flatten() {
        let Some(name) = raw.name.as_deref().filter(|name| !name.is_empty() && name.len() <= 100) else { continue };
        let emoji = emoji::or_name(name);
        // Two names may mean one emoji.
        let known = kept.iter().position(|reaction| reaction.emoji == emoji);
        if known.is_none() {
            kept.push(Reaction { emoji, users: Vec::new() });
        }
        let at = known.unwrap_or(kept.len() - 1);
        let Some(reaction) = kept.get_mut(at) else { continue };
        for user in raw.users.iter().flatten() {
            if !reaction.users.contains(user) {
                reaction.users.push(user.clone());
            }
        }
    }
    kept.retain(|reaction| !reaction.users.is_empty());
    kept.truncate(limits::REACTION_KINDS);
    kept
}

fn reaction_count(entry: &RawEntry) -> u64 {
    let listed = |users: &Option<Vec<String>>| users.as_ref().map_or(0, |users| users.len() as u64);
    entry.reactions.iter().flatten().map(|reaction| reaction.count.unwrap_or(0).max(listed(&reaction.users))).sum()
}

/// Slack's messages may be longer than ours: the rest follows in further messages, cut at ends of lines where possible.
fn split(mut message: Message, out: &mut Vec<Message>) {
    if message.text.len() <= limits::MESSAGE_BYTES {
        out.push(message);
        return;
    }
    let text = std::mem::take(&mut message.text);
    let mut rest = text.as_str();
    let mut part = 0;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(cut(rest));
        rest = later.trim_start_matches('\n');
        part += 1;
        let is_first = part == 1;
        if !is_first && now.trim().is_empty() {
            continue;
        }
        out.push(Message {
            key: if is_first { message.key.clone() } else { format!("{}+{part}", message.key) },
            text: now.trim_end().to_owned(),
            reactions: if is_first { std::mem::take(&mut message.reactions) } else { Vec::new() },
            files: if is_first { std::mem::take(&mut message.files) } else { Vec::new() },
            is_continuation: !is_first,
            ..message.clone()
        });
    }
}

/// Where the first part of a text ends: at most 16,384 bytes in.
fn cut(text: &str) -> usize {
    if text.len() <= limits::MESSAGE_BYTES {
        return text.len();
    }
    let most = (0..=limits::MESSAGE_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let head = text.get(..most).unwrap_or_default();
    // A part of nothing but white space would be no message.
    let has_words = |at: &usize| text.get(..*at).is_some_and(|head| !head.trim().is_empty());
    head.rfind('\n').filter(has_words).unwrap_or(most)
}
