//! Slack's notation of messages ("mrkdwn"), turned into our Markdown.
//!
//! Slack writes `*bold*`, `_italic_`, `~struck~`, `<@U1>`, `<url|words>` and the entities `&amp;`, `&lt;`, `&gt;`. What means
//! nothing to Slack but something to Markdown is escaped, so that a text looks as it did. Code is left as it is. It must
//! take linear time.

use super::{Names, emoji, files};
use crate::domain::text::end_of_url;

/// Turns a text of Slack into Markdown.
pub fn to_markdown(text: &str, names: &Names) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut writer = Writer { names, out: String::with_capacity(text.len()) };
    let mut rest = text.as_str();
    while let Some((before, code, after)) = next_code_block(rest) {
        writer.lines(before);
        writer.code_block(code);
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    writer.lines(rest);
    writer.out.trim_end().to_owned()
}

/// What stands before, in and after the first block of code.
fn next_code_block(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("```")?;
    let (code, after) = rest.split_once("```")?;
    Some((before, code, after)).filter(|_| !code.trim().is_empty())
}

struct Writer<'a> {
    names: &'a Names,
    out: String,
}

impl Writer<'_> {
    fn code_block(&mut self, code: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str("```\n");
        self.out.push_str(literal(code, self.names).trim_matches('\n'));
        self.out.push_str("\n```\n");
    }

    /// Lines without blocks of code. `&gt;` begins a quoted line, `&gt;&gt;&gt;` a quote to the end.
    fn lines(&mut self, text: &str) {
        let mut all_quoted = false;
        let mut was_quoted = false;
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.out.push('\n');
            }
            let (line, quoted) = if let Some(rest) = line.strip_prefix("&gt;&gt;&gt;") {
                all_quoted = true;
                (rest, true)
            } else if let Some(rest) = line.strip_prefix("&gt;").filter(|_| !all_quoted) {
                (rest, true)
            } else {
                (line, all_quoted)
            };
            if quoted {
                self.out.push_str("> ");
            } else if was_quoted && !line.trim().is_empty() {
                // Else Markdown would take this line into the quote.
                self.out.push('\n');
            }
            was_quoted = quoted;
            let line = if quoted { line.strip_prefix(' ').unwrap_or(line) } else { line };
            if starts_block(line) {
                self.out.push('\\');
            }
            Line { text: line, names: self.names }.write("", &mut self.out);
        }
    }
}

/// Whether Markdown would read a heading or a line across where Slack shows the characters.
fn starts_block(line: &str) -> bool {
    let hashes = line.trim_start_matches('#');
    let is_heading = line.len() > hashes.len() && (hashes.is_empty() || hashes.starts_with([' ', '\t']));
    let marks = line.trim_end();
    let is_rule = marks.len() > 1 && ["-", "="].iter().any(|mark| marks.replace(mark, "").is_empty());
    is_heading || is_rule
}

/// A part of one line.
struct Line<'a> {
    text: &'a str,
    names: &'a Names,
}

impl Line<'_> {
    /// Writes it as Markdown. `inside`: the marks that are open around it.
    fn write(&self, inside: &str, out: &mut String) {
        let last_close = self.text.rfind('>');
        let mut without_closer = String::new();
        let mut at = 0;
        while let Some(c) = self.rest(at).chars().next() {
            let read = match c {
                '`' => self.code(at, out),
                '<' if last_close.is_some_and(|last| at < last) => self.reference(at, out),
                '&' => self.entity(at, out),
                ':' => self.emoji(at, out),
                '*' | '_' | '~' if !inside.contains(c) && !without_closer.contains(c) => {
                    self.styled(at, c, inside, &mut without_closer, out)
                }
                _ => None,
            };
            at += read.unwrap_or_else(|| {
                let before = self.text.get(..at).and_then(|before| before.chars().next_back());
                let next = self.rest(at + c.len_utf8()).chars().next();
                push_escaped(c, before, next, out);
                c.len_utf8()
            });
        }
    }

    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    /// `code` at this byte: how many bytes were read.
    fn code(&self, at: usize, out: &mut String) -> Option<usize> {
        let code = self.rest(at + 1).split_once('`')?.0;
        if code.is_empty() {
            return None;
        }
        out.push('`');
        out.push_str(&literal(code, self.names));
        out.push('`');
        Some(code.len() + 2)
    }

    /// `<…>` at this byte.
    fn reference(&self, at: usize, out: &mut String) -> Option<usize> {
        let inner = self.rest(at + 1).split_once('>')?.0;
        let next = self.rest(at + inner.len() + 2).chars().next();
        push_reference(inner, next, self.names, out);
        Some(inner.len() + 2)
    }

    /// `&amp;`, `&lt;` or `&gt;` at this byte. An `&` stays escaped where Markdown would see an entity of its own.
    fn entity(&self, at: usize, out: &mut String) -> Option<usize> {
        let (entity, c) = entity(self.rest(at))?;
        let after = self.rest(at + entity.len());
        if c == '&' && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#') {
            out.push('\\');
        }
        out.push(c);
        Some(entity.len())
    }

    /// `:name:` at this byte, if Slack has such an emoji.
    fn emoji(&self, at: usize, out: &mut String) -> Option<usize> {
        let (name, after) = name_to_colon(self.rest(at + 1))?;
        let tone = after.strip_prefix(":skin-tone-").and_then(|tone| tone.split_once(':')).map(|(tone, _)| tone);
        let toned = tone.and_then(|tone| emoji::by_name(&format!("{name}::skin-tone-{tone}")).zip(Some(tone.len())));
        if let Some((emoji, tone_length)) = toned {
            out.push_str(&emoji);
            return Some(name.len() + 2 + ":skin-tone-:".len() + tone_length);
        }
        out.push_str(&emoji::by_name(name)?);
        Some(name.len() + 2)
    }

    /// Words between two marks, the first at this byte.
    fn styled(
        &self,
        at: usize,
        mark: char,
        inside: &str,
        without_closer: &mut String,
        out: &mut String,
    ) -> Option<usize> {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let inner_start = self.rest(at + 1);
        let opens = before.is_none_or(|c| c != mark && (c.is_whitespace() || OPENERS.contains(c)))
            && inner_start.starts_with(|c: char| !c.is_whitespace() && c != mark);
        if !opens {
            return None;
        }
        let Some(length) = closer(inner_start, mark) else {
            without_closer.push(mark);
            return None;
        };
        let markdown = match mark {
            '*' => "**",
            '~' => "~~",
            _ => "_",
        };
        out.push_str(markdown);
        let inner = Line { text: inner_start.get(..length)?, names: self.names };
        inner.write(&format!("{inside}{mark}"), out);
        out.push_str(markdown);
        Some(length + 2)
    }
}

/// Characters that a mark may follow.
const OPENERS: &str = "([{\"'*_~-–—:;,.!?>“‘";
/// Characters that may follow a closing mark.
const CLOSERS: &str = ")]}\"'*_~-–—:;,.!?<&”’…";

/// Where the mark that closes stands: after no white space, before none of the letters of a word; not in code or `<…>`.
fn closer(text: &str, mark: char) -> Option<usize> {
    let mut before = None;
    let mut hidden_to = 0;
    for (at, c) in text.char_indices() {
        if at < hidden_to {
            continue;
        }
        let after = text.get(at + c.len_utf8()..)?;
        let hides = match c {
            '`' => after.find('`'),
            '<' => after.find('>'),
            _ => None,
        };
        if let Some(length) = hides {
            hidden_to = at + length + 2;
        } else if c == mark && at > 0 && before.is_some_and(|c: char| c != mark && !c.is_whitespace()) {
            let next = after.chars().next();
            if next.is_none_or(|c| c != mark && (c.is_whitespace() || CLOSERS.contains(c))) {
                return Some(at);
            }
        }
        before = Some(c);
    }
    None
}

fn name_to_colon(text: &str) -> Option<(&str, &str)> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '-' | '\'');
    let end = text.find(|c: char| !fits(c))?;
    let after = text.get(end..)?.strip_prefix(':')?;
    text.get(..end).filter(|name| !name.is_empty()).map(|name| (name, after))
}

fn entity(text: &str) -> Option<(&'static str, char)> {
    [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')].into_iter().find(|(entity, _)| text.starts_with(entity))
}

/// Writes one character that Slack shows as it is, escaped where it would mean something in Markdown.
pub fn push_escaped(c: char, before: Option<char>, next: Option<char>, out: &mut String) {
    let apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let escape = match c {
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
        '*' => !(apart(before) && apart(next)),
        '_' => !((in_word(before) && in_word(next)) || (apart(before) && apart(next))),
        '~' => !apart(before),
        ']' => next == Some('('),
        _ => false,
    };
    if escape {
        out.push('\\');
    }
    out.push(c);
}

/// Writes what stands between `<` and `>`; `next` is the character after it.
fn push_reference(inner: &str, next: Option<char>, names: &Names, out: &mut String) {
    let (target, label) = inner.split_once('|').map_or((inner, ""), |(target, label)| (target, label));
    if target.starts_with(['@', '#', '!']) {
        let before = out.chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            out.push(' ');
        }
        out.push_str(&name_of(target, label, names));
        if next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            out.push(' ');
        }
        return;
    }
    push_link(&decode(target), &decode(label), next, out);
}

/// Whom or what `@U1`, `#C1` or `!here` names.
fn name_of(target: &str, label: &str, names: &Names) -> String {
    let mut signs = target.chars();
    let sign = signs.next();
    let key = signs.as_str();
    let label = decode(label);
    let label = label.trim_start_matches(['@', '#']);
    let or_label = |absent: &str| if label.is_empty() { absent.to_owned() } else { label.to_owned() };
    match sign {
        Some('@') => format!("@{}", names.users.get(key).cloned().unwrap_or_else(|| or_label("unknown"))),
        Some('#') => format!("#{}", names.rooms.get(key).cloned().unwrap_or_else(|| or_label("unknown"))),
        _ => match key.split_once('^').map_or(key, |(kind, _)| kind) {
            "here" | "channel" | "everyone" | "group" => "@room".to_owned(),
            "subteam" => format!("@{}", or_label("group")),
            kind => or_label(kind),
        },
    }
}

/// Writes a link as Markdown: bare where that reads the same, else `<url>` or `[words](url)`. `next` is what follows.
pub fn push_link(url: &str, label: &str, next: Option<char>, out: &mut String) {
    let url = files::without_token(url);
    let is_mail = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let is_link = files::is_web(&url) || (is_mail && !url.contains(char::is_whitespace));
    if !is_link {
        let words = if label.is_empty() { url.clone() } else { label.to_owned() };
        push_words(&words, out);
        if !label.is_empty() && label != url {
            push_words(&format!(" ({url})"), out);
        }
        return;
    }
    let shown = if is_mail { url.get(7..).unwrap_or_default() } else { url.as_str() };
    let label = files::without_token(label);
    if label.is_empty() || label == shown {
        let stays_whole = end_of_url(shown, 0) == Some(shown.len()) && next.is_none_or(char::is_whitespace);
        let touches = out.chars().next_back().is_some_and(char::is_alphanumeric);
        if stays_whole && !touches {
            out.push_str(shown);
        } else {
            out.push('<');
            out.push_str(shown);
            out.push('>');
        }
        return;
    }
    out.push('[');
    push_words(&label.replace('\n', " "), out);
    out.push_str("](");
    let needs_brackets = url.contains(['(', ')', '\\']);
    out.push_str(&if needs_brackets { format!("<{}>", url.replace('\\', "%5C")) } else { url });
    out.push(')');
}

/// Writes words so that none of them means anything.
pub fn push_words(words: &str, out: &mut String) {
    for c in words.chars() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '[' | ']' | '<' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
}

fn decode(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Text of code: references become words, entities characters; nothing is escaped.
fn literal(text: &str, names: &Names) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((inner, after)) = after.split_once('>') else { break };
        out.push_str(&decode(before));
        let (target, label) = inner.split_once('|').map_or((inner, ""), |(target, label)| (target, label));
        if target.starts_with(['@', '#', '!']) {
            out.push_str(&name_of(target, label, names));
        } else {
            let shown = if label.is_empty() { target } else { label };
            out.push_str(&files::without_token(&decode(shown)));
        }
        rest = after;
    }
    out.push_str(&decode(rest));
    out
}
