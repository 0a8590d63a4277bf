//! Every operation is tried by nobody and by an outsider.
//!
//! Nobody gets 401, but for the few operations that are for everybody. An outsider gets for what is private the very answer of
//! a thing that is not there. An operation that is missing from the table below fails here.

use axum::http::Method;
use image::ImageFormat;
use serde_json::{Value, json};

use crate::harness::files::picture;
use crate::harness::{Answer, Person, Server};

/// What an outsider meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outsider {
    /// It is for everybody, signed in or not.
    Public,
    /// It is about the caller alone, or about what every member of the workspace may see.
    Own,
    /// It is about a thing that is not theirs to know: 404, as if absent.
    Hidden,
}

const OPERATIONS: &[(&str, &str, Outsider)] = &[
    ("GET", "/workspace", Outsider::Public),
    ("PATCH", "/workspace", Outsider::Own),
    ("POST", "/setup", Outsider::Public),
    ("POST", "/users", Outsider::Public),
    ("POST", "/sessions", Outsider::Public),
    ("DELETE", "/sessions/current", Outsider::Public),
    ("POST", "/claims", Outsider::Public),
    ("POST", "/claims/check", Outsider::Public),
    ("GET", "/socket", Outsider::Public),
    ("POST", "/access-tokens", Outsider::Own),
    ("GET", "/sessions", Outsider::Own),
    ("DELETE", "/sessions/{session}", Outsider::Hidden),
    ("GET", "/bootstrap", Outsider::Own),
    ("GET", "/users", Outsider::Own),
    ("PATCH", "/users/me", Outsider::Own),
    ("POST", "/users/{user}/claim-links", Outsider::Own),
    ("GET", "/rooms", Outsider::Own),
    ("POST", "/rooms", Outsider::Own),
    ("POST", "/direct-rooms", Outsider::Own),
    ("GET", "/rooms/{room}", Outsider::Hidden),
    ("PATCH", "/rooms/{room}", Outsider::Hidden),
    ("POST", "/rooms/{room}/join", Outsider::Hidden),
    ("POST", "/rooms/{room}/leave", Outsider::Hidden),
    ("GET", "/rooms/{room}/members", Outsider::Hidden),
    ("POST", "/rooms/{room}/members", Outsider::Hidden),
    ("PATCH", "/rooms/{room}/members/{user}", Outsider::Hidden),
    ("DELETE", "/rooms/{room}/members/{user}", Outsider::Hidden),
    ("GET", "/rooms/{room}/messages", Outsider::Hidden),
    ("DELETE", "/messages/{message}/previews/{preview}", Outsider::Hidden),
    // A picture that is there is tried in tests/api/previews.rs.
    ("GET", "/previews/{preview}/image", Outsider::Hidden),
    ("POST", "/rooms/{room}/messages", Outsider::Hidden),
    ("GET", "/rooms/{room}/files", Outsider::Hidden),
    ("GET", "/emoji", Outsider::Own),
    ("POST", "/emoji", Outsider::Own),
    ("DELETE", "/emoji/{name}", Outsider::Own),
    ("GET", "/emoji/{name}/image", Outsider::Own),
    ("POST", "/uploads", Outsider::Own),
    ("GET", "/uploads/{upload}", Outsider::Hidden),
    ("PATCH", "/uploads/{upload}", Outsider::Hidden),
    ("DELETE", "/uploads/{upload}", Outsider::Hidden),
    ("GET", "/files/{file}/content", Outsider::Hidden),
    ("GET", "/files/{file}/thumbnails/{pixels}", Outsider::Hidden),
    ("PUT", "/rooms/{room}/read-mark", Outsider::Hidden),
    ("GET", "/rooms/{room}/pins", Outsider::Hidden),
    ("PUT", "/rooms/{room}/unread", Outsider::Hidden),
    ("PUT", "/rooms/{room}/draft", Outsider::Hidden),
    ("PUT", "/messages/{message}/saved", Outsider::Hidden),
    ("DELETE", "/messages/{message}/saved", Outsider::Hidden),
    ("GET", "/saved", Outsider::Own),
    ("GET", "/mentions", Outsider::Own),
    ("GET", "/drafts", Outsider::Own),
    ("GET", "/messages/{message}", Outsider::Hidden),
    ("PATCH", "/messages/{message}", Outsider::Hidden),
    ("DELETE", "/messages/{message}", Outsider::Hidden),
    ("GET", "/messages/{message}/versions", Outsider::Hidden),
    ("PUT", "/messages/{message}/pin", Outsider::Hidden),
    ("DELETE", "/messages/{message}/pin", Outsider::Hidden),
    ("PUT", "/messages/{message}/reactions/{emoji}", Outsider::Hidden),
    ("DELETE", "/messages/{message}/reactions/{emoji}", Outsider::Hidden),
    ("GET", "/messages/{message}/reactions/{emoji}", Outsider::Hidden),
    ("GET", "/messages/{message}/replies", Outsider::Hidden),
    // What it finds is tried in tests/api/search.rs.
    ("GET", "/search", Outsider::Own),
    ("GET", "/messages/{message}/follow", Outsider::Hidden),
    ("PUT", "/messages/{message}/follow", Outsider::Hidden),
    ("DELETE", "/messages/{message}/follow", Outsider::Hidden),
    ("PUT", "/messages/{message}/read-mark", Outsider::Hidden),
    ("GET", "/threads", Outsider::Own),
];

const ABSENT: &str = "0195f3a0-0000-7000-8000-00000000dead";

#[tokio::test]
async fn every_operation_is_in_the_table() {
    let document: Value = serde_json::from_str(&relaydesk::http::openapi::text().unwrap()).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").unwrap();
        for method in operations.as_object().unwrap().keys().map(|method| method.to_uppercase()) {
            let known = OPERATIONS.iter().any(|(other, place, _)| *other == method && *place == path);
            assert!(known, "{method} {path} is new: say in {} what an outsider meets there", file!());
        }
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token() {
    let (server, _) = Server::start().await;
    for (method, path, outsider) in OPERATIONS {
        let path = filled(path, ABSENT);
        let answer = call(&server, method, &path, None).await;
        if *outsider == Outsider::Public {
            assert!(answer.status != 500, "{method} {path}: {}", answer.text);
        } else {
            assert_eq!(answer.problem(401), "not_signed_in", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn an_outsider_cannot_tell_a_private_thing_from_an_absent_one() {
    let (server, ana) = Server::start().await;
    let (ben, eve) = (server.register("ben").await, server.register("eve").await);
    let private = server.room(&ana, "private", "secret").await;
    let direct = server.post("/direct-rooms", &ana, json!({"users": [ben.id]})).await.created();
    let direct = direct["room"]["id"].as_str().unwrap().to_owned();
    for room in [private, direct] {
        let things = Things::of(&server, &ana, room).await;
        refused_everywhere(&server, &eve, &things).await;
    }
}

#[tokio::test]
async fn who_was_removed_is_an_outsider_and_finds_nothing_in_lists_of_their_own() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "private", "secret").await;
    server.post(&format!("/rooms/{room}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    let things = Things::of(&server, &ana, room.clone()).await;
    let message = things.filled("/messages/{message}");
    server.put(&format!("{message}/saved"), &ben, json!({})).await.ok();
    server.reply(&ben, &room, &things.filled("{message}"), "a reply for us only").await;
    server.put(&format!("/rooms/{room}/draft"), &ben, json!({"text": "for us only too"})).await.ok();
    server.say(&ana, &room, "@ben for us only").await;
    let lists = ["/bootstrap", "/saved", "/mentions", "/drafts", "/threads", "/search?q=only", "/rooms"];
    for list in ["/saved", "/mentions", "/drafts", "/threads", "/search?q=only"] {
        assert!(server.get(list, &ben).await.text.contains("for us only"), "{list} is empty before");
    }
    server.delete(&format!("/rooms/{room}/members/{}", ben.id), &ana).await.ok();
    refused_everywhere(&server, &ben, &things).await;
    for list in lists {
        let answer = server.get(list, &ben).await;
        assert_eq!(answer.status, 200, "{list}");
        assert!(!answer.text.contains("for us only") && !answer.text.contains(&room), "{list}: {}", answer.text);
    }
}

/// What is in a room, by the name of its place in a path.
struct Things(Vec<(&'static str, String)>);

impl Things {
    async fn of(server: &Server, owner: &Person, room: String) -> Self {
        let id = |thing: &Value| thing["id"].as_str().unwrap().to_owned();
        let picture = server.upload(owner, "for us only.png", &picture(ImageFormat::Png, 9, 9)).await;
        let message = server.say_with(owner, &room, "for us only", &[&picture]).await;
        let upload = server.begin(owner, "for us only", 9).await;
        Self(vec![
            ("{room}", room),
            ("{message}", id(&message)),
            ("{file}", id(&picture)),
            ("{upload}", id(&upload)),
            // A preview is looked for only after its message was found.
            ("{preview}", id(&message)),
            ("{session}", owner.session.clone()),
            ("{user}", owner.id.clone()),
            ("{pixels}", "360".to_owned()),
            ("{emoji}", "%F0%9F%91%8D".to_owned()),
        ])
    }

    fn filled(&self, path: &str) -> String {
        self.0.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
    }
}

/// Whatever is hidden from outsiders answers this person as if it were not there.
async fn refused_everywhere(server: &Server, outsider: &Person, things: &Things) {
    for (method, path, _) in OPERATIONS.iter().filter(|(_, _, kind)| *kind == Outsider::Hidden) {
        let there = call(server, method, &things.filled(path), Some(outsider)).await;
        let absent = call(server, method, &filled(path, ABSENT), Some(outsider)).await;
        assert_eq!(there.problem(404), "not_found", "{method} {path}");
        assert_eq!(sayings(&there), sayings(&absent), "{method} {path} tells that the thing is there");
        assert!(!there.text.contains("for us only"));
    }
}

/// What a problem says, but for the request's own id.
fn sayings(answer: &Answer) -> Value {
    let mut problem: Value = serde_json::from_str(&answer.text).unwrap();
    problem.as_object_mut().unwrap().remove("request_id");
    problem
}

fn filled(path: &str, id: &str) -> String {
    let path = path.replace("{emoji}", "%F0%9F%91%8D").replace("{pixels}", "360");
    let names = ["{room}", "{message}", "{file}", "{upload}", "{preview}", "{session}", "{user}"];
    names.iter().fold(path, |path, name| path.replace(name, id))
}

async fn call(server: &Server, method: &str, path: &str, who: Option<&Person>) -> Answer {
    let body = match (method, path.rsplit('/').next().unwrap_or_default()) {
        ("GET" | "DELETE", _) => None,
        ("POST", "messages") => Some(json!({"text": "let me in", "client_key": "k"})),
        ("POST", "members") => Some(json!({"users": [ABSENT]})),
        ("PATCH", _) if path.starts_with("/messages/") => Some(json!({"text": "mine now"})),
        ("PUT", "unread") => Some(json!({"from": 1})),
        ("PUT", "draft") => Some(json!({"text": "let me in"})),
        ("PUT", _) => Some(json!({"position": 1})),
        ("PATCH", _) if path.contains("/members/") => Some(json!({"role": "owner"})),
        _ => Some(json!({})),
    };
    let query = if method == "PATCH" && path.starts_with("/uploads/") { "?offset=0" } else { "" };
    let path = &format!("{path}{query}");
    server.call(Method::from_bytes(method.as_bytes()).unwrap(), path, who, body).await
}
