//! What an import brought and what it left out, by kind and reason, as a page for a person.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use crate::domain::slack::Skipped;
use crate::ops::import::Written;

/// The outcome of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// People and bots.
    pub people: Tally,
    /// Those among the new people of whom the export had no record.
    pub placeholders: u64,
    pub rooms: Tally,
    pub written: Written,
    pub skipped: Skipped,
    /// Who and what is called otherwise here, and other things to know; a sentence each.
    pub notes: Vec<String>,
}

/// How many of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub new: u64,
    /// Brought by an earlier import.
    pub known: u64,
}

/// Notes that are printed; the rest is counted.
const NOTES: usize = 20;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = &self.written;
        write_tally(f, "people", self.people)?;
        if self.placeholders > 0 {
            writeln!(f, "            {} of them without a record in the export", number(self.placeholders))?;
        }
        write_tally(f, "rooms", self.rooms)?;
        let new = written.messages.values().sum();
        write_tally(f, "messages", Tally { new, known: written.known })?;
        let kinds: Vec<(&str, u64)> = written.messages.iter().map(|(kind, count)| (kind.label(), *count)).collect();
        let more = [
            ("replies in threads", written.replies),
            ("edited", written.edited),
            ("further parts of long ones", written.continuations),
            ("of those here already edited since", written.updated),
        ];
        for (what, count) in kinds.into_iter().chain(more).filter(|(_, count)| *count > 0) {
            writeln!(f, "            {} {what}", number(count))?;
        }
        writeln!(f, "reactions   {} new", number(written.reactions))?;
        writeln!(f, "files       {} new, as links", number(written.files))?;
        self.write_skipped(f)?;
        for note in self.notes.iter().take(NOTES) {
            writeln!(f, "note        {note}")?;
        }
        if let Some(more) = self.notes.len().checked_sub(NOTES).filter(|more| *more > 0) {
            writeln!(f, "note        … and {more} more of this kind")?;
        }
        Ok(())
    }
}

impl Report {
    fn write_skipped(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "skipped     {} others", number(self.skipped.total()))?;
        let by_count: BTreeSet<(Reverse<u64>, &String)> =
            self.skipped.entries.iter().map(|(reason, count)| (Reverse(*count), reason)).collect();
        for (Reverse(count), reason) in by_count {
            // The reason comes out of the file: it must not move the cursor.
            let reason: String = reason.chars().filter(|c| !c.is_control()).take(60).collect();
            writeln!(f, "            {} {reason}", number(count))?;
        }
        let more = [
            ("reactions on these, or of nobody", self.skipped.reactions),
            ("files that are gone from Slack", self.skipped.files),
        ];
        for (what, count) in more.into_iter().filter(|(_, count)| *count > 0) {
            writeln!(f, "            {} {what}", number(count))?;
        }
        Ok(())
    }
}

fn write_tally(f: &mut fmt::Formatter<'_>, what: &str, tally: Tally) -> fmt::Result {
    write!(f, "{what:<12}{} new", number(tally.new))?;
    if tally.known > 0 {
        write!(f, ", {} here already", number(tally.known))?;
    }
    writeln!(f)
}

/// `1,031`.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::slack::Kind;

    #[test]
    fn the_report_counts_by_kind_and_reason() {
        let messages = [(Kind::Plain, 1964), (Kind::FileShare, 61)].into();
        let entries =
            [("channel_join".to_owned(), 320), ("\u{1b}[2Jx".to_owned(), 1), ("pinned_item".to_owned(), 31)].into();
        let report = Report {
            people: Tally { new: 71, known: 0 },
            placeholders: 1,
            rooms: Tally { new: 15, known: 1 },
            written: Written { messages, known: 2, reactions: 198, edited: 37, files: 67, ..Written::default() },
            skipped: Skipped { entries, reactions: 1, files: 0 },
            notes: vec!["ana is ana-2 here".to_owned()],
        };
        let expected = "\
people      71 new
            1 of them without a record in the export
rooms       15 new, 1 here already
messages    2,025 new, 2 here already
            1,964 plain
            61 file shares
            37 edited
reactions   198 new
files       67 new, as links
skipped     352 others
            320 channel_join
            31 pinned_item
            1 [2Jx
            1 reactions on these, or of nobody
note        ana is ana-2 here
";
        assert_eq!(report.to_string(), expected);
    }
}
