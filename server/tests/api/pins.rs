//! Pins.

use serde_json::{Value, json};

use crate::harness::Server;

fn pin(message: &Value) -> String {
    format!("/messages/{}/pin", message["id"].as_str().unwrap())
}

fn texts(list: &Value) -> Vec<&str> {
    list["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pinned_messages_are_listed_with_the_newest_pin_first() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let mut messages = Vec::new();
    for text in ["one", "two", "three"] {
        messages.push(server.say(&ana, &room, text).await);
    }
    for at in [1, 0, 2] {
        server.put(&pin(&messages[at]), &ana, json!({})).await.ok();
    }
    let pinned = server.put(&pin(&messages[1]), &ana, json!({})).await.ok()["message"].clone();
    assert_eq!(pinned["pin"]["by"], json!(ana.id));
    let path = format!("/rooms/{room}/pins");
    let list = server.get(&path, &ana).await.ok();
    assert_eq!((texts(&list), &list["next"]), (vec!["three", "one", "two"], &Value::Null));
    let first = server.get(&format!("{path}?limit=2"), &ana).await.ok();
    assert_eq!(texts(&first), ["three", "one"]);
    let cursor = first["next"].as_str().unwrap();
    assert_eq!(texts(&server.get(&format!("{path}?limit=2&cursor={cursor}"), &ana).await.ok()), ["two"]);
    let unpinned = server.delete(&pin(&messages[0]), &ana).await.ok();
    assert_eq!(unpinned["message"]["pin"], Value::Null);
    assert_eq!(server.delete(&pin(&messages[0]), &ana).await.ok(), unpinned);
    assert_eq!(texts(&server.get(&path, &ana).await.ok()), ["three", "two"]);
}

#[tokio::test]
async fn guests_readers_and_outsiders_do_not_pin() {
    let (server, ana) = Server::start().await;
    let (ben, eve) = (server.register("ben").await, server.register("eve").await);
    let room = server.room(&ana, "public", "general").await;
    let message = server.say(&ana, &room, "rules").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    server.put(&pin(&message), &ben, json!({})).await.ok();
    server.patch(&format!("/rooms/{room}/members/{}", ben.id), &ana, json!({"role": "reader"})).await.ok();
    for person in [&ben, &eve] {
        assert_eq!(server.delete(&pin(&message), person).await.problem(403), "forbidden");
    }
}

#[tokio::test]
async fn a_room_has_at_most_250_pins() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let mut last = Value::Null;
    for number in 0..250 {
        last = server.say(&ana, &room, &format!("{number}")).await;
        server.put(&pin(&last), &ana, json!({})).await.ok();
    }
    let more = server.say(&ana, &room, "one more").await;
    assert_eq!(server.put(&pin(&more), &ana, json!({})).await.problem(409), "conflict");
    server.put(&pin(&last), &ana, json!({})).await.ok();
    server.delete(&pin(&last), &ana).await.ok();
    server.put(&pin(&more), &ana, json!({})).await.ok();
}
