//! The first owner, and registration.

use serde_json::{Value, json};

use crate::harness::{Person, Server};

fn owner(name: &str) -> Value {
    json!({"name": "Northwind", "owner": {"username": name, "password": "long enough"}, "sign_up": "open"})
}

#[tokio::test]
async fn a_fresh_server_says_that_it_needs_an_owner_and_registers_nobody() {
    let server = Server::bare().await;
    let workspace = server.get("/workspace", None).await.ok();
    assert_eq!((&workspace["needs_setup"], &workspace["name"]), (&json!(true), &json!("RelayDesk")));
    let early = server.post("/users", None, json!({"username": "eve", "password": "long enough"})).await;
    assert_eq!(early.problem(403), "sign_up_closed");
}

#[tokio::test]
async fn the_first_person_becomes_the_owner_and_is_signed_in() {
    let server = Server::bare().await;
    let answer = server.post("/setup", None, owner("Ana")).await;
    let signed_in = answer.created();
    assert_eq!((&signed_in["user"]["role"], &signed_in["user"]["username"]), (&json!("owner"), &json!("ana")));
    assert!(answer.cookie().starts_with("__Host-relaydesk="));
    let ana = Person::of(&signed_in);
    assert_eq!(server.get("/bootstrap", &ana).await.ok()["user"]["id"], ana.id);
    let workspace = server.get("/workspace", None).await.ok();
    assert_eq!((&workspace["needs_setup"], &workspace["name"]), (&json!(false), &json!("Northwind")));
}

#[tokio::test]
async fn set_up_works_once_even_when_two_try_at_the_same_moment() {
    let server = Server::bare().await;
    let (first, second) =
        tokio::join!(server.post("/setup", None, owner("ana")), server.post("/setup", None, owner("eve")));
    let (won, lost) = if first.status == 201 { (first, second) } else { (second, first) };
    won.created();
    assert_eq!(lost.problem(409), "already_set_up");
    assert_eq!(server.post("/setup", None, owner("ben")).await.problem(409), "already_set_up");
    let ana = Person::of(&won.created());
    assert_eq!(server.get("/users", &ana).await.ok()["users"].as_array().unwrap().len(), 1, "the loser left nothing");
}

#[tokio::test]
async fn who_registers_is_a_member_and_signed_in() {
    let (server, _) = Server::start().await;
    let body =
        json!({"username": "Ben", "password": "long enough", "display_name": " Ben Õ ", "email": "Ben@Example.ORG"});
    let answer = server.post("/users", None, body).await;
    let signed_in = answer.created();
    assert_eq!(signed_in["user"]["username"], "ben");
    assert_eq!(signed_in["user"]["display_name"], "Ben Õ");
    assert_eq!(signed_in["user"]["role"], "member");
    assert!(!answer.text.contains("xample"), "a mail address is nobody else's business");
    let ben = Person::of(&signed_in);
    assert_eq!(server.get("/sessions", &ben).await.ok()["sessions"][0]["id"], ben.session);
}

#[tokio::test]
async fn a_name_or_an_address_belongs_to_one_account() {
    let (server, _) = Server::start().await;
    let new = |name: &str, email: &str| json!({"username": name, "password": "long enough", "email": email});
    server.post("/users", None, new("ben", "ben@example.org")).await.created();
    assert_eq!(server.post("/users", None, new("BEN", "other@example.org")).await.problem(409), "name_taken");
    assert_eq!(server.post("/users", None, new("benno", "BEN@example.org")).await.wrong_fields(), ["email"]);
}

#[tokio::test]
async fn two_who_want_one_name_at_the_same_moment_get_it_once() {
    let (server, _) = Server::start().await;
    let new = || json!({"username": "ben", "password": "long enough"});
    let (first, second) = tokio::join!(server.post("/users", None, new()), server.post("/users", None, new()));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn where_sign_up_is_closed_nobody_registers() {
    let server = Server::bare().await;
    let mut body = owner("ana");
    body["sign_up"] = json!("closed");
    server.post("/setup", None, body).await.created();
    let answer = server.post("/users", None, json!({"username": "ben", "password": "long enough"})).await;
    assert_eq!(answer.problem(403), "sign_up_closed");
}

#[tokio::test]
async fn names_passwords_and_addresses_out_of_their_limits_are_named() {
    let (server, ana) = Server::start().await;
    let wrong = [
        ("username", json!({"username": "", "password": "long enough"})),
        ("username", json!({"username": "a b", "password": "long enough"})),
        ("username", json!({"username": "-ben", "password": "long enough"})),
        ("username", json!({"username": "bén", "password": "long enough"})),
        ("username", json!({"username": "everyone", "password": "long enough"})),
        ("username", json!({"username": "b".repeat(33), "password": "long enough"})),
        ("password", json!({"username": "ben", "password": "sevench"})),
        ("password", json!({"username": "ben", "password": " ".repeat(8)})),
        ("password", json!({"username": "ben", "password": "p".repeat(257)})),
        ("display_name", json!({"username": "ben", "password": "long enough", "display_name": " "})),
        ("display_name", json!({"username": "ben", "password": "long enough", "display_name": "B\u{1b}[2J"})),
        ("display_name", json!({"username": "ben", "password": "long enough", "display_name": "B\u{202e}nimda"})),
        ("display_name", json!({"username": "ben", "password": "long enough", "display_name": "b".repeat(65)})),
        ("email", json!({"username": "ben", "password": "long enough", "email": "nowhere"})),
        ("email", json!({"username": "ben", "password": "long enough", "email": "a\u{0}@example.org"})),
    ];
    for (field, body) in wrong {
        assert_eq!(server.post("/users", None, body.clone()).await.wrong_fields(), [field], "{body}");
    }
    let limits = json!({"username": "b".repeat(32), "password": "p".repeat(256), "display_name": "Ö".repeat(64)});
    server.post("/users", None, limits).await.created();
    assert_eq!(server.get("/users", &ana).await.ok()["users"].as_array().unwrap().len(), 2, "only the last came in");
}
