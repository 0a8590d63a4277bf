//! What holds of every answer: headers, unknown paths and methods, health, the app's page.

use axum::body::Body;
use axum::http::Request;
use relaydesk::app::Facts;
use serde_json::{Value, json};

use crate::harness::{Answer, Server};

async fn ask(server: &Server, method: &str, path: &str) -> Answer {
    server.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_request_id_of_its_own() {
    let server = Server::bare().await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/", "/rooms/x", "/livez", "/nothing.js", "/api/v1/workspace", "/api/v1/bootstrap", "/api/nothing"] {
        let answer = ask(&server, "GET", path).await;
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap());
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(header(name), Some(value), "{name} of {path}");
        }
        assert!(header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{path}");
        assert_eq!((header("server"), header("strict-transport-security")), (None, None));
        assert!(ids.insert(header("x-request-id").unwrap().to_owned()), "{path}");
        if path.starts_with("/api/") {
            assert_eq!(header("cache-control"), Some("no-store"), "{path}");
        }
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let origin = "https://chat.example.org".to_owned();
    let server = Server::with(Facts { public_url: origin.clone(), origins: vec![origin], ..Facts::default() }).await;
    let answer = ask(&server, "GET", "/api/v1/workspace").await;
    assert!(answer.headers["strict-transport-security"].to_str().unwrap().starts_with("max-age=63072000"));
}

#[tokio::test]
async fn paths_that_are_not_there_and_methods_that_are_not_taken_are_problems() {
    let server = Server::bare().await;
    for (method, path) in
        [("GET", "/api"), ("GET", "/api/v1/nothing"), ("POST", "/api/v1/nothing"), ("GET", "/nothing.js")]
    {
        assert_eq!(ask(&server, method, path).await.problem(404), "not_found", "{method} {path}");
    }
    for (method, path) in [
        ("PUT", "/api/v1/workspace"),
        ("DELETE", "/api/v1/users"),
        ("POST", "/"),
        ("POST", "/livez"),
        ("BREW", "/api/v1/rooms"),
    ] {
        let answer = ask(&server, method, path).await;
        assert_eq!(answer.problem(405), "method_not_allowed", "{method} {path}");
        assert!(answer.headers.contains_key("allow"), "{method} {path}");
    }
}

#[tokio::test]
async fn the_document_of_the_api_is_served() {
    let server = Server::bare().await;
    let document = ask(&server, "GET", "/api/openapi.json").await.ok();
    assert_eq!(document["openapi"].as_str().map(|version| &version[..2]), Some("3."));
    for name in ["ClientFrame", "ServerFrame", "Event", "Problem"] {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    let kept: Value = serde_json::from_str(&relaydesk::http::openapi::text().unwrap()).unwrap();
    assert!(document == kept, "what is served is not what is kept");
}

#[tokio::test]
async fn health_is_told_to_anybody() {
    let server = Server::bare().await;
    for path in ["/livez", "/readyz"] {
        let answer = ask(&server, "GET", path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_apps_page_comes_for_every_place_in_the_app_and_is_asked_for_each_time() {
    let server = Server::bare().await;
    let answers = [ask(&server, "GET", "/").await, ask(&server, "GET", "/rooms/0195f3a0/messages/0195f3a0").await];
    if answers[0].status == 503 {
        assert!(answers[0].text.contains("cargo xtask run"), "without the app built, the page says what to do");
        return;
    }
    for answer in &answers {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(answer.headers["cache-control"], "no-cache");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
    }
    let tag = answers[0].headers["etag"].to_str().unwrap();
    for known in [tag.to_owned(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let request = Request::get("/").header("if-none-match", &known).body(Body::empty()).unwrap();
        let answer = server.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (304, ""), "{known}");
    }
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_take_it() {
    let (server, ana) = Server::start().await;
    let request = Request::get("/api/v1/bootstrap").header("accept-encoding", "gzip, br");
    let request = request.header("authorization", format!("Bearer {}", ana.token)).body(Body::empty()).unwrap();
    let answer = server.send(request).await;
    assert_eq!((answer.status.as_u16(), answer.headers["content-encoding"].to_str().unwrap()), (200, "br"));
}

#[tokio::test]
async fn a_problem_says_which_request_it_was_and_nothing_of_the_inside() {
    let (server, ana) = Server::start().await;
    let answer = server.post("/rooms", &ana, json!({"kind": 1})).await;
    assert_eq!(answer.problem(400), "malformed");
    let problem: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(problem["type"], "/problems/malformed");
    for inside in ["src/", "serde", "panicked", "wire::"] {
        assert!(!answer.text.contains(inside), "{}", answer.text);
    }
}
