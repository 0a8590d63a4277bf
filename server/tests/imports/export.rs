//! Exports made here.

use std::io::Write as _;

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file of an export: its path and content.
pub type ExportFile = (&'static str, Value);

/// A zip of these files.
pub fn zip(files: &[ExportFile]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = ZipWriter::new(file.reopen().unwrap());
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.to_string().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    file
}

pub fn people() -> Value {
    json!([
        {"id": "U1", "name": "ana", "real_name": "Ana Slack", "profile": {"email": "ana@e.org"}},
        {"id": "U2", "name": "ben", "profile": {"real_name": "Ben"}},
        {"id": "U3", "name": "cara", "deleted": true},
    ])
}

/// A public room with a thread, a file, a bot and reactions; a private room; a direct one.
pub fn small() -> Vec<ExportFile> {
    let root = "1577836800.000100";
    let first_day = json!([
        {"type": "message", "user": "U1", "ts": root, "text": "root <@U2> in <#C1|general> :tada: *b*", "thread_ts": root,
         "reactions": [{"name": "+1", "users": ["U2", "U9"], "count": 2}]},
        {"type": "message", "user": "U2", "ts": "1577836801.000100", "text": "reply", "thread_ts": root},
        {"type": "message", "subtype": "channel_join", "user": "U2", "ts": "1577836802.000100", "text": "joined"},
    ]);
    let second_day = json!([
        {"type": "message", "user": "U2", "ts": "1577923200.000100", "text": "shown", "thread_ts": root,
         "subtype": "thread_broadcast"},
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "CI", "ts": "1577923201.000100", "text": "",
         "attachments": [{"fallback": "green"}]},
        {"type": "message", "user": "U8", "ts": "1577923202.000100", "text": "who am I",
         "edited": {"ts": "1577923203.000000"}},
        {"type": "message", "subtype": "file_share", "user": "U1", "ts": "1577923204.000100", "text": "uploaded",
         "file": {"name": "a.png", "url_private": "https://f.example/a.png?t=xoxe-1"}},
        {"type": "message", "user": "U1", "ts": "1577923205.000100", "text": "late", "thread_ts": "1500000000.000000"},
    ]);
    let said = |text: &str| json!([{"type": "message", "user": "U1", "ts": root, "text": text}]);
    vec![
        ("users.json", people()),
        (
            "channels.json",
            json!([{"id": "C1", "name": "general", "creator": "U1", "members": ["U1", "U2", "U3"], "topic": {"value": "all"}}]),
        ),
        ("groups.json", json!([{"id": "G1", "name": "secret", "members": ["U1", "U2"]}])),
        ("dms.json", json!([{"id": "D1", "members": ["U1", "U2"]}])),
        ("general/2020-01-01.json", first_day),
        ("general/2020-01-02.json", second_day),
        ("D1/2020-01-01.json", said("psst")),
        ("secret/2020-01-01.json", said("hidden")),
    ]
}

/// The small export of a later day: a reply to the old root, and a message.
pub fn grown() -> Vec<ExportFile> {
    let mut files = small();
    let third_day = json!([
        {"type": "message", "user": "U2", "ts": "1578000000.000100", "text": "later reply", "thread_ts": "1577836800.000100"},
        {"type": "message", "user": "U2", "ts": "1578000001.000100", "text": "new"},
    ]);
    files.push(("general/2020-01-03.json", third_day));
    files
}
