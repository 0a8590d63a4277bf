//! Deleting messages: what was said is gone, from everywhere.

use serde_json::{Value, json};

use crate::harness::client::reaction;
use crate::harness::socket::heads;
use crate::harness::{Person, Server, Socket};

/// ana, the owner, ben and cara in a public room.
async fn three() -> (Server, [Person; 3], String) {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let room = server.room(&ana, "public", "general").await;
    for person in [&ben, &cara] {
        server.post(&format!("/rooms/{room}/join"), person, json!({})).await.ok();
    }
    (server, [ana, ben, cara], room)
}

/// Sends a text; its key says nothing of it.
async fn say(server: &Server, who: &Person, room: &str, text: &str) -> Value {
    let body = json!({"text": text, "client_key": server.app.ids.next().to_string()});
    server.post(&format!("/rooms/{room}/messages"), who, body).await.created()["message"].clone()
}

fn at(message: &Value) -> String {
    format!("/messages/{}", message["id"].as_str().unwrap())
}

#[tokio::test]
async fn nothing_is_left_of_a_deleted_message_but_its_place() {
    let (server, [ana, ben, _], room) = three().await;
    let message = say(&server, &ben, &room, "@ana the password is hunter2").await;
    let id = message["id"].as_str().unwrap();
    server.patch(&at(&message), &ben, json!({"text": "@ana the password is hunter3"})).await.ok();
    server.put(&reaction(id, "👀"), &ana, json!({})).await.ok();
    server.put(&format!("{}/pin", at(&message)), &ana, json!({})).await.ok();
    let after = server.say(&ben, &room, "after").await;

    let tombstone = server.delete(&at(&message), &ben).await.ok()["message"].clone();
    assert_eq!((tombstone["text"].as_str(), tombstone["position"].as_i64()), (Some(""), Some(1)));
    assert!(tombstone["deleted_at"].is_string() && tombstone["edited_at"].is_null() && tombstone["pin"].is_null());
    assert_eq!((&tombstone["reactions"], &tombstone["document"]), (&json!([]), &Value::Null));
    assert_eq!(tombstone["mentions"]["users"], json!([]));
    let page = server.get(&format!("/rooms/{room}/messages"), &ana).await.ok();
    assert_eq!((&page["messages"][0], &page["messages"][1]), (&tombstone, &after));
    assert_eq!(page["own_reactions"], json!([]));
    assert_eq!(server.get(&format!("{}/versions", at(&message)), &ben).await.ok()["versions"], json!([]));
    assert_eq!(server.get(&reaction(id, "👀"), &ana).await.ok()["users"], json!([]));
    assert_eq!(server.get(&format!("/rooms/{room}/pins"), &ana).await.ok()["messages"], json!([]));
    let entry = server.get("/bootstrap", &ana).await.ok()["rooms"][0].clone();
    assert_eq!((&entry["mentions"], &entry["gaps"]), (&json!([]), &json!([1])));
    assert!(!nowhere(&server).await.contains("hunter"), "the database still says what was deleted");
}

/// All texts that the tables with words in them hold.
async fn nowhere(server: &Server) -> String {
    let read = server.app.read((), |tx, ()| {
        Box::pin(async move {
            use relaydesk::store::db::sql;
            let texts = [
                sql("SELECT text FROM messages"),
                sql("SELECT document FROM messages WHERE document IS NOT NULL"),
                sql("SELECT attached FROM messages WHERE attached IS NOT NULL"),
                sql("SELECT text FROM message_versions"),
                sql("SELECT payload FROM events"),
            ];
            let mut all = String::new();
            for text in texts {
                all += &text.fetch_values::<String>(tx).await?.concat();
            }
            Ok(all)
        })
    });
    read.await.unwrap()
}

#[tokio::test]
async fn deleting_again_is_harmless_and_a_repeated_send_does_not_bring_it_back() {
    let (server, [_, ben, _], room) = three().await;
    let message = server.say(&ben, &room, "once").await;
    let first = server.delete(&at(&message), &ben).await.ok();
    assert_eq!(server.delete(&at(&message), &ben).await.ok(), first);
    let again = json!({"text": "once", "client_key": "ben-once"});
    let repeated = server.post(&format!("/rooms/{room}/messages"), &ben, again).await.ok();
    assert_eq!(repeated["message"], first["message"]);
}

#[tokio::test]
async fn a_deleted_message_can_be_neither_changed_nor_reacted_to_nor_pinned() {
    let (server, [ana, ben, _], room) = three().await;
    let message = server.say(&ben, &room, "gone").await;
    server.delete(&at(&message), &ben).await.ok();
    assert_eq!(server.patch(&at(&message), &ben, json!({"text": "back"})).await.problem(409), "conflict");
    let reaction = reaction(message["id"].as_str().unwrap(), "👍");
    assert_eq!(server.put(&reaction, &ana, json!({})).await.problem(409), "conflict");
    assert_eq!(server.put(&format!("{}/pin", at(&message)), &ana, json!({})).await.problem(409), "conflict");
}

#[tokio::test]
async fn others_delete_it_only_when_they_keep_order_there() {
    let (server, [ana, ben, cara], room) = three().await;
    let message = server.say(&ben, &room, "contested").await;
    assert_eq!(server.delete(&at(&message), &cara).await.problem(403), "forbidden");
    server.patch(&format!("/rooms/{room}/members/{}", cara.id), &ana, json!({"role": "moderator"})).await.ok();
    server.delete(&at(&message), &cara).await.ok();
    let direct = server.post("/direct-rooms", &ben, json!({"users": [ana.id]})).await.created();
    let private = server.say(&ben, direct["room"]["id"].as_str().unwrap(), "between us").await;
    assert_eq!(server.delete(&at(&private), &ana).await.problem(403), "forbidden");
    server.delete(&at(&private), &ben).await.ok();
}

/// What a person who was away from `before` on hears of a room.
async fn missed(server: &Server, who: &Person, before: &Value) -> Vec<Value> {
    let (mut socket, _) = Socket::sign_in(server, who).await;
    let heads: Vec<Value> =
        heads(before).into_iter().filter(|head| head["stream"].as_str().unwrap().starts_with("room:")).collect();
    socket.resume(before["epoch"].as_str().unwrap(), heads).await;
    let mut heard = Vec::new();
    loop {
        let frame = socket.next().await;
        match frame["type"].as_str().unwrap() {
            "resumed" => return heard,
            "event" | "skip" => heard.push(frame),
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn who_was_away_hears_nothing_of_what_was_said_before() {
    let (server, [ana, ben, cara], room) = three().await;
    // Somebody who listens keeps the ring in memory; without, the log is read. Both must be silent.
    for listener in [None, Some(&cara)] {
        let _listening = match listener {
            Some(person) => Some(Socket::follow(&server, person).await),
            None => None,
        };
        let before = server.get("/bootstrap", &ana).await.ok();
        let deleted = say(&server, &ben, &room, "hunter2").await;
        let edited = say(&server, &ben, &room, "hunter4").await;
        server.put(&reaction(deleted["id"].as_str().unwrap(), "👀"), &ana, json!({})).await.ok();
        server.delete(&at(&deleted), &ben).await.ok();
        server.patch(&at(&edited), &ben, json!({"text": "nothing"})).await.ok();
        let heard = missed(&server, &ana, &before).await;
        let text = json!(heard).to_string();
        assert!(!text.contains("hunter") && !text.contains("👀"), "{text}");
        let kinds: Vec<_> =
            heard.iter().map(|frame| frame["data"]["event"]["type"].as_str().unwrap_or("skip")).collect();
        assert_eq!(kinds, ["message_created", "message_created", "skip", "message_updated", "message_updated"]);
        assert!(heard[0]["data"]["event"]["data"]["deleted_at"].is_string());
        assert_eq!(heard[1]["data"]["event"]["data"]["text"], "nothing");
    }
}
