//! What a socket refuses, and with which close code.

use serde_json::json;

use crate::harness::socket::heads;
use crate::harness::{Server, Socket};

#[tokio::test]
async fn a_malformed_frame_closes_with_4009() {
    let (server, ana) = Server::start().await;
    for text in ["", "x", "{}", r#"{"type":"nonsense"}"#, r#"{"type":"typing","data":{"room":7}}"#, "[[[[[[[["] {
        let (mut socket, _) = Socket::sign_in(&server, &ana).await;
        socket.send_text(text).await;
        assert_eq!(socket.close_code().await, 4009, "{text}");
    }
}

#[tokio::test]
async fn a_frame_of_more_than_64_kib_closes_with_4009() {
    let (server, ana) = Server::start().await;
    let (mut socket, _) = Socket::sign_in(&server, &ana).await;
    socket.send_text(&" ".repeat(wire::limits::CLIENT_FRAME_BYTES + 1)).await;
    assert_eq!(socket.close_code().await, 4009);
}

#[tokio::test]
async fn whoever_does_not_authenticate_first_is_sent_away() {
    let (server, _) = Server::start().await;
    let mut early = Socket::open(&server).await;
    early.send(json!({"type": "heartbeat"})).await;
    assert_eq!(early.close_code().await, 4401);
    let mut forged = Socket::open(&server).await;
    forged.send(json!({"type": "auth", "data": {"token": "a.b.c"}})).await;
    assert_eq!(forged.close_code().await, 4403);
    let mut silent = Socket::open(&server).await;
    assert_eq!(silent.close_code().await, 4401);
}

#[tokio::test]
async fn an_expired_token_opens_nothing() {
    let (server, ana) = Server::start().await;
    server.clock.advance(601);
    let mut socket = Socket::open(&server).await;
    socket.send(json!({"type": "auth", "data": {"token": ana.token}})).await;
    assert_eq!(socket.close_code().await, 4403);
}

#[tokio::test]
async fn nobody_authenticates_twice() {
    let (server, ana) = Server::start().await;
    let (mut socket, _) = Socket::sign_in(&server, &ana).await;
    socket.send(json!({"type": "auth", "data": {"token": ana.token}})).await;
    assert_eq!(socket.close_code().await, 4009);
}

#[tokio::test]
async fn a_session_that_ended_takes_its_sockets_along() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let mut socket = Socket::follow(&server, &ana).await;
    let again = server.post("/sessions", None, json!({"login": "ana", "password": "ana's password"})).await.created();
    let again = crate::harness::Person::of(&again);
    server.delete(&format!("/sessions/{}", ana.session), &again).await.expect(204);
    server.say(&again, &room, "after the end").await;
    assert_eq!(socket.close_code().await, 4403, "and no event before it");
    assert_eq!(server.get("/bootstrap", &ana).await.problem(401), "not_signed_in");
}

#[tokio::test]
async fn a_user_has_at_most_twenty_sockets() {
    let (server, ana) = Server::start().await;
    let mut open = Vec::new();
    for _ in 0..wire::limits::SOCKETS_PER_USER {
        open.push(Socket::sign_in(&server, &ana).await.0);
    }
    let mut one_more = Socket::open(&server).await;
    one_more.send(json!({"type": "auth", "data": {"token": ana.token}})).await;
    assert_eq!(one_more.close_code().await, 4029);
    open.pop().unwrap().cut();
    // The server notices the cut when it reads next: at once.
    for _ in 0..50 {
        let mut socket = Socket::open(&server).await;
        socket.send(json!({"type": "auth", "data": {"token": ana.token}})).await;
        if socket.next_or_close().await.is_ok_and(|frame| frame["type"] == "ready") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the place of a cut socket stays taken");
}

#[tokio::test]
async fn what_cannot_be_replayed_is_fetched_afresh() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let stream = format!("room:{room}");
    server.say(&ana, &room, "one").await;
    let bootstrap = server.get("/bootstrap", &ana).await.ok();
    let epoch = bootstrap["epoch"].as_str().unwrap();
    let refetch = json!({"type": "refetch", "data": {"stream": stream, "seq": 1}});
    for (epoch, seq) in [(epoch, 999), ("another epoch", 1), (epoch, -1)] {
        let (mut socket, _) = Socket::sign_in(&server, &ana).await;
        socket.resume(epoch, vec![json!({"stream": stream, "seq": seq})]).await;
        assert_eq!(socket.next().await, refetch, "epoch {epoch}, head {seq}");
        assert_eq!(socket.next().await["type"], "resumed");
    }
}

#[tokio::test]
async fn a_foreign_stream_is_gone() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "private", "secret").await;
    let (mut socket, ready) = Socket::sign_in(&server, &ben).await;
    let foreign =
        [format!("room:{room}"), format!("user:{}", ana.id), "room:0195f3a0-0000-7000-8000-00000000dead".into()];
    let named = foreign.iter().map(|stream| json!({"stream": stream, "seq": 0})).collect();
    socket.resume(ready["epoch"].as_str().unwrap(), named).await;
    for stream in foreign {
        assert_eq!(socket.next().await, json!({"type": "gone", "data": {"stream": stream}}));
    }
    server.say(&ana, &room, "not for ben").await;
    socket.is_quiet().await;
}

#[tokio::test]
async fn a_public_room_is_followed_while_it_is_open() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    let mut socket = Socket::follow(&server, &ben).await;
    let epoch = server.get("/bootstrap", &ben).await.ok()["epoch"].as_str().unwrap().to_owned();
    socket.send(json!({"type": "focus", "data": {"room": room, "active": true}})).await;
    let seq = server.get(&format!("/rooms/{room}/messages"), &ben).await.ok()["as_of"]["seq"].clone();
    socket.resume(&epoch, vec![json!({"stream": format!("room:{room}"), "seq": seq})]).await;
    assert_eq!(socket.next().await["type"], "resumed");
    server.say(&ana, &room, "come in").await;
    assert_eq!(socket.event().await["event"]["data"]["text"], "come in");
    socket.send(json!({"type": "focus", "data": {"room": null, "active": true}})).await;
    socket.is_quiet().await;
    server.say(&ana, &room, "gone again").await;
    socket.is_quiet().await;
}

#[tokio::test]
async fn typing_is_heard_by_who_has_the_room_open() {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let room = server.room(&ana, "public", "general").await;
    for person in [&ben, &cara] {
        server.post(&format!("/rooms/{room}/join"), person, json!({})).await.ok();
    }
    let mut of_ana = Socket::follow(&server, &ana).await;
    let (mut of_ben, mut of_cara) = (Socket::follow(&server, &ben).await, Socket::follow(&server, &cara).await);
    of_ben.send(json!({"type": "focus", "data": {"room": room, "active": true}})).await;
    of_ben.is_quiet().await;
    of_ana.send(json!({"type": "typing", "data": {"room": room}})).await;
    let signal = of_ben.next_of("ephemeral").await;
    assert_eq!(signal["signal"], serde_json::Value::Null, "the signal is the data itself");
    assert_eq!((signal["type"].as_str(), signal["data"]["user"].as_str()), (Some("typing"), Some(ana.id.as_str())));
    of_cara.is_quiet().await;
    let bootstrap = server.get("/bootstrap", &ana).await.ok();
    assert_eq!(heads(&bootstrap).len(), 3);
}
