//! Changing the text of messages, and what they said before.

use serde_json::{Value, json};

use crate::harness::{Person, Server};

/// ana, the owner, and ben in a public room with a message of ben's.
async fn said(text: &str) -> (Server, [Person; 2], String, Value) {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    let message = server.say(&ben, &room, text).await;
    (server, [ana, ben], room, message)
}

fn at(message: &Value) -> String {
    format!("/messages/{}", message["id"].as_str().unwrap())
}

fn texts(versions: &Value) -> Vec<(i64, &str)> {
    let versions = versions["versions"].as_array().unwrap();
    versions.iter().map(|one| (one["number"].as_i64().unwrap(), one["text"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn an_author_changes_the_text_and_every_version_is_kept_with_its_time() {
    let (server, [ana, ben], room, message) = said("frist").await;
    assert_eq!(message["edited_at"], Value::Null);
    server.clock.advance(60);
    let edited = server.patch(&at(&message), &ben, json!({"text": "first"})).await.ok()["message"].clone();
    server.clock.advance(60);
    let edited_again = server.patch(&at(&message), &ben, json!({"text": "**first**!"})).await.ok()["message"].clone();
    assert_eq!((edited["text"].as_str(), edited["edited_at"].as_str()), (Some("first"), Some("2026-03-01T09:01:00Z")));
    assert_eq!(edited_again["document"]["blocks"][0]["type"], "paragraph");
    assert!(edited["changed_seq"].as_i64() > message["changed_seq"].as_i64());
    assert_eq!(edited_again["created_at"], message["created_at"]);
    let page = server.get(&format!("/rooms/{room}/messages"), &ana).await.ok();
    assert_eq!(page["messages"][0], edited_again);

    let versions = server.get(&format!("{}/versions", at(&message)), &ana).await.ok();
    assert_eq!(texts(&versions), [(3, "**first**!"), (2, "first"), (1, "frist")]);
    let times: Vec<_> = versions["versions"].as_array().unwrap().iter().map(|one| one["created_at"].clone()).collect();
    assert_eq!(times, ["2026-03-01T09:02:00Z", "2026-03-01T09:01:00Z", "2026-03-01T09:00:00Z"]);
}

#[tokio::test]
async fn the_same_text_again_changes_nothing() {
    let (server, [_, ben], _, message) = said("as it is").await;
    let before = server.get(&at(&message), &ben).await.ok();
    for text in ["as it is", "as it is \r\n"] {
        let answer = server.patch(&at(&message), &ben, json!({"text": text})).await.ok();
        assert_eq!(answer, before, "an edit without a change told the room");
    }
    let versions = server.get(&format!("{}/versions", at(&message)), &ben).await.ok();
    assert_eq!(texts(&versions), [(1, "as it is")]);
}

#[tokio::test]
async fn only_its_author_changes_a_text_and_only_as_a_member() {
    let (server, [ana, ben], room, message) = said("mine").await;
    let text = json!({"text": "yours"});
    assert_eq!(server.patch(&at(&message), &ana, text.clone()).await.problem(403), "forbidden");
    server.post(&format!("/rooms/{room}/leave"), &ben, json!({})).await.expect(204);
    assert_eq!(server.patch(&at(&message), &ben, text).await.problem(403), "forbidden");
    assert_eq!(server.get(&at(&message), &ana).await.ok()["message"]["text"], "mine");
}

#[tokio::test]
async fn a_text_has_the_limits_of_a_new_message() {
    let (server, [_, ben], _, message) = said("something").await;
    for text in ["", " \n", &"x".repeat(16_385), "nul \0"] {
        let answer = server.patch(&at(&message), &ben, json!({"text": text})).await;
        assert_eq!(answer.wrong_fields(), ["text"], "{text:.9?}");
    }
    server.patch(&at(&message), &ben, json!({"text": "x".repeat(16_384)})).await.ok();
}

#[tokio::test]
async fn mentions_follow_the_text() {
    let (server, [ana, ben], room, message) = said("@ana look").await;
    let mentions = async || server.get("/bootstrap", &ana).await.ok()["rooms"][0]["mentions"].clone();
    assert_eq!(mentions().await, json!([1]));
    server.patch(&at(&message), &ben, json!({"text": "look"})).await.ok();
    assert_eq!(mentions().await, json!([]), "the mention that was taken away still counts");
    for round in 0..3 {
        server.patch(&at(&message), &ben, json!({"text": format!("@ana look, {round}")})).await.ok();
    }
    assert_eq!(mentions().await, json!([1]), "a message counts once however often it was changed");
    server.put(&format!("/rooms/{room}/read-mark"), &ana, json!({"position": 1})).await.ok();
    assert_eq!(mentions().await, json!([]));
}

#[tokio::test]
async fn the_workspace_says_how_long_a_text_may_be_changed() {
    let (server, [ana, ben], room, message) = said("first").await;
    let limit = async |limit: Value| server.patch("/workspace", &ana, json!({"edit_limit": limit})).await.ok();
    let edit = async |text: &str| server.patch(&at(&message), &ben, json!({"text": text})).await;
    limit(json!({"type": "minutes", "data": 5})).await;
    server.clock.advance(5 * 60 - 1);
    edit("just in time").await.ok();
    server.clock.advance(1);
    assert_eq!(edit("too late").await.problem(403), "forbidden");
    limit(json!({"type": "never"})).await;
    let fresh = server.say(&ben, &room, "fresh").await;
    assert_eq!(server.patch(&at(&fresh), &ben, json!({"text": "no"})).await.problem(403), "forbidden");
    limit(json!({"type": "none"})).await;
    server.clock.advance(4 * 60);
    edit("for ever").await.ok();
}

#[tokio::test]
async fn earlier_texts_are_shown_to_others_when_the_workspace_says_so() {
    let (server, [ana, ben], _, message) = said("secret").await;
    server.patch(&at(&message), &ben, json!({"text": "nothing"})).await.ok();
    let versions = format!("{}/versions", at(&message));
    assert_eq!(texts(&server.get(&versions, &ana).await.ok()).len(), 2);
    server.patch("/workspace", &ana, json!({"show_versions": false})).await.ok();
    assert_eq!(server.get(&versions, &ana).await.problem(403), "forbidden");
    assert_eq!(texts(&server.get(&versions, &ben).await.ok()), [(2, "nothing"), (1, "secret")]);
}
