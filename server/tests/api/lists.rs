//! What people keep for themselves: messages saved for later, drafts, rooms marked unread, and the list of what mentions them.

use relaydesk::store::streams;
use serde_json::{Value, json};
use wire::streams::Stream;
use wire::users::WorkspaceRole;

use crate::harness::{Person, Server, Socket};

fn id(message: &Value) -> String {
    message["id"].as_str().unwrap().to_owned()
}

fn texts(list: &Value) -> Vec<String> {
    list["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

/// A server with ana and ben in a public room.
async fn town() -> (Server, Person, Person, String) {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    (server, ana, ben, room)
}

#[tokio::test]
async fn saved_messages_are_listed_by_when_they_were_saved_and_marked_on_pages() {
    let (server, ana, ben, room) = town().await;
    let mut messages = Vec::new();
    for number in 1..=5 {
        messages.push(id(&server.say(&ana, &room, &format!("message {number}")).await));
    }
    for at in [3, 0, 2] {
        server.clock.advance(1);
        let saved = server.put(&format!("/messages/{}/saved", messages[at]), &ben, json!({})).await.ok();
        assert!(saved["saved_at"].is_string(), "{saved}");
    }
    let first = server.get("/saved?limit=2", &ben).await.ok();
    assert_eq!(texts(&first), ["message 3", "message 1"]);
    let next = first["next"].as_str().unwrap();
    let second = server.get(&format!("/saved?limit=2&cursor={next}"), &ben).await.ok();
    assert_eq!((texts(&second), second["next"].clone()), (vec!["message 4".to_owned()], Value::Null));
    let page = server.get(&format!("/rooms/{room}/messages"), &ben).await.ok();
    assert_eq!(page["saved"], json!([messages[0], messages[2], messages[3]]));
    assert_eq!(server.get("/saved", &ana).await.ok()["messages"], json!([]), "what ben saved is ben's alone");
}

#[tokio::test]
async fn saving_twice_is_one_and_taking_back_leaves_nothing() {
    let (server, ana, ben, room) = town().await;
    let path = format!("/messages/{}/saved", id(&server.say(&ana, &room, "for later").await));
    let mut socket = Socket::follow(&server, &ben).await;
    let first = server.put(&path, &ben, json!({})).await.ok();
    server.clock.advance(1);
    assert_eq!(server.put(&path, &ben, json!({})).await.ok(), first);
    assert_eq!(socket.event().await["event"]["data"], first);
    assert!(server.delete(&path, &ben).await.ok()["saved_at"].is_null());
    assert!(server.delete(&path, &ben).await.ok()["saved_at"].is_null());
    assert!(socket.event().await["event"]["data"]["saved_at"].is_null());
    socket.is_quiet().await;
    assert_eq!(server.get("/saved", &ben).await.ok()["messages"], json!([]));
}

#[tokio::test]
async fn what_was_saved_in_a_room_one_may_no_longer_read_is_not_listed() {
    let (server, ana, ben, _) = town().await;
    let secret = server.room(&ana, "private", "secret").await;
    server.post(&format!("/rooms/{secret}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    let message = id(&server.say(&ana, &secret, "@ben for us only").await);
    server.put(&format!("/messages/{message}/saved"), &ben, json!({})).await.ok();
    assert_eq!(texts(&server.get("/saved", &ben).await.ok()), ["@ben for us only"]);
    assert_eq!(texts(&server.get("/mentions", &ben).await.ok()), ["@ben for us only"]);
    server.delete(&format!("/rooms/{secret}/members/{}", ben.id), &ana).await.ok();
    for list in ["/saved", "/mentions"] {
        let found = server.get(list, &ben).await;
        assert!(!found.text.contains("for us only"), "{list}: {}", found.text);
    }
}

#[tokio::test]
async fn a_guest_sees_in_lists_only_rooms_that_they_are_in() {
    let (server, ana, ben, room) = town().await;
    let message = id(&server.say(&ana, &room, "@ben hello").await);
    server.put(&format!("/messages/{message}/saved"), &ben, json!({})).await.ok();
    server.post(&format!("/rooms/{room}/leave"), &ben, json!({})).await.expect(204);
    assert_eq!(texts(&server.get("/saved", &ben).await.ok()), ["@ben hello"], "a public room stays readable");
    let guest = server.set_role(&ben, WorkspaceRole::Guest).await;
    for list in ["/saved", "/mentions"] {
        assert_eq!(server.get(list, &guest).await.ok()["messages"], json!([]), "{list}");
    }
}

#[tokio::test]
async fn mentions_are_those_of_others_by_name_and_with_everybody_since_one_is_a_member() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.say(&ana, &room, "@room before ben came").await;
    server.clock.advance(1);
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    for text in ["@ben one", "@room two", "nobody", "@ben and @room three"] {
        server.clock.advance(1);
        server.say(&ana, &room, text).await;
    }
    server.say(&ben, &room, "@ben and @room, said ben").await;
    let first = server.get("/mentions?limit=2", &ben).await.ok();
    assert_eq!(texts(&first), ["@ben and @room three", "@room two"]);
    let next = first["next"].as_str().unwrap();
    let second = server.get(&format!("/mentions?limit=2&cursor={next}"), &ben).await.ok();
    assert_eq!((texts(&second), second["next"].clone()), (vec!["@ben one".to_owned()], Value::Null));
    assert_eq!(server.get(&format!("/saved?cursor={next}"), &ben).await.problem(400), "bad_cursor");
}

#[tokio::test]
async fn a_draft_follows_its_author_and_its_place() {
    let (server, ana, ben, room) = town().await;
    let root = id(&server.say(&ana, &room, "a question").await);
    let path = format!("/rooms/{room}/draft");
    let mut socket = Socket::follow(&server, &ben).await;
    server.put(&path, &ben, json!({"text": "I was goi"})).await.ok();
    server.clock.advance(1);
    let draft = server.put(&path, &ben, json!({"text": "I was going"})).await.ok();
    server.clock.advance(1);
    let answer = server.put(&path, &ben, json!({"root": root, "text": "an answer"})).await.ok();
    let events = [socket.event().await, socket.event().await, socket.event().await];
    assert_eq!([&events[1]["event"]["data"], &events[2]["event"]["data"]], [&draft, &answer]);
    assert_eq!(server.get("/drafts", &ben).await.ok()["drafts"], json!([answer, draft]));
    assert_eq!(server.get("/drafts", &ana).await.ok()["drafts"], json!([]));
    server.say(&ben, &room, "something else").await;
    server.put(&path, &ben, json!({"text": ""})).await.ok();
    assert_eq!(server.get("/drafts", &ben).await.ok()["drafts"], json!([answer]));
    server.post(&format!("/rooms/{room}/leave"), &ben, json!({})).await.expect(204);
    assert_eq!(server.get("/drafts", &ben).await.ok()["drafts"], json!([]));
}

#[tokio::test]
async fn the_log_keeps_only_the_last_text_of_a_draft() {
    let (server, _, ben, room) = town().await;
    for text in ["first thought", "second thought"] {
        server.put(&format!("/rooms/{room}/draft"), &ben, json!({"text": text})).await.ok();
    }
    let stream = Stream::User(ben.id.parse().unwrap());
    let entries = server.app.read(stream, |tx, stream| Box::pin(streams::after(tx, *stream, 0, 100))).await.unwrap();
    let log: String = entries.into_iter().map(|entry| entry.payload).collect();
    assert!(!log.contains("first thought") && log.contains("second thought"), "{log}");
}

#[tokio::test]
async fn a_draft_is_for_a_room_one_is_in_and_for_a_root_in_it() {
    let (server, ana, ben, room) = town().await;
    let other = server.room(&ana, "public", "garden").await;
    let elsewhere = id(&server.say(&ana, &other, "roses").await);
    let path = format!("/rooms/{room}/draft");
    assert_eq!(server.put(&path, &ben, json!({"root": elsewhere, "text": "x"})).await.problem(422), "invalid");
    let beside = format!("/rooms/{other}/draft");
    assert_eq!(server.put(&beside, &ben, json!({"text": "x"})).await.problem(404), "not_found");
    let long = "x".repeat(16_385);
    assert_eq!(server.put(&path, &ben, json!({"text": long})).await.problem(422), "invalid");
    server.put(&path, &ben, json!({"text": long[1..]})).await.ok();
}

#[tokio::test]
async fn a_room_marked_unread_counts_from_there_until_the_mark_moves_on() {
    let (server, ana, ben, room) = town().await;
    for text in ["one", "@ben two", "three", "@room four", "five"] {
        server.say(&ana, &room, text).await;
    }
    let (mark, unread) = (format!("/rooms/{room}/read-mark"), format!("/rooms/{room}/unread"));
    let entry = async || {
        let entry = server.get("/bootstrap", &ben).await.ok()["rooms"][0].clone();
        json!([entry["mark"], entry["unread_from"], entry["mentions"]])
    };
    server.put(&mark, &ben, json!({"position": 5})).await.ok();
    let marked = server.put(&unread, &ben, json!({"from": 2})).await.ok();
    assert_eq!((marked["unread_from"].clone(), marked["counted"]["mentions"].clone()), (json!(2), json!([2, 4])));
    assert_eq!(entry().await, json!([5, 2, [2, 4]]));
    server.put(&mark, &ben, json!({"position": 3})).await.ok();
    assert_eq!(entry().await, json!([5, 2, [2, 4]]), "a mark that stays takes nothing back");
    server.put(&unread, &ben, json!({"from": null})).await.ok();
    assert_eq!(entry().await, json!([5, null, []]));
    server.put(&unread, &ben, json!({"from": 4})).await.ok();
    server.say(&ana, &room, "six").await;
    server.put(&mark, &ben, json!({"position": 6})).await.ok();
    assert_eq!(entry().await, json!([6, null, []]));
    server.put(&unread, &ben, json!({"from": 1})).await.ok();
    server.say(&ben, &room, "seven").await;
    assert_eq!(entry().await, json!([7, null, []]), "who sends has read what came before");
}

#[tokio::test]
async fn marking_unread_from_beyond_the_mark_reads_what_lies_before() {
    let (server, ana, ben, room) = town().await;
    for text in ["@ben one", "two", "@ben three"] {
        server.say(&ana, &room, text).await;
    }
    let unread = format!("/rooms/{room}/unread");
    let marked = server.put(&unread, &ben, json!({"from": 3})).await.ok();
    assert_eq!(json!([marked["position"], marked["unread_from"]]), json!([2, 3]));
    for from in [0, 4, -1] {
        assert_eq!(server.put(&unread, &ben, json!({"from": from})).await.problem(422), "invalid", "{from}");
    }
    let outside = server.register("cara").await;
    assert_eq!(server.put(&unread, &outside, json!({"from": 1})).await.problem(404), "not_found");
}
