//! Mentioning everybody: `@room` and `@here`, and who may.

use serde_json::{Value, json};
use wire::users::WorkspaceRole;

use crate::harness::{Person, Server, Socket};

async fn mentions_of(server: &Server, who: &Person) -> Value {
    server.get("/bootstrap", who).await.ok()["rooms"][0]["mentions"].clone()
}

/// A server with ana, ben and cara in a room.
async fn town() -> (Server, [Person; 3], String) {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let room = server.room(&ana, "private", "plans").await;
    let people = json!({"users": [ben.id, cara.id]});
    server.post(&format!("/rooms/{room}/members"), &ana, people).await.ok();
    (server, [ana, ben, cara], room)
}

#[tokio::test]
async fn here_names_the_members_who_are_online_when_it_is_said() {
    let (server, [ana, ben, cara], room) = town().await;
    let stranger = server.register("stranger").await;
    let sockets = [Socket::follow(&server, &ana).await, Socket::follow(&server, &ben).await];
    let outside = Socket::follow(&server, &stranger).await;
    let message = server.say(&ana, &room, "@here lunch, `@here` not").await;
    assert_eq!(message["mentions"], json!({"users": [], "room": false, "here": [ben.id]}));
    assert!(message["document"].to_string().contains("mention_here"), "{}", message["document"]);
    let _late = Socket::follow(&server, &cara).await;
    assert_eq!(mentions_of(&server, &ben).await, json!([1]));
    assert_eq!(mentions_of(&server, &cara).await, json!([]));
    let list = server.get("/mentions", &ben).await.ok();
    assert_eq!(list["messages"][0]["id"], message["id"]);
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    let edited = server.patch(&path, &ana, json!({"text": "@here lunch is served"})).await.ok()["message"].clone();
    assert_eq!(edited["mentions"]["here"], json!([ben.id]), "whom it meant is settled when it is said");
    let quiet = server.patch(&path, &ana, json!({"text": "lunch is served"})).await.ok()["message"].clone();
    assert_eq!(quiet["mentions"]["here"], json!([]));
    assert_eq!(mentions_of(&server, &ben).await, json!([]));
    let again = server.patch(&path, &ana, json!({"text": "@here lunch"})).await.ok()["message"].clone();
    assert_eq!(again["mentions"]["here"], json!([ben.id]), "saying it again calls nobody else");
    assert_eq!(mentions_of(&server, &cara).await, json!([]));
    drop((sockets, outside));
}

#[tokio::test]
async fn here_that_nobody_heard_calls_nobody_when_it_is_edited() {
    let (server, [ana, ben, _], room) = town().await;
    let message = server.say(&ana, &room, "@here lunch").await;
    assert_eq!(message["mentions"]["here"], json!([]));
    let _late = Socket::follow(&server, &ben).await;
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    let edited = server.patch(&path, &ana, json!({"text": "@here lunch is served"})).await.ok()["message"].clone();
    assert_eq!(edited["mentions"]["here"], json!([]), "whom it meant is settled when it is said");
}

#[tokio::test]
async fn who_may_not_mention_everybody_writes_plain_words() {
    let (server, [_, ben, cara], room) = town().await;
    let guest = server.set_role(&ben, WorkspaceRole::Guest).await;
    for text in ["@room listen", "@here listen"] {
        let message = server.say(&guest, &room, text).await;
        assert_eq!(message["mentions"], json!({"users": [], "room": false, "here": []}), "{text}");
        assert!(message["document"].is_null(), "{text}");
    }
    assert_eq!(mentions_of(&server, &cara).await, json!([]));
}

#[tokio::test]
async fn who_lost_the_right_to_mention_everybody_keeps_it_in_no_edit() {
    let (server, [_, ben, cara], room) = town().await;
    let message = server.say(&ben, &room, "@room listen").await;
    assert_eq!(mentions_of(&server, &cara).await, json!([1]));
    let guest = server.set_role(&ben, WorkspaceRole::Guest).await;
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    let edited = server.patch(&path, &guest, json!({"text": "@room listen well"})).await.ok()["message"].clone();
    assert_eq!(edited["mentions"]["room"], false);
    assert_eq!(mentions_of(&server, &cara).await, json!([]));
}

#[tokio::test]
async fn a_quotation_calls_nobody_again() {
    let (server, [ana, _, cara], room) = town().await;
    let body = json!({"text": "> @cara and @room, lunch?\n\nYes", "client_key": "quote"});
    let quoted = server.post(&format!("/rooms/{room}/messages"), &ana, body).await.created()["message"].clone();
    assert_eq!(quoted["mentions"], json!({"users": [], "room": false, "here": []}));
    assert_eq!(mentions_of(&server, &cara).await, json!([]));
}

#[tokio::test]
async fn a_guest_learns_by_mentioning_neither_of_people_nor_of_rooms_elsewhere() {
    let (server, [ana, ben, cara], room) = town().await;
    server.register("dan").await;
    server.room(&ana, "public", "elsewhere").await;
    let guest = server.set_role(&ben, WorkspaceRole::Guest).await;
    let said = server.say(&guest, &room, "@cara @dan @nobody #elsewhere #nowhere").await;
    assert_eq!(said["mentions"]["users"], json!([cara.id]));
    let document = said["document"].to_string();
    assert!(document.contains("@dan @nobody #elsewhere #nowhere"), "{document}");
}

#[tokio::test]
async fn one_message_names_at_most_fifty_users() {
    let (server, [ana, ..], room) = town().await;
    let mut names = String::new();
    for number in 0..51 {
        server.register(&format!("p{number}")).await;
        names.push_str(&format!("@p{number} "));
    }
    let message = server.say(&ana, &room, &names).await;
    assert_eq!(message["mentions"]["users"].as_array().unwrap().len(), 50);
}
