//! Rooms: make, browse, open directly, rename.

use serde_json::{Value, json};

use crate::harness::{Server, Socket};

#[tokio::test]
async fn a_search_for_rooms_finds_parts_of_names_and_topics_in_any_case() {
    let (server, ana) = Server::start().await;
    for (name, topic) in [("Öffentlich", "Für Alle"), ("a_b", "100 % ÄRGER"), ("axb", "")] {
        server.post("/rooms", &ana, json!({"kind": "public", "name": name, "topic": topic})).await.created();
    }
    for (query, expected) in [
        ("%C3%B6FF", vec!["Öffentlich"]),
        ("f%C3%BCr%20alle", vec!["Öffentlich"]),
        ("%C3%A4rger", vec!["a_b"]),
        ("_", vec!["a_b"]),
        ("%25", vec!["a_b"]),
        ("nowhere", vec![]),
    ] {
        let found = server.get(&format!("/rooms?query={query}"), &ana).await.ok();
        let names: Vec<&str> =
            found["rooms"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
        assert_eq!(names, expected, "{query}");
    }
}

#[tokio::test]
async fn a_public_room_is_found_by_everybody_and_joined() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "Launch Week").await;
    server.room(&ana, "private", "secret").await;
    let found = server.get("/rooms?query=launch", &ben).await.ok();
    assert_eq!(names(&found), ["Launch Week"]);
    assert_eq!(names(&server.get("/rooms", &ben).await.ok()), ["Launch Week"], "private rooms are not listed");
    let joined = server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    assert_eq!((joined["role"].as_str(), joined["room"]["member_count"].as_i64()), (Some("member"), Some(2)));
    let again = server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await;
    assert_eq!(again.problem(403), "forbidden");
}

#[tokio::test]
async fn rooms_are_listed_page_by_page() {
    let (server, ana) = Server::start().await;
    for number in 1..=5 {
        server.room(&ana, "public", &format!("room {number}")).await;
    }
    let mut seen = Vec::new();
    let mut path = "/rooms?limit=2".to_owned();
    loop {
        let page = server.get(&path, &ana).await.ok();
        seen.extend(names(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/rooms?limit=2&cursor={next}");
    }
    assert_eq!(seen, ["room 1", "room 2", "room 3", "room 4", "room 5"]);
}

#[tokio::test]
async fn a_name_is_taken_whatever_its_case() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    server.room(&ana, "private", "Plans").await;
    let second = server.post("/rooms", &ben, json!({"kind": "public", "name": "pLANS"})).await;
    assert_eq!(second.problem(409), "name_taken");
}

#[tokio::test]
async fn the_same_people_always_share_one_direct_room() {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let first = server.post("/direct-rooms", &ana, json!({"users": [ben.id]})).await.created();
    let second = server.post("/direct-rooms", &ben, json!({"users": [ana.id, ben.id, ana.id]})).await.ok();
    assert_eq!(first["room"]["id"], second["room"]["id"]);
    let three = server.post("/direct-rooms", &ana, json!({"users": [ben.id, cara.id]})).await.created();
    assert_ne!(first["room"]["id"], three["room"]["id"]);
    let room = first["room"]["id"].as_str().unwrap();
    assert_eq!(server.get(&format!("/rooms/{room}"), &cara).await.problem(404), "not_found");
    assert_eq!(server.post(&format!("/rooms/{room}/leave"), &ben, json!({})).await.problem(403), "forbidden");
    let alone = server.post("/direct-rooms", &ana, json!({"users": []})).await;
    assert_eq!(alone.problem(422), "invalid");
    let unknown = json!({"users": ["0195f3a0-0000-7000-8000-00000000dead"]});
    assert_eq!(server.post("/direct-rooms", &ana, unknown).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_new_name_reaches_the_room_and_the_workspace() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    let mut socket = Socket::follow(&server, &ben).await;
    let patch = json!({"name": "general talk", "topic": "Anything"});
    assert_eq!(server.patch(&format!("/rooms/{room}"), &ben, patch.clone()).await.problem(403), "forbidden");
    let renamed = server.patch(&format!("/rooms/{room}"), &ana, patch).await.ok();
    assert_eq!((&renamed["room"]["name"], &renamed["room"]["topic"]), (&json!("general talk"), &json!("Anything")));
    let mut kinds = [socket.event().await["event"]["type"].clone(), socket.event().await["event"]["type"].clone()];
    kinds.sort_by_key(Value::to_string);
    assert_eq!(kinds, ["public_room_updated", "room_updated"]);
}

#[tokio::test]
async fn names_keep_their_limits() {
    let (server, ana) = Server::start().await;
    let most = wire::limits::ROOM_NAME_CHARS;
    for (name, status) in
        [("é".repeat(most), 201), ("é".repeat(most + 1), 422), (String::new(), 422), (" \t".into(), 422)]
    {
        let answer = server.post("/rooms", &ana, json!({"kind": "public", "name": name})).await;
        assert_eq!(answer.status.as_u16(), status, "{name:?}: {}", answer.text);
    }
    for name in ["a\u{0}b", "a\u{1b}[31mb", "a\u{202e}b"] {
        let answer = server.post("/rooms", &ana, json!({"kind": "public", "name": name})).await;
        assert_eq!(answer.problem(422), "invalid", "{name:?}");
    }
    let topic = "x".repeat(wire::limits::TOPIC_CHARS + 1);
    let answer = server.post("/rooms", &ana, json!({"kind": "public", "name": "ok", "topic": topic})).await;
    assert_eq!(answer.problem(422), "invalid");
}

fn names(page: &Value) -> Vec<String> {
    page["rooms"].as_array().unwrap().iter().map(|room| room["name"].as_str().unwrap().to_owned()).collect()
}
