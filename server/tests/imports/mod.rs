//! Imports beside a running server: what comes, who sees it, and what a second or broken one does.

mod export;

use relaydesk::cli::import::{Progress, Report, import_slack, read_slack};
use relaydesk::domain::slack::Kind;
use relaydesk::store::db::Entry;
use relaydesk::store::{members, streams};
use serde_json::{Value, json};
use wire::ids::UserId;
use wire::members::RoomRole;
use wire::messages::{Message, MessagePage};
use wire::rooms::{Room, RoomPage};
use wire::streams::Stream;

use self::export::{ExportFile, grown, people, small, zip};
use crate::harness::{Person, Server};

async fn import(server: &Server, files: &[ExportFile]) -> Report {
    let zip = zip(files);
    let mut progress = Progress::silent();
    let export = read_slack(zip.path(), &mut progress).unwrap();
    import_slack(&server.app, export, &mut progress).await.unwrap()
}

/// The public rooms.
async fn rooms(server: &Server, who: &Person) -> Vec<Room> {
    let page: RoomPage = serde_json::from_value(server.get("/rooms", who).await.ok()).unwrap();
    page.rooms
}

async fn timeline(server: &Server, who: &Person, name: &str) -> Vec<Message> {
    let room = rooms(server, who).await.into_iter().find(|room| room.name == name).unwrap().id;
    page(server, who, &format!("/rooms/{room}/messages?limit=200")).await
}

async fn page(server: &Server, who: &Person, path: &str) -> Vec<Message> {
    let page: MessagePage = serde_json::from_value(server.get(path, who).await.ok()).unwrap();
    page.messages
}

async fn events(server: &Server, stream: Stream) -> Vec<Entry> {
    server.app.read(stream, |tx, stream| Box::pin(streams::after(tx, *stream, 0, 1000))).await.unwrap()
}

#[tokio::test]
async fn a_room_comes_with_its_history() {
    let (server, ana) = Server::start().await;
    let report = import(&server, &small()).await;
    assert_eq!((report.people.new, report.placeholders, report.rooms.new), (6, 3, 3));
    let kinds = [(Kind::Plain, 6), (Kind::FileShare, 1), (Kind::Bot, 1), (Kind::Broadcast, 1)];
    assert_eq!(report.written.messages, kinds.into());
    let written = &report.written;
    assert_eq!((written.replies, written.reactions, written.edited, written.files), (2, 2, 1, 1));
    assert_eq!(report.skipped.entries, [("channel_join".to_owned(), 1)].into());

    let timeline = timeline(&server, &ana, "general").await;
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
    assert_eq!(timeline[4].files[0].url.as_deref(), Some("https://f.example/a.png"));
    assert_eq!(timeline[5].reply, None);
    let replies = page(&server, &ana, &format!("/messages/{}/replies", root.id)).await;
    assert_eq!(replies.iter().map(|reply| reply.text.as_str()).collect::<Vec<_>>(), ["reply", "shown"]);
}

#[tokio::test]
async fn nobody_but_their_members_sees_private_and_direct_rooms() {
    let (server, ana) = Server::start().await;
    import(&server, &small()).await;
    let rooms = rooms(&server, &ana).await;
    assert_eq!(rooms.iter().map(|room| room.name.as_str()).collect::<Vec<_>>(), ["general"]);
    assert_eq!(rooms[0].member_count, 3);
    assert_eq!(server.get("/bootstrap", &ana).await.ok()["rooms"], json!([]));
}

#[tokio::test]
async fn whoever_claims_an_account_finds_its_rooms_read() {
    let (server, ana) = Server::start().await;
    import(&server, &small()).await;
    let author = timeline(&server, &ana, "general").await[0].author;
    let claimed = claim(&server, &ana, author).await;
    let sidebar = server.get("/bootstrap", &claimed).await.ok();
    let unread: Vec<i64> = sidebar["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["room"]["last_position"].as_i64().unwrap() - entry["mark"].as_i64().unwrap())
        .collect();
    assert_eq!(unread, [0, 0, 0]);
    assert!(sidebar["rooms"].as_array().unwrap().iter().all(|entry| entry["mentions"] == json!([])));
}

#[tokio::test]
async fn who_took_part_in_a_thread_follows_it_and_hears_of_later_replies() {
    let (server, ana) = Server::start().await;
    import(&server, &small()).await;
    let author = timeline(&server, &ana, "general").await[0].author;
    let replier = timeline(&server, &ana, "general").await[1].author;
    let [author, replier] = [claim(&server, &ana, author).await, claim(&server, &ana, replier).await];
    let thread = server.get("/threads", &author).await.ok()["threads"][0].clone();
    assert_eq!(json!([thread["root"]["text"], thread["unread"]]), json!(["root @ben in #general 🎉 **b**", 0]));
    import(&server, &grown()).await;
    for (person, unread) in [(&author, 1), (&replier, 1)] {
        assert_eq!(server.get("/threads", person).await.ok()["threads"][0]["unread"], unread);
    }
    assert_eq!(server.get("/threads", &ana).await.ok()["threads"], json!([]), "she took no part");
}

/// Whoever claims an imported account.
async fn claim(server: &Server, owner: &Person, user: UserId) -> Person {
    let link = server.post(&format!("/users/{user}/claim-links"), owner, json!({})).await.created();
    let (_, token) = link["url"].as_str().unwrap().split_once('#').unwrap();
    let claim = json!({"token": token, "password": "a new password"});
    Person::of(&server.post("/claims", None, claim).await.created())
}

#[tokio::test]
async fn an_account_is_not_joined_by_its_mail_address() {
    let server = Server::bare().await;
    let owner = json!({"username": "ana", "email": "ANA@e.org", "password": "correct horse"});
    let body = json!({"name": "House", "owner": owner, "sign_up": "open"});
    let ana = Person::of(&server.post("/setup", None, body).await.created());
    let report = import(&server, &small()).await;
    assert_ne!(timeline(&server, &ana, "general").await[0].author.to_string(), ana.id);
    let notes = report.notes.join("\n");
    assert!(notes.contains("@ana is @ana-2 here"), "{notes}");
    assert!(notes.contains("The mail address of @ana-2"), "{notes}");
}

#[tokio::test]
async fn a_second_import_adds_only_what_is_new() {
    let (server, ana) = Server::start().await;
    let first = import(&server, &small()).await;
    let before = timeline(&server, &ana, "general").await;
    let again = import(&server, &small()).await;
    assert_eq!((again.people.new, again.rooms.new, again.written.messages.len()), (0, 0, 0));
    assert_eq!((again.people.known, again.rooms.known), (first.people.new, 3));
    assert_eq!(again.written.known, first.written.messages.values().sum::<u64>());
    assert_eq!(timeline(&server, &ana, "general").await, before);

    let third = import(&server, &grown()).await;
    assert_eq!(third.written.messages, [(Kind::Plain, 2)].into());
    let timeline = timeline(&server, &ana, "general").await;
    assert_eq!(timeline.len(), before.len() + 1);
    assert_eq!(timeline[0].thread.as_ref().unwrap().reply_count, 3);
    // The room is in sight now, so whoever follows it hears of each, with the seqs that the messages carry.
    let room = rooms(&server, &ana).await[0].id;
    let kinds: Vec<String> = events(&server, Stream::Room(room)).await.into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["room_updated", "message_created", "message_created", "message_updated"]);
    assert_eq!(timeline.last().unwrap().changed_seq, 3);
    assert_eq!(timeline[0].changed_seq, 4);
}

#[tokio::test]
async fn a_second_import_brings_later_edits_and_reactions_once() {
    let (server, ana) = Server::start().await;
    import(&server, &small()).await;
    let mut edited = small();
    for (path, day) in &mut edited {
        if *path == "general/2020-01-01.json" {
            day[0]["text"] = json!("root, _better_");
            day[0]["edited"] = json!({"ts": "1577836900.000000"});
            day[0]["reactions"] =
                json!([{"name": "+1", "users": ["U2", "U9", "U1"]}, {"name": "tada", "users": ["U1"]}]);
        }
    }
    let report = import(&server, &edited).await;
    assert_eq!((report.written.updated, report.written.reactions), (1, 2));
    let root = timeline(&server, &ana, "general").await.remove(0);
    assert_eq!((root.text.as_str(), root.changed_seq), ("root, _better_", 2));
    assert!(root.document.is_some() && root.mentions.users.is_empty());
    let reactions: Vec<(&str, i64)> = root.reactions.iter().map(|of| (of.emoji.as_str(), of.count)).collect();
    assert_eq!(reactions, [("👍", 3), ("🎉", 1)]);
    let versions = server.get(&format!("/messages/{}/versions", root.id), &ana).await.ok();
    let texts: Vec<&Value> = versions["versions"].as_array().unwrap().iter().map(|version| &version["text"]).collect();
    assert_eq!(texts, ["root, _better_", "root @ben in #general 🎉 **b**"]);
    let told = events(&server, Stream::Room(root.room)).await;
    assert!(told.iter().all(|entry| !entry.payload.contains("**b**")), "the log still says the earlier text");
    let again = import(&server, &edited).await;
    assert_eq!((again.written.updated, again.written.reactions), (0, 0));
    assert_eq!(timeline(&server, &ana, "general").await[0], root);
}

#[tokio::test]
async fn everything_is_read_by_its_members_and_the_creator_owns_the_room() {
    let (server, ana) = Server::start().await;
    import(&server, &small()).await;
    let room = rooms(&server, &ana).await[0].id;
    let page = server.app.read(room, |tx, room| Box::pin(members::page(tx, *room, None, 10))).await.unwrap();
    assert_eq!(page.iter().map(|member| member.mark).collect::<Vec<_>>(), [6, 6, 6]);
    assert_eq!(page.iter().filter(|member| member.role == RoomRole::Owner).count(), 1);
}

#[tokio::test]
async fn the_workspace_hears_of_people_and_public_rooms_only() {
    let (server, _) = Server::start().await;
    let before = events(&server, Stream::Workspace).await.len();
    import(&server, &small()).await;
    let events = events(&server, Stream::Workspace).await.split_off(before);
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, [vec!["user_created"; 6], vec!["public_room_updated"]].concat());
    assert!(!events.iter().any(|event| event.payload.contains("secret")));
}

#[tokio::test]
async fn rooms_stay_hidden_until_their_messages_are_there() {
    let (server, ana) = Server::start().await;
    let zip = zip(&small());
    let mut progress = Progress::silent();
    let export = read_slack(zip.path(), &mut progress).unwrap();
    // The zip is cut between the two readings: the import stops among the messages.
    std::fs::OpenOptions::new().write(true).open(zip.path()).unwrap().set_len(10).unwrap();
    assert!(import_slack(&server.app, export, &mut progress).await.is_err());
    assert!(rooms(&server, &ana).await.is_empty());
    let report = import(&server, &small()).await;
    assert_eq!((report.rooms.new, report.rooms.known), (0, 3));
    assert_eq!(timeline(&server, &ana, "general").await.len(), 6);
}

#[tokio::test]
async fn a_large_room_comes_in_order_over_many_changes() {
    let (server, ana) = Server::start().await;
    let at = |number: i64| format!("{}.000000", 1_577_836_800 + number);
    let entry = |number: i64| {
        let root = (number % 3 == 2).then(|| at(number - 2));
        json!({"type": "message", "user": "U1", "ts": at(number), "text": format!("m{number}"), "thread_ts": root})
    };
    let files = [
        ("users.json", people()),
        ("channels.json", json!([{"id": "C1", "name": "big", "members": ["U1"]}])),
        ("big/1.json", (0..450).map(entry).collect::<Value>()),
    ];
    let report = import(&server, &files).await;
    assert_eq!((report.written.messages[&Kind::Plain], report.written.replies), (450, 150));
    let timeline = timeline(&server, &ana, "big").await;
    let last: Vec<&str> = timeline.iter().rev().take(2).map(|message| message.text.as_str()).collect();
    assert_eq!(last, ["m448", "m447"]);
    assert_eq!(timeline.last().unwrap().position, Some(300));
}

#[tokio::test]
async fn people_who_already_write_go_on_while_an_import_runs() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "live").await;
    let sends = async {
        for number in 0..20 {
            server.say(&ana, &room, &format!("n{number}")).await;
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let files = small();
    let ((), report) = tokio::join!(sends, import(&server, &files));
    assert_eq!(report.rooms.new, 3);
    let live: Vec<String> = timeline(&server, &ana, "live").await.into_iter().map(|message| message.text).collect();
    assert_eq!(live, (0..20).map(|number| format!("n{number}")).collect::<Vec<_>>());
    assert_eq!(timeline(&server, &ana, "general").await.len(), 6);
}

#[test]
fn a_broken_export_is_refused_before_anything_is_written() {
    let refused = |files: &[ExportFile]| read_slack(zip(files).path(), &mut Progress::silent()).unwrap_err();
    let mut bad_day = small();
    bad_day.push(("general/2020-01-09.json", json!({"ok": false})));
    assert!(refused(&bad_day).starts_with("general/2020-01-09.json: this is not the JSON of a Slack export"));
    assert!(refused(&[("users.json", json!([1])), ("channels.json", json!([]))]).starts_with("users.json: "));
    assert!(refused(&[("users.json", json!([])), ("channels.json", json!("x"))]).starts_with("channels.json: "));
    assert!(refused(&[("users.json", json!([]))]).contains("no channels.json"));
    assert!(refused(&[("channels.json", json!([]))]).contains("no users.json"));
}
