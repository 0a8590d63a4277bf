//! Finding users, and one's own profile.

use serde_json::{Value, json};
use wire::users::WorkspaceRole;

use crate::harness::{Server, Socket};

fn names(page: &Value) -> Vec<&str> {
    page["users"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn users_are_listed_by_name_page_by_page() {
    let (server, ana) = Server::start().await;
    for name in ["dan", "ben", "cara"] {
        server.register(name).await;
    }
    let first = server.get("/users?limit=3", &ana).await.ok();
    assert_eq!(names(&first), ["ana", "ben", "cara"]);
    let next = first["next"].as_str().unwrap();
    let last = server.get(&format!("/users?limit=3&cursor={next}"), &ana).await.ok();
    assert_eq!((names(&last), &last["next"]), (vec!["dan"], &Value::Null));
}

#[tokio::test]
async fn a_search_finds_parts_of_both_names_and_takes_every_character_for_itself() {
    let (server, ana) = Server::start().await;
    for (username, shown) in [("ben_x", "Ben Öz"), ("benx", "100 % Ben"), ("cara", "Cara")] {
        let body = json!({"username": username, "display_name": shown, "password": "long enough"});
        server.post("/users", None, body).await.created();
    }
    let found = |query: &'static str| {
        let (server, ana) = (&server, &ana);
        async move { server.get(&format!("/users?query={query}"), ana).await.ok() }
    };
    assert_eq!(names(&found("BEN").await), ["ben_x", "benx"]);
    assert_eq!(names(&found("%C3%96z").await), ["ben_x"]);
    assert_eq!(names(&found("_").await), ["ben_x"], "an underscore is no wildcard");
    assert_eq!(names(&found("%25").await), ["benx"], "a percent sign is no wildcard");
    assert_eq!(names(&found("%5C").await), [""; 0], "a backslash escapes nothing");
    assert_eq!(names(&found("nobody").await), [""; 0]);
}

#[tokio::test]
async fn users_are_found_by_id_and_absent_ids_are_left_out() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let absent = "0195f3a0-0000-7000-8000-00000000dead";
    let page = server.get(&format!("/users?ids={},{absent},{}", ben.id, ana.id), &ana).await.ok();
    let mut found = names(&page);
    found.sort_unstable();
    assert_eq!(found, ["ana", "ben"]);
    assert_eq!(names(&server.get("/users?ids=", &ana).await.ok()), [""; 0]);
}

#[tokio::test]
async fn two_hundred_ids_can_be_asked_for_and_no_more() {
    let (server, ana) = Server::start().await;
    let ids = vec![ana.id.as_str(); 200].join(",");
    server.get(&format!("/users?ids={ids}"), &ana).await.ok();
    assert_eq!(server.get(&format!("/users?ids={ids},{}", ana.id), &ana).await.wrong_fields(), ["ids"]);
}

#[tokio::test]
async fn a_guest_sees_only_the_people_they_share_a_room_with() {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let guest = server.set_role(&ben, WorkspaceRole::Guest).await;
    assert_eq!(names(&server.get("/users", &guest).await.ok()), ["ben"]);
    let room = server.room(&ana, "private", "with a guest").await;
    server.post(&format!("/rooms/{room}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    assert_eq!(names(&server.get("/users", &guest).await.ok()), ["ana", "ben"]);
    let by_ids = server.get(&format!("/users?ids={},{}", ana.id, cara.id), &guest).await.ok();
    assert_eq!(names(&by_ids), ["ana"]);
}

#[tokio::test]
async fn a_new_display_name_is_told_to_everybody() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let mut socket = Socket::follow(&server, &ben).await;
    let answer = server.patch("/users/me", &ana, json!({"display_name": " Ana Ø "})).await.ok();
    assert_eq!(answer["user"]["display_name"], "Ana Ø");
    let event = socket.event().await;
    assert_eq!((&event["stream"], &event["event"]["type"]), (&json!("workspace"), &json!("user_updated")));
    assert_eq!(event["event"]["data"], answer["user"]);
    assert_eq!((&event["seq"], &answer["user"]["changed_seq"]), (&answer["as_of"]["seq"], &answer["as_of"]["seq"]));
    assert_eq!(names(&server.get("/users?query=%C3%B8", &ana).await.ok()), ["ana"], "the search follows");
}

#[tokio::test]
async fn an_empty_change_changes_nothing() {
    let (server, ana) = Server::start().await;
    let before = server.get(&format!("/users?ids={}", ana.id), &ana).await.ok();
    server.patch("/users/me", &ana, json!({})).await.ok();
    assert_eq!(server.get(&format!("/users?ids={}", ana.id), &ana).await.ok(), before);
}

#[tokio::test]
async fn nobody_can_change_more_of_themselves_than_their_profile() {
    let (server, _) = Server::start().await;
    let ben = server.register("ben").await;
    for body in
        [json!({"role": "owner"}), json!({"username": "eve"}), json!({"unclaimed": true}), json!({"id": ben.id})]
    {
        assert_eq!(server.patch("/users/me", &ben, body).await.problem(400), "malformed");
    }
    let user = server.get(&format!("/users?ids={}", ben.id), &ben).await.ok()["users"][0].clone();
    assert_eq!((&user["role"], &user["username"]), (&json!("member"), &json!("ben")));
}
