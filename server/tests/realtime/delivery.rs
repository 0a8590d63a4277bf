//! Who gets what, in which order.

use serde_json::json;

use crate::harness::socket::heads;
use crate::harness::{Server, Socket};

#[tokio::test]
async fn what_one_says_the_other_hears_in_order() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    let mut socket = Socket::follow(&server, &ben).await;
    for number in 1..=20 {
        server.say(&ana, &room, &format!("message {number}")).await;
    }
    let mut last = None;
    for number in 1..=20 {
        let event = socket.event().await;
        assert_eq!(event["event"]["type"], "message_created");
        assert_eq!(event["event"]["data"]["position"], number);
        let seq = event["seq"].as_i64().unwrap();
        assert_eq!(last.map_or(seq, |last: i64| last + 1), seq);
        last = Some(seq);
    }
}

#[tokio::test]
async fn a_broken_connection_resumes_where_it_was() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    server.say(&ana, &room, "before").await;
    let bootstrap = server.get("/bootstrap", &ana).await.ok();
    let epoch = bootstrap["epoch"].as_str().unwrap();
    for text in ["one", "two", "three"] {
        server.say(&ana, &room, text).await;
    }
    let (mut socket, _) = Socket::sign_in(&server, &ana).await;
    socket.resume(epoch, heads(&bootstrap)).await;
    let mut heard = Vec::new();
    let mut resumed = 0;
    while resumed < 3 {
        let frame = socket.next().await;
        match frame["type"].as_str().unwrap() {
            "event" => heard.push(frame["data"]["event"]["data"]["text"].as_str().unwrap().to_owned()),
            "resumed" => resumed += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(heard, ["one", "two", "three"]);
    server.say(&ana, &room, "live").await;
    assert_eq!(socket.event().await["event"]["data"]["text"], "live");
}

#[tokio::test]
async fn after_a_removal_nothing_more_arrives() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "private", "secret").await;
    server.post(&format!("/rooms/{room}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    let mut socket = Socket::follow(&server, &ben).await;
    server.say(&ana, &room, "with ben").await;
    assert_eq!(socket.event().await["event"]["data"]["text"], "with ben");
    server.delete(&format!("/rooms/{room}/members/{}", ben.id), &ana).await.ok();
    server.say(&ana, &room, "without ben").await;
    let mut seen = [socket.next().await, socket.next().await];
    seen.sort_by_key(|frame| frame["type"].as_str().unwrap().to_owned());
    assert_eq!(seen[0]["data"]["event"]["type"], "room_removed");
    assert_eq!(seen[1], json!({"type": "gone", "data": {"stream": format!("room:{room}")}}));
    socket.is_quiet().await;
}

#[tokio::test]
async fn a_room_starts_on_the_socket_after_it_was_added() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let mut socket = Socket::follow(&server, &ben).await;
    let room = server.room(&ana, "private", "plans").await;
    server.say(&ana, &room, "before ben").await;
    server.post(&format!("/rooms/{room}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    server.say(&ana, &room, "welcome").await;
    let added = socket.event().await;
    assert_eq!(added["event"]["type"], "room_added");
    let head = added["event"]["data"]["head"].as_i64().unwrap();
    let event = socket.event().await;
    assert_eq!((event["seq"].as_i64().unwrap(), event["event"]["data"]["text"].as_str()), (head + 1, Some("welcome")));
}
