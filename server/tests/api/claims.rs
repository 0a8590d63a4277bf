//! Claim links: people who came with an import take their accounts over.

use serde_json::json;
use wire::users::WorkspaceRole;

use crate::harness::{Person, Server};

/// A link for an account; answers the secret in its fragment.
async fn link(server: &Server, admin: &Person, user: &str) -> String {
    let answer = server.post(&format!("/users/{user}/claim-links"), admin, json!({})).await.created();
    let url = answer["url"].as_str().unwrap();
    url.strip_prefix("http://localhost:8080/claim#").unwrap().to_owned()
}

#[tokio::test]
async fn a_person_takes_over_their_imported_account() {
    let (server, ana) = Server::start().await;
    let cara = server.import("cara").await;
    let token = link(&server, &ana, &cara).await;
    let greeted = server.post("/claims/check", None, json!({"token": token})).await.ok();
    assert_eq!(greeted, json!({"username": "cara", "display_name": "cara of old"}));
    let answer = server.post("/claims", None, json!({"token": token, "password": "cara's password"})).await;
    let signed_in = answer.created();
    assert_eq!((&signed_in["user"]["id"], &signed_in["user"]["unclaimed"]), (&json!(cara), &json!(false)));
    assert!(answer.cookie().starts_with("__Host-relaydesk="));
    server.get("/bootstrap", &Person::of(&signed_in)).await.ok();
    server.sign_in("cara").await;
}

#[tokio::test]
async fn a_link_works_once() {
    let (server, ana) = Server::start().await;
    let cara = server.import("cara").await;
    let token = link(&server, &ana, &cara).await;
    let claim = || server.post("/claims", None, json!({"token": token, "password": "long enough"}));
    let (first, second) = tokio::join!(claim(), claim());
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404]);
    assert_eq!(server.post("/claims/check", None, json!({"token": token})).await.problem(404), "not_found");
    let again = server.post(&format!("/users/{cara}/claim-links"), &ana, json!({})).await;
    assert_eq!(again.problem(409), "conflict");
}

#[tokio::test]
async fn a_new_link_voids_the_one_before() {
    let (server, ana) = Server::start().await;
    let cara = server.import("cara").await;
    let (old, new) = (link(&server, &ana, &cara).await, link(&server, &ana, &cara).await);
    assert_eq!(server.post("/claims/check", None, json!({"token": old})).await.problem(404), "not_found");
    server.post("/claims/check", None, json!({"token": new})).await.ok();
}

#[tokio::test]
async fn a_link_is_good_for_seven_days() {
    let (server, ana) = Server::start().await;
    let cara = server.import("cara").await;
    let token = link(&server, &ana, &cara).await;
    server.clock.advance(7 * 24 * 3600 - 1);
    server.post("/claims/check", None, json!({"token": token})).await.ok();
    server.clock.advance(1);
    assert_eq!(server.post("/claims/check", None, json!({"token": token})).await.problem(404), "not_found");
    let late = server.post("/claims", None, json!({"token": token, "password": "long enough"})).await;
    assert_eq!(late.problem(404), "not_found");
}

#[tokio::test]
async fn only_admins_hand_out_links_and_only_for_accounts_that_wait() {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.import("cara").await);
    let path = format!("/users/{cara}/claim-links");
    assert_eq!(server.post(&path, &ben, json!({})).await.problem(403), "forbidden");
    let admin = server.set_role(&ben, WorkspaceRole::Admin).await;
    server.post(&path, &admin, json!({})).await.created();
    let own = server.post(&format!("/users/{}/claim-links", ana.id), &admin, json!({})).await;
    assert_eq!(own.problem(409), "conflict", "an admin must not take over an owner");
    let absent = server.post("/users/0195f3a0-0000-7000-8000-00000000dead/claim-links", &ana, json!({})).await;
    assert_eq!(absent.problem(404), "not_found");
}

#[tokio::test]
async fn a_short_password_leaves_the_link_good() {
    let (server, ana) = Server::start().await;
    let cara = server.import("cara").await;
    let token = link(&server, &ana, &cara).await;
    let weak = server.post("/claims", None, json!({"token": token, "password": "short"})).await;
    assert_eq!(weak.wrong_fields(), ["password"]);
    server.post("/claims", None, json!({"token": token, "password": "long enough"})).await.created();
}

#[tokio::test]
async fn guessed_links_are_for_nothing() {
    let (server, _) = Server::start().await;
    for token in ["", "guess", "\u{0}", &"x".repeat(100_000)] {
        assert_eq!(server.post("/claims/check", None, json!({"token": token})).await.problem(404), "not_found");
        let claim = server.post("/claims", None, json!({"token": token, "password": "long enough"})).await;
        assert_eq!(claim.problem(404), "not_found");
    }
}
