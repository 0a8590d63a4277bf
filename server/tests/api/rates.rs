//! Rate limits: by account, by network address, and what the answers say about them.

use axum::body::Body;
use axum::http::Request;
use relaydesk::app::Facts;
use relaydesk::config::network::Network;
use relaydesk::config::setting::Setting as _;
use serde_json::{Value, json};

use crate::harness::{Answer, Server};

async fn limited() -> Server {
    Server::with(Facts::default()).await
}

fn wrong(login: &str) -> Value {
    json!({"login": login, "password": "not the password"})
}

async fn from(server: &Server, address: &str, path: &str, body: &Value) -> Answer {
    let request = Request::post(format!("/api/v1{path}")).header("content-type", "application/json");
    server.send(request.header("x-forwarded-for", address).body(Body::from(body.to_string())).unwrap()).await
}

/// Tries until refused; answers how often it was let in, and the refusal.
async fn until_refused(server: &Server, path: &str, body: impl Fn(usize) -> Value) -> (usize, Answer) {
    for count in 0..200 {
        let answer = server.post(path, None, body(count)).await;
        if answer.status == 429 {
            return (count, answer);
        }
    }
    panic!("nobody limits {path}");
}

#[tokio::test]
async fn passwords_of_one_account_can_be_guessed_ten_times() {
    let server = limited().await;
    server.set_up("ana").await;
    let (count, refused) = until_refused(&server, "/sessions", |_| wrong("ana")).await;
    assert_eq!((count, refused.problem(429).as_str()), (10, "rate_limited"));
    let wait_ms = refused.expect(429)["retry_after_ms"].as_i64().unwrap();
    let seconds: i64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!((wait_ms, seconds), (30_000, 30));
    assert_eq!(refused.headers["ratelimit-policy"], "\"sign-in-account\";q=10;w=300");
    assert_eq!(refused.headers["ratelimit"], "\"sign-in-account\";r=0;t=30");
    let right = json!({"login": "ana", "password": "ana's password"});
    assert_eq!(server.post("/sessions", None, right.clone()).await.problem(429), "rate_limited", "even the right one");
    server.clock.advance(seconds);
    server.post("/sessions", None, right).await.created();
}

#[tokio::test]
async fn one_address_can_guess_thirty_times_over_all_accounts() {
    let server = limited().await;
    server.set_up("ana").await;
    let (count, refused) = until_refused(&server, "/sessions", |count| wrong(&format!("user{count}"))).await;
    assert_eq!((count, refused.problem(429).as_str()), (30, "rate_limited"));
}

#[tokio::test]
async fn an_address_that_anybody_could_have_written_does_not_dodge_the_limit() {
    let server = limited().await;
    server.set_up("ana").await;
    for count in 0..30 {
        let answer = from(&server, &format!("198.51.100.{count}"), "/sessions", &wrong(&format!("user{count}"))).await;
        assert_eq!(answer.problem(401), "wrong_credentials");
    }
    assert_eq!(from(&server, "198.51.100.99", "/sessions", &wrong("another")).await.problem(429), "rate_limited");
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_is_counted_for_itself_and_ipv6_by_its_network() {
    let trusted_proxies = vec![Network::from_text("203.0.113.9").unwrap()];
    let server = Server::with(Facts { trusted_proxies, ..Facts::default() }).await;
    server.set_up("ana").await;
    for count in 0..30 {
        let address = format!("2001:db8:0:1::{count:x}");
        assert_eq!(
            from(&server, &address, "/sessions", &wrong(&format!("user{count}"))).await.problem(401),
            "wrong_credentials"
        );
    }
    let neighbour = from(&server, "2001:db8:0:1:ffff::1", "/sessions", &wrong("another")).await;
    assert_eq!(neighbour.problem(429), "rate_limited");
    let other = from(&server, "2001:db8:0:2::1", "/sessions", &wrong("another")).await;
    assert_eq!(other.problem(401), "wrong_credentials");
}

#[tokio::test]
async fn registrations_and_claims_of_one_address_are_limited() {
    let server = limited().await;
    server.set_up("ana").await;
    let new = |count: usize| json!({"username": format!("user{count}"), "password": "short"});
    let (count, refused) = until_refused(&server, "/users", new).await;
    assert_eq!((count, refused.problem(429).as_str()), (60, "rate_limited"));
    let (count, refused) = until_refused(&server, "/claims/check", |_| json!({"token": "guess"})).await;
    assert_eq!((count, refused.problem(429).as_str()), (20, "rate_limited"));
}

#[tokio::test]
async fn a_sender_is_told_how_much_is_left() {
    let server = limited().await;
    let ana = server.set_up("ana").await;
    let room = server.room(&ana, "public", "general").await;
    let mut left = Vec::new();
    for count in 0..20 {
        let body = json!({"text": "hello", "client_key": format!("k{count}")});
        let answer = server.post(&format!("/rooms/{room}/messages"), &ana, body).await;
        answer.created();
        left.push(answer.headers["ratelimit"].to_str().unwrap().to_owned());
    }
    assert_eq!((left[0].as_str(), left[19].as_str()), ("\"send\";r=19", "\"send\";r=0"));
    let body = json!({"text": "hello", "client_key": "one too many"});
    let refused = server.post(&format!("/rooms/{room}/messages"), &ana, body.clone()).await;
    assert_eq!(refused.problem(429), "rate_limited");
    server.clock.advance(1);
    server.post(&format!("/rooms/{room}/messages"), &ana, body).await.created();
}
