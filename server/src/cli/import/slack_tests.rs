//! Tests of the whole import: exports made here, into a database of their own.

use std::io::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};
use wire::messages::Message;
use wire::streams::Stream;
use wire::users::{NewUser, WorkspaceRole};
use wire::workspace::{NewWorkspace, SignUp};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{import_slack, read_slack};
use super::*;
use crate::app::Facts;
use crate::domain::caller::Caller;
use crate::domain::slack::Kind;
use crate::ops::messages::Place;
use crate::ops::sessions::Device;
use crate::ops::{accounts, bootstrap, messages, rooms};
use crate::platform::clock::Clock;
use crate::platform::ids::Ids;
use crate::store::db::{Entry, Location};
use crate::store::streams;

/// A zip of these files.
fn zip(files: &[(&str, Value)]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut zip = ZipWriter::new(file.reopen().unwrap());
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.to_string().as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    file
}

/// A workspace with its owner.
struct House {
    app: Arc<App>,
    owner: Caller,
    _data: tempfile::TempDir,
}

async fn house() -> House {
    let data = tempfile::tempdir().unwrap();
    let clock = Clock::system();
    let location = Location::Sqlite(data.path().join("relaydesk.db"));
    let app = App::open(&location, clock.clone(), Ids::random(clock), Facts::default()).await.unwrap();
    crate::ops::workspace::start(&app).await.unwrap();
    let owner = NewUser {
        username: "ana".into(),
        display_name: None,
        email: Some("ana@e.org".into()),
        password: "correct horse".into(),
    };
    let new = NewWorkspace { name: "House".into(), sign_up: SignUp::Open, owner };
    let opened =
        accounts::set_up(&app, new, Device { agent: "test".into(), address: "127.0.0.1".into() }).await.unwrap();
    let owner =
        Caller { user: opened.signed_in.user.id, session: opened.signed_in.session, role: WorkspaceRole::Owner };
    House { app, owner, _data: data }
}

impl House {
    async fn import(&self, files: &[(&str, Value)]) -> Report {
        let zip = zip(files);
        let mut progress = Progress::silent();
        let export = read_slack(zip.path(), &mut progress).unwrap();
        import_slack(&self.app, export, &mut progress).await.unwrap()
    }

    /// The public rooms by name.
    async fn rooms(&self) -> Vec<wire::rooms::Room> {
        rooms::browse(&self.app, &self.owner, String::new(), None, 200).await.unwrap().rooms
    }

    async fn timeline(&self, name: &str) -> Vec<Message> {
        let room = self.rooms().await.into_iter().find(|room| room.name == name).unwrap();
        messages::page(&self.app, &self.owner, room.id, Place::End, 200).await.unwrap().messages
    }

    async fn events(&self, stream: Stream) -> Vec<Entry> {
        self.app.read(stream, |tx, stream| Box::pin(streams::after(tx, *stream, 0, 1000))).await.unwrap()
    }
}

fn people() -> Value {
    json!([
        {"id": "U1", "name": "ana", "real_name": "Ana Slack", "profile": {"email": "ana@e.org"}},
        {"id": "U2", "name": "ben", "profile": {"real_name": "Ben"}},
        {"id": "U3", "name": "cara", "deleted": true},
    ])
}

/// A small export: a public room with a thread, a file and reactions, a direct room, a private one.
fn small() -> Vec<(&'static str, Value)> {
    vec![
        ("users.json", people()),
        (
            "channels.json",
            json!([{"id": "C1", "name": "general", "creator": "U1", "members": ["U1", "U2", "U3"], "topic": {"value": "all"}}]),
        ),
        ("groups.json", json!([{"id": "G1", "name": "secret", "members": ["U1", "U2"]}])),
        ("dms.json", json!([{"id": "D1", "members": ["U1", "U2"]}])),
        (
            "general/2020-01-01.json",
            json!([
            {"type": "message", "user": "U1", "ts": "1577836800.000100", "text": "root <@U2> in <#C1|general> :tada: *b*", "thread_ts": "1577836800.000100",
             "reactions": [{"name": "+1", "users": ["U2", "U9"], "count": 2}]},
            {"type": "message", "user": "U2", "ts": "1577836801.000100", "text": "reply", "thread_ts": "1577836800.000100"},
            {"type": "message", "subtype": "channel_join", "user": "U2", "ts": "1577836802.000100", "text": "joined"}]),
        ),
        (
            "general/2020-01-02.json",
            json!([
            {"type": "message", "user": "U2", "ts": "1577923200.000100", "text": "shown", "thread_ts": "1577836800.000100", "subtype": "thread_broadcast"},
            {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "CI", "ts": "1577923201.000100", "text": "", "attachments": [{"fallback": "green"}]},
            {"type": "message", "user": "U8", "ts": "1577923202.000100", "text": "who am I", "edited": {"ts": "1577923203.000000"}},
            {"type": "message", "subtype": "file_share", "user": "U1", "ts": "1577923204.000100", "text": "uploaded",
             "file": {"name": "a.png", "url_private": "https://f.example/a.png?t=xoxe-1"}},
            {"type": "message", "user": "U1", "ts": "1577923205.000100", "text": "late", "thread_ts": "1500000000.000000"}]),
        ),
        ("D1/2020-01-01.json", json!([{"type": "message", "user": "U1", "ts": "1577836800.000100", "text": "psst"}])),
        (
            "secret/2020-01-01.json",
            json!([{"type": "message", "user": "U1", "ts": "1577836800.000100", "text": "hidden"}]),
        ),
    ]
}

#[tokio::test]
async fn a_room_comes_with_its_history() {
    let house = house().await;
    let report = house.import(&small()).await;
    assert_eq!((report.people.new, report.placeholders, report.rooms.new), (6, 3, 3));
    let kinds = [(Kind::Plain, 6), (Kind::FileShare, 1), (Kind::Bot, 1), (Kind::Broadcast, 1)];
    assert_eq!(report.written.messages, kinds.into());
    let written = &report.written;
    assert_eq!((written.replies, written.reactions, written.edited, written.files), (2, 2, 1, 1));
    assert_eq!(report.skipped.entries, [("channel_join".to_owned(), 1)].into());

    let timeline = house.timeline("general").await;
    let texts: Vec<&str> = timeline.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["root @ben in #general 🎉 **b**", "shown", "green", "who am I", "", "late"]);
    let positions: Vec<Option<i64>> = timeline.iter().map(|message| message.position).collect();
    assert_eq!(positions, (1..=6).map(Some).collect::<Vec<_>>());
    let root = &timeline[0];
    assert_eq!(root.created_at.to_string(), "2020-01-01T00:00:00.0001Z");
    assert_eq!(root.thread.as_ref().unwrap().reply_count, 2);
    assert_eq!(root.mentions.users.len(), 1);
    assert_eq!((root.reactions[0].emoji.as_str(), root.reactions[0].count), ("👍", 2));
    assert_eq!(timeline[1].reply.unwrap().thread_position, 2);
    assert!(timeline[3].edited_at.is_some());
    assert_eq!(timeline[4].files[0].url, "https://f.example/a.png");
    assert_eq!(timeline[5].reply, None);
    let replies = messages::replies(&house.app, &house.owner, root.id, Place::End, 50).await.unwrap().messages;
    assert_eq!(replies.iter().map(|reply| reply.text.as_str()).collect::<Vec<_>>(), ["reply", "shown"]);
}

#[tokio::test]
async fn nobody_but_their_members_sees_private_and_direct_rooms() {
    let house = house().await;
    house.import(&small()).await;
    let rooms = house.rooms().await;
    assert_eq!(rooms.iter().map(|room| room.name.as_str()).collect::<Vec<_>>(), ["general"]);
    assert_eq!(rooms[0].member_count, 3);
    let sidebar = bootstrap::bootstrap(&house.app, &house.owner).await.unwrap();
    assert!(sidebar.rooms.is_empty());
}

#[tokio::test]
async fn an_account_is_not_joined_by_its_mail_address() {
    let house = house().await;
    let report = house.import(&small()).await;
    let timeline = house.timeline("general").await;
    assert_ne!(timeline[0].author, house.owner.user);
    let notes = report.notes.join("\n");
    assert!(notes.contains("@ana is @ana-2 here"), "{notes}");
    assert!(notes.contains("The mail address of @ana-2"), "{notes}");
}

#[tokio::test]
async fn a_second_import_adds_only_what_is_new() {
    let house = house().await;
    let first = house.import(&small()).await;
    let before = house.timeline("general").await;
    let again = house.import(&small()).await;
    assert_eq!((again.people.new, again.rooms.new, again.written.messages.len()), (0, 0, 0));
    assert_eq!((again.people.known, again.rooms.known), (first.people.new, 3));
    assert_eq!(again.written.known, first.written.messages.values().sum::<u64>());
    assert_eq!(house.timeline("general").await, before);

    let mut grown = small();
    grown.push(("general/2020-01-03.json", json!([
        {"type": "message", "user": "U2", "ts": "1578000000.000100", "text": "later reply", "thread_ts": "1577836800.000100"},
        {"type": "message", "user": "U2", "ts": "1578000001.000100", "text": "new"}])));
    let third = house.import(&grown).await;
    assert_eq!(third.written.messages, [(Kind::Plain, 2)].into());
    let timeline = house.timeline("general").await;
    assert_eq!(timeline.len(), before.len() + 1);
    assert_eq!(timeline[0].thread.as_ref().unwrap().reply_count, 3);
    // The room is in sight now, so whoever follows it hears of each.
    let room = house.rooms().await[0].id;
    let kinds: Vec<String> = house.events(Stream::Room(room)).await.into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["room_updated", "message_created", "message_created", "message_updated"]);
    assert_eq!(timeline.last().unwrap().changed_seq, 3);
    assert_eq!(timeline[0].changed_seq, 4);
}

#[tokio::test]
async fn everything_is_read_by_its_members() {
    let house = house().await;
    house.import(&small()).await;
    let room = house.rooms().await[0].id;
    let page =
        house.app.read(room, |tx, room| Box::pin(crate::store::members::page(tx, *room, None, 10))).await.unwrap();
    assert_eq!(page.iter().map(|member| member.mark).collect::<Vec<_>>(), [6, 6, 6]);
    let owners = page.iter().filter(|member| member.role == wire::members::RoomRole::Owner).count();
    assert_eq!(owners, 1);
}

#[tokio::test]
async fn the_workspace_hears_of_people_and_public_rooms_only() {
    let house = house().await;
    let before = house.events(Stream::Workspace).await.len();
    house.import(&small()).await;
    let events = house.events(Stream::Workspace).await.split_off(before);
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, [vec!["user_created"; 6], vec!["public_room_updated"]].concat());
    assert!(!events.iter().any(|event| event.payload.contains("secret")));
}

#[tokio::test]
async fn a_room_stays_hidden_until_its_messages_are_there() {
    let house = house().await;
    let zip = zip(&small());
    let mut export = read_slack(zip.path(), &mut Progress::silent()).unwrap();
    // The zip ends early for the second reading: the import stops among the messages.
    std::fs::write(zip.path(), b"").unwrap();
    let stopped = write(&house.app, std::mem::replace(&mut export, read_again()), &mut Progress::silent()).await;
    assert!(stopped.is_err());
    assert!(house.rooms().await.is_empty());
    let report = house.import(&small()).await;
    assert_eq!((report.rooms.new, report.rooms.known), (0, 3));
    assert_eq!(house.timeline("general").await.len(), 6);
}

/// Any export that can be read.
fn read_again() -> Export {
    let zip = zip(&small());
    read_slack(zip.path(), &mut Progress::silent()).unwrap()
}

#[tokio::test]
async fn a_large_room_comes_in_order_over_many_changes() {
    let house = house().await;
    let entry = |at: i64| {
        json!({"type": "message", "user": "U1", "ts": format!("{}.000000", 1_577_836_800 + at), "text": format!("m{at}"),
        "thread_ts": if at % 3 == 2 { Some(format!("{}.000000", 1_577_836_800 + at - 2)) } else { None }})
    };
    let entries: Vec<Value> = (0..450).map(entry).collect();
    let files = [
        ("users.json", people()),
        ("channels.json", json!([{"id": "C1", "name": "big", "members": ["U1"]}])),
        ("big/1.json", Value::Array(entries)),
    ];
    let report = house.import(&files).await;
    assert_eq!((report.written.messages[&Kind::Plain], report.written.replies), (450, 150));
    let timeline = house.timeline("big").await;
    let last: Vec<&str> = timeline.iter().rev().take(2).map(|message| message.text.as_str()).collect();
    assert_eq!(last, ["m448", "m447"]);
    assert_eq!(timeline.last().unwrap().position, Some(300));
}

#[test]
fn a_broken_export_is_refused_before_anything_is_written() {
    let refused = |files: &[(&str, Value)]| read_slack(zip(files).path(), &mut Progress::silent()).unwrap_err();
    let mut bad_day = small();
    bad_day.push(("general/2020-01-09.json", json!({"ok": false})));
    assert!(refused(&bad_day).starts_with("general/2020-01-09.json: this is not the JSON of a Slack export"));
    assert!(refused(&[("users.json", json!([1])), ("channels.json", json!([]))]).starts_with("users.json: "));
    assert!(refused(&[("users.json", json!([])), ("channels.json", json!("x"))]).starts_with("channels.json: "));
    assert!(refused(&[("users.json", json!([]))]).contains("no channels.json"));
    assert!(refused(&[("channels.json", json!([]))]).contains("no users.json"));
}
