//! Signing in, the cookie, access tokens, signing out.

use axum::body::Body;
use axum::http::Request;
use relaydesk::app::Facts;
use serde_json::{Value, json};
use wire::time::Timestamp;

use crate::harness::server::START;
use crate::harness::{Answer, Person, Server};

const DAY: i64 = 24 * 3600;

/// Asks for something with a cookie and more headers, as a browser does.
async fn browse(server: &Server, (method, path): (&str, &str), headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.send(request.body(Body::empty()).unwrap()).await
}

async fn mint(server: &Server, cookie: &str) -> Answer {
    let own = [("cookie", cookie), ("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")];
    browse(server, ("POST", "/access-tokens"), &own).await
}

fn credentials(login: &str, password: &str) -> Value {
    json!({"login": login, "password": password})
}

async fn sign_in(server: &Server, name: &str) -> Answer {
    server.post("/sessions", None, credentials(name, &format!("{name}'s password"))).await
}

#[tokio::test]
async fn each_sign_in_is_a_session_of_its_own() {
    let (server, ana) = Server::start().await;
    let answer = sign_in(&server, "ana").await;
    let again = Person::of(&answer.created());
    assert_eq!(again.id, ana.id);
    assert_ne!(again.session, ana.session);
    let line = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["__Host-relaydesk=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!answer.text.contains(answer.cookie().split('=').nth(1).unwrap()), "the secret is in the cookie alone");
}

#[tokio::test]
async fn a_login_is_a_user_name_or_a_mail_address_in_any_case() {
    let (server, _) = Server::start().await;
    let body = json!({"username": "ben", "password": "ben's password", "email": "Ben@example.org"});
    server.post("/users", None, body).await.created();
    for login in ["ben", " BEN ", "ben@EXAMPLE.org"] {
        server.post("/sessions", None, credentials(login, "ben's password")).await.created();
    }
}

#[tokio::test]
async fn wrong_passwords_unknown_names_and_shut_accounts_are_answered_alike() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    server.import("cara").await;
    server.deactivate(&ben).await;
    let mut said = Vec::new();
    for (login, password) in
        [("ana", "ben's password"), ("nobody", "ana's password"), ("ben", "ben's password"), ("cara", "")]
    {
        let answer = server.post("/sessions", None, credentials(login, password)).await;
        assert_eq!(answer.problem(401), "wrong_credentials", "{login}");
        assert!(!answer.headers.contains_key("set-cookie"));
        let mut problem: Value = serde_json::from_str(&answer.text).unwrap();
        problem.as_object_mut().unwrap().remove("request_id");
        said.push(problem);
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(server.get("/sessions", &ana).await.ok()["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_cookie_mints_access_tokens_for_its_session() {
    let (server, ana) = Server::start().await;
    let signed_in = sign_in(&server, "ana").await;
    let minted = Person::of(&mint(&server, &signed_in.cookie()).await.ok());
    assert_eq!((&minted.id, &minted.session), (&ana.id, &Person::of(&signed_in.created()).session));
    server.get("/bootstrap", &minted).await.ok();
}

#[tokio::test]
async fn the_cookie_alone_opens_nothing_else() {
    let (server, _) = Server::start().await;
    let cookie = sign_in(&server, "ana").await.cookie();
    let answer = browse(&server, ("GET", "/bootstrap"), &[("cookie", &cookie)]).await;
    assert_eq!(answer.problem(401), "not_signed_in");
}

#[tokio::test]
async fn a_page_of_another_site_can_use_nobodys_cookie() {
    let (server, _) = Server::start().await;
    let cookie = sign_in(&server, "ana").await.cookie();
    let foreign: [&[(&str, &str)]; 4] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-site")],
    ];
    for headers in foreign {
        for operation in [("POST", "/access-tokens"), ("DELETE", "/sessions/current")] {
            let with_cookie: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
            assert_eq!(browse(&server, operation, &with_cookie).await.problem(403), "wrong_origin", "{headers:?}");
        }
        for path in ["/sessions", "/users", "/setup", "/claims"] {
            let answer = browse(&server, ("POST", path), headers).await;
            assert_eq!(answer.problem(403), "wrong_origin", "{path} {headers:?}");
        }
    }
    mint(&server, &cookie).await.ok();
}

#[tokio::test]
async fn cookies_of_nobody_mint_nothing() {
    let (server, _) = Server::start().await;
    for cookie in ["", "x=y", "__Host-relaydesk=", "__Host-relaydesk=forged", "relaydesk=forged", "__Host-relaydesk=é"]
    {
        assert_eq!(mint(&server, cookie).await.problem(401), "not_signed_in", "{cookie}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let (server, ana) = Server::start().await;
    let signed_in = sign_in(&server, "ana").await;
    let (cookie, device) = (signed_in.cookie(), Person::of(&signed_in.created()));
    server.get("/bootstrap", &device).await.ok();
    let out = browse(&server, ("DELETE", "/sessions/current"), &[("cookie", &cookie)]).await;
    out.expect(204);
    let line = out.headers["set-cookie"].to_str().unwrap();
    assert!(line.starts_with("__Host-relaydesk=;") && line.contains("Max-Age=0"), "{line}");
    assert_eq!(server.get("/bootstrap", &device).await.problem(401), "not_signed_in", "at once, on this node");
    assert_eq!(mint(&server, &cookie).await.problem(401), "not_signed_in");
    server.get("/bootstrap", &ana).await.ok();
    browse(&server, ("DELETE", "/sessions/current"), &[("cookie", &cookie)]).await.expect(204);
}

#[tokio::test]
async fn a_program_without_a_cookie_signs_out_with_its_token() {
    let (server, ana) = Server::start().await;
    let device = server.sign_in("ana").await;
    server.delete("/sessions/current", &device).await.expect(204);
    assert_eq!(server.get("/bootstrap", &device).await.problem(401), "not_signed_in");
    server.get("/bootstrap", &ana).await.ok();
    server.delete("/sessions/current", &device).await.expect(204);
}

#[tokio::test]
async fn a_person_sees_and_ends_their_own_sessions_only() {
    let (server, ana) = Server::start().await;
    let (phone, ben) = (server.sign_in("ana").await, server.register("ben").await);
    let list = server.get("/sessions", &ana).await.ok();
    let listed = list["sessions"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    let current: Vec<&Value> = listed.iter().filter(|session| session["current"] == true).collect();
    assert_eq!((current.len(), &current[0]["id"]), (1, &json!(ana.session)));
    assert_eq!(listed[0]["address"], "203.0.113.9");
    assert_eq!(server.delete(&format!("/sessions/{}", ana.session), &ben).await.problem(404), "not_found");
    server.get("/bootstrap", &ana).await.ok();
    server.delete(&format!("/sessions/{}", phone.session), &ana).await.expect(204);
    assert_eq!(server.get("/bootstrap", &phone).await.problem(401), "not_signed_in");
    assert_eq!(server.delete(&format!("/sessions/{}", phone.session), &ana).await.problem(404), "not_found");
}

#[tokio::test]
async fn an_access_token_is_good_for_ten_minutes() {
    let (server, ana) = Server::start().await;
    server.clock.advance(599);
    server.get("/bootstrap", &ana).await.ok();
    server.clock.advance(1);
    assert_eq!(server.get("/bootstrap", &ana).await.problem(401), "not_signed_in");
}

#[tokio::test]
async fn a_session_ends_thirty_days_after_its_last_use() {
    let (server, _) = Server::start().await;
    let cookie = sign_in(&server, "ana").await.cookie();
    server.clock.advance(29 * DAY);
    mint(&server, &cookie).await.ok();
    server.clock.advance(29 * DAY);
    mint(&server, &cookie).await.ok();
    server.clock.advance(30 * DAY);
    assert_eq!(mint(&server, &cookie).await.problem(401), "not_signed_in");
}

#[tokio::test]
async fn a_session_ends_ninety_days_after_its_start_however_often_it_is_used() {
    let (server, _) = Server::start().await;
    let cookie = sign_in(&server, "ana").await.cookie();
    for _ in 0..4 {
        server.clock.advance(20 * DAY);
        mint(&server, &cookie).await.ok();
    }
    server.clock.advance(10 * DAY);
    assert_eq!(mint(&server, &cookie).await.problem(401), "not_signed_in");
    let ana = server.sign_in("ana").await;
    let list = server.get("/sessions", &ana).await.ok();
    assert_eq!(list["sessions"].as_array().unwrap().len(), 1, "sessions that are over are not shown: {list}");
}

#[tokio::test]
async fn the_fifty_first_session_ends_the_one_used_longest_ago() {
    let (server, first) = Server::start().await;
    server.get("/bootstrap", &first).await.ok();
    server.clock.advance(1);
    let mut newest = first.clone();
    for _ in 0..50 {
        newest = server.sign_in("ana").await;
    }
    let list = server.get("/sessions", &newest).await.ok();
    assert_eq!(list["sessions"].as_array().unwrap().len(), 50);
    assert_eq!(server.get("/bootstrap", &first).await.problem(401), "not_signed_in", "its tokens end at once");
}

#[tokio::test]
async fn forged_and_foreign_tokens_open_nothing() {
    let (server, ana) = Server::start().await;
    let (other, _) = Server::start().await;
    let eve = other.sign_in("ana").await;
    assert_eq!(server.get("/bootstrap", &eve).await.problem(401), "not_signed_in", "another workspace's token");
    let [header, claims, signature] = ana.token.split('.').collect::<Vec<_>>()[..] else { panic!("no JWT") };
    let unsigned = format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{claims}.");
    let swapped = format!("{header}.{}.{signature}", eve.token.split('.').nth(1).unwrap());
    for token in [unsigned.as_str(), &swapped, "", "x", "..", &"x".repeat(20_000)] {
        let stranger = Person { token: token.to_owned(), ..ana.clone() };
        assert_eq!(server.get("/bootstrap", &stranger).await.problem(401), "not_signed_in", "{token}");
    }
    for line in ["Bearer", "bearer ", "Basic YW5hOmFuYQ==", &ana.token] {
        let answer = browse(&server, ("GET", "/bootstrap"), &[("authorization", line)]).await;
        assert_eq!(answer.problem(401), "not_signed_in", "{line}");
    }
}

#[tokio::test]
async fn a_shut_account_is_out_within_a_second() {
    let (server, _) = Server::start().await;
    let ben = server.register("ben").await;
    server.get("/bootstrap", &ben).await.ok();
    server.deactivate(&ben).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(server.get("/bootstrap", &ben).await.problem(401), "not_signed_in");
}

#[tokio::test]
async fn what_a_browser_says_it_is_is_kept_short_and_printable() {
    let (server, _) = Server::start().await;
    let body = credentials("ana", "ana's password").to_string();
    let agent = format!("Browser\t{}", "x".repeat(400));
    let request = Request::post("/api/v1/sessions").header("content-type", "application/json");
    let request = request.header("user-agent", &agent).body(Body::from(body)).unwrap();
    let ana = Person::of(&server.send(request).await.created());
    let device = server.get("/sessions", &ana).await.ok()["sessions"][0]["device"].as_str().unwrap().to_owned();
    assert_eq!(device.len(), 256);
    assert!(device.starts_with("Browserxxx"));
}

#[tokio::test]
async fn over_plain_http_beyond_this_machine_the_cookie_is_not_secure_and_the_app_says_so() {
    let origin = "http://chat.example.org".to_owned();
    let facts = Facts {
        public_url: origin.clone(),
        origins: vec![origin],
        secure_cookie: false,
        insecure: true,
        rates: false,
        ..Facts::default()
    };
    let server = Server::with(facts).await;
    server.set_up("ana").await;
    let answer = sign_in(&server, "ana").await;
    let line = answer.headers["set-cookie"].to_str().unwrap();
    assert!(line.starts_with("relaydesk=") && !line.contains("Secure"), "{line}");
    assert_eq!(server.get("/workspace", None).await.ok()["insecure"], true);
    let own = [("cookie", answer.cookie()), ("origin", "http://chat.example.org".to_owned())];
    let own = own.each_ref().map(|(name, value)| (*name, value.as_str()));
    browse(&server, ("POST", "/access-tokens"), &own).await.ok();
}

#[tokio::test]
async fn a_session_tells_when_it_was_used() {
    let (server, _) = Server::start().await;
    let cookie = sign_in(&server, "ana").await.cookie();
    server.clock.advance(60);
    let ana = Person::of(&mint(&server, &cookie).await.ok());
    let list = server.get("/sessions", &ana).await.ok();
    let used = &list["sessions"][0];
    let moment = |seconds: i64| json!(Timestamp::from_micros(START).plus_seconds(seconds));
    assert_eq!((&used["created_at"], &used["used_at"]), (&moment(0), &moment(60)));
}
