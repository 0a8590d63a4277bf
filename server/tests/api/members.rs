//! Members: invite, remove, give roles, leave.

use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn the_only_owner_stays_until_there_is_another() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ben, "private", "plans").await;
    let members = format!("/rooms/{room}/members");
    let invited = server.post(&members, &ben, json!({"users": [ana.id, ana.id]})).await.ok();
    assert_eq!(invited["member_count"], 2);
    assert_eq!(server.post(&format!("/rooms/{room}/leave"), &ben, json!({})).await.problem(409), "conflict");
    let own = format!("{members}/{}", ben.id);
    assert_eq!(server.patch(&own, &ben, json!({"role": "member"})).await.problem(409), "conflict");
    server.patch(&format!("{members}/{}", ana.id), &ben, json!({"role": "owner"})).await.ok();
    server.post(&format!("/rooms/{room}/leave"), &ben, json!({})).await.expect(204);
    assert_eq!(server.get(&format!("/rooms/{room}"), &ben).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_moderator_keeps_order_but_does_not_touch_owners() {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let room = server.room(&ana, "private", "plans").await;
    let members = format!("/rooms/{room}/members");
    server.post(&members, &ana, json!({"users": [ben.id, cara.id]})).await.ok();
    let remove_cara = format!("{members}/{}", cara.id);
    assert_eq!(server.delete(&remove_cara, &ben).await.problem(403), "forbidden", "a member removes nobody");
    server.patch(&format!("{members}/{}", ben.id), &ana, json!({"role": "moderator"})).await.ok();
    assert_eq!(server.delete(&format!("{members}/{}", ana.id), &ben).await.problem(403), "forbidden");
    assert_eq!(server.patch(&remove_cara, &ben, json!({"role": "owner"})).await.problem(403), "forbidden");
    assert_eq!(server.delete(&remove_cara, &ben).await.ok()["member_count"], 2);
    assert_eq!(server.delete(&remove_cara, &ben).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_reader_reads_and_says_nothing() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "announcements").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    server.patch(&format!("/rooms/{room}/members/{}", ben.id), &ana, json!({"role": "reader"})).await.ok();
    let said = server.post(&format!("/rooms/{room}/messages"), &ben, json!({"text": "hi", "client_key": "k"})).await;
    assert_eq!(said.problem(403), "forbidden");
    let entry = server.get("/bootstrap", &ben).await.ok()["rooms"][0].clone();
    assert_eq!(entry["abilities"], json!(["read", "leave", "react", "edit_own", "delete_own"]));
}

#[tokio::test]
async fn members_are_listed_page_by_page() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let mut people = vec![ana.id.clone()];
    for name in ["ben", "cara", "dan", "eve"] {
        let person = server.register(name).await;
        server.post(&format!("/rooms/{room}/join"), &person, json!({})).await.ok();
        people.push(person.id);
    }
    let mut seen = Vec::new();
    let mut path = format!("/rooms/{room}/members?limit=2");
    loop {
        let page = server.get(&path, &ana).await.ok();
        seen.extend(page["members"].as_array().unwrap().iter().map(|m| m["user"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/rooms/{room}/members?limit=2&cursor={next}");
    }
    people.sort();
    assert_eq!(seen, people);
}

#[tokio::test]
async fn a_removed_member_loses_history_and_rejoining_brings_it_back() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "private", "plans").await;
    let members = format!("/rooms/{room}/members");
    server.say(&ana, &room, "before ben").await;
    server.post(&members, &ana, json!({"users": [ben.id]})).await.ok();
    server.delete(&format!("{members}/{}", ben.id), &ana).await.ok();
    server.say(&ana, &room, "between").await;
    assert_eq!(server.get(&format!("/rooms/{room}/messages"), &ben).await.problem(404), "not_found");
    server.post(&members, &ana, json!({"users": [ben.id]})).await.ok();
    let page = server.get(&format!("/rooms/{room}/messages"), &ben).await.ok();
    assert_eq!(page["messages"].as_array().unwrap().len(), 2, "a member sees the whole history");
    assert_eq!(server.get("/bootstrap", &ben).await.ok()["rooms"][0]["mark"], 2, "joining reads nothing back to them");
}
