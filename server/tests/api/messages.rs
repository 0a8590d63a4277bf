//! Sending and reading messages.

use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn a_message_is_sent_once_however_often_it_is_tried() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let path = format!("/rooms/{room}/messages");
    let body = json!({"text": "hello", "client_key": "k1"});
    let first = server.post(&path, &ana, body.clone()).await.created();
    let second = server.post(&path, &ana, body).await.ok();
    assert_eq!(first["message"], second["message"]);
    let page = server.get(&path, &ana).await.ok();
    assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    assert_eq!(page["messages"][0]["position"], 1);
    let reused = server.post(&path, &ana, json!({"text": "other", "client_key": "k1"})).await;
    assert_eq!(reused.problem(422), "key_reused");
}

#[tokio::test]
async fn pages_walk_through_the_whole_history_both_ways() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    for number in 1..=25 {
        server.say(&ana, &room, &format!("message {number}")).await;
    }
    let path = format!("/rooms/{room}/messages?limit=10");
    let positions = |page: &serde_json::Value| -> Vec<i64> {
        page["messages"].as_array().unwrap().iter().map(|m| m["position"].as_i64().unwrap()).collect()
    };
    let newest = server.get(&path, &ana).await.ok();
    assert_eq!(positions(&newest), (16..=25).collect::<Vec<_>>());
    assert!(newest["newer"].is_null());
    let older = server.get(&format!("{path}&before={}", newest["older"].as_str().unwrap()), &ana).await.ok();
    assert_eq!(positions(&older), (6..=15).collect::<Vec<_>>());
    let oldest = server.get(&format!("{path}&before={}", older["older"].as_str().unwrap()), &ana).await.ok();
    assert_eq!(positions(&oldest), (1..=5).collect::<Vec<_>>());
    assert!(oldest["older"].is_null());
    let newer = server.get(&format!("{path}&after={}", oldest["newer"].as_str().unwrap()), &ana).await.ok();
    assert_eq!(positions(&newer), (6..=15).collect::<Vec<_>>());
    let middle = server.get(&format!("{path}&position=12"), &ana).await.ok();
    assert_eq!(positions(&middle), (8..=17).collect::<Vec<_>>());
    let around = format!("{path}&around={}", middle["messages"][0]["id"].as_str().unwrap());
    assert_eq!(positions(&server.get(&around, &ana).await.ok()), (4..=13).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_mention_counts_for_whom_it_names_until_they_read() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    server.say(&ana, &room, "nobody").await;
    let message = server.say(&ana, &room, "@ben and `@ana`").await;
    assert_eq!(message["mentions"]["users"], json!([ben.id]));
    server.say(&ana, &room, "@room all of you").await;
    let entry = server.get("/bootstrap", &ben).await.ok()["rooms"][0].clone();
    assert_eq!((entry["mark"].clone(), entry["mentions"].clone()), (json!(0), json!([2, 3])));
    let mark = server.put(&format!("/rooms/{room}/read-mark"), &ben, json!({"position": 2})).await.ok();
    assert_eq!(mark["position"], 2);
    let entry = server.get("/bootstrap", &ben).await.ok()["rooms"][0].clone();
    assert_eq!((entry["mark"].clone(), entry["mentions"].clone()), (json!(2), json!([3])));
    let back = server.put(&format!("/rooms/{room}/read-mark"), &ben, json!({"position": 1})).await.ok();
    assert_eq!(back["position"], 2, "a mark never moves backwards");
}
