//! Input that is no input: each is a problem, none changes anything, none is a 5xx.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::harness::{Person, Server};

async fn raw(server: &Server, who: &Person, media_type: &str, body: Vec<u8>) -> crate::harness::Answer {
    let request = Request::post("/api/v1/rooms")
        .header("authorization", format!("Bearer {}", who.token))
        .header("content-type", media_type)
        .body(Body::from(body))
        .unwrap();
    server.send(request).await
}

#[tokio::test]
async fn a_body_that_is_not_what_the_operation_takes_is_malformed() {
    let (server, ana) = Server::start().await;
    let bodies = [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"x\"",
        r#"{"kind":"public"}"#,
        r#"{"kind":"direct","name":"x"}"#,
        r#"{"kind":"public","name":7}"#,
        r#"{"kind":"public","name":"x","owner":"me"}"#,
        r#"{"kind":"public","name":"\ud800"}"#,
    ];
    for body in bodies {
        assert_eq!(raw(&server, &ana, "application/json", body.into()).await.problem(400), "malformed", "{body}");
    }
    let invalid_utf8 = b"{\"kind\":\"public\",\"name\":\"\xff\"}".to_vec();
    assert_eq!(raw(&server, &ana, "application/json", invalid_utf8).await.problem(400), "malformed");
    let deep = "[".repeat(100_000).into_bytes();
    assert_eq!(raw(&server, &ana, "application/json", deep).await.problem(400), "malformed");
    assert_eq!(server.get("/rooms", &ana).await.ok()["rooms"], json!([]), "nothing was made");
}

#[tokio::test]
async fn a_body_must_be_json_and_at_most_256_kib() {
    let (server, ana) = Server::start().await;
    let fits = |size: usize| {
        let mut body = br#"{"kind":"public","name":"x"}"#.to_vec();
        body.resize(size, b' ');
        body
    };
    assert_eq!(raw(&server, &ana, "text/plain", fits(100)).await.problem(415), "wrong_media_type");
    assert_eq!(
        raw(&server, &ana, "application/json", fits(wire::limits::BODY_BYTES + 1)).await.problem(413),
        "too_large"
    );
    raw(&server, &ana, "application/json; charset=utf-8", fits(wire::limits::BODY_BYTES)).await.created();
}

#[tokio::test]
async fn paths_queries_and_cursors_are_read_strictly() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let messages = format!("/rooms/{room}/messages");
    for path in [
        "/rooms/7".to_owned(),
        format!("{messages}?limit=x"),
        format!("{messages}?colour=red"),
        format!("{messages}?before=a&after=b"),
        "/users?ids=7".into(),
    ] {
        let problem = server.get(&path, &ana).await;
        assert_eq!(problem.problem(400), "malformed", "{path}");
    }
    let foreign = "/rooms?limit=1";
    server.room(&ana, "public", "second").await;
    let foreign = server.get(foreign, &ana).await.ok()["next"].as_str().unwrap().to_owned();
    for cursor in ["x".to_owned(), "x".repeat(201), foreign] {
        let problem = server.get(&format!("{messages}?before={cursor}"), &ana).await;
        assert_eq!(problem.problem(400), "bad_cursor", "{cursor}");
    }
    for limit in [0, 201] {
        assert_eq!(server.get(&format!("{messages}?limit={limit}"), &ana).await.problem(422), "invalid");
    }
    assert_eq!(server.get("/nowhere", &ana).await.problem(404), "not_found");
    assert_eq!(server.put("/rooms", &ana, json!({})).await.problem(405), "method_not_allowed");
}

#[tokio::test]
async fn messages_keep_their_limits() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let path = format!("/rooms/{room}/messages");
    let most = wire::limits::MESSAGE_BYTES;
    for (text, status) in
        [("x".repeat(most), 201), ("x".repeat(most + 1), 422), (" \n ".into(), 422), ("a\0b".into(), 422)]
    {
        let answer = server.post(&path, &ana, json!({"text": text, "client_key": format!("k{}", text.len())})).await;
        assert_eq!(answer.status.as_u16(), status, "{} bytes: {}", text.len(), answer.text);
    }
    for key in ["", &"k".repeat(65), "schlüssel", "a\nb"] {
        let answer = server.post(&path, &ana, json!({"text": "hi", "client_key": key})).await;
        assert_eq!(answer.problem(422), "invalid", "{key:?}");
    }
    let negative = server.put(&format!("/rooms/{room}/read-mark"), &ana, json!({"position": -1})).await;
    assert_eq!(negative.problem(422), "invalid");
}
