//! Input that is no input: each is a problem, none changes anything, none is a 5xx.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::harness::{Answer, Person, Server};

async fn raw(server: &Server, who: &Person, media_type: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post("/api/v1/rooms")
        .header("authorization", format!("Bearer {}", who.token))
        .header("content-type", media_type)
        .body(body.into())
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
        r#"{"kind":"public","name":"x","name":"y"}"#,
        r#"{"kind":"public","name":"x"} more"#,
    ];
    for body in bodies {
        assert_eq!(raw(&server, &ana, "application/json", body).await.problem(400), "malformed", "{body}");
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
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        assert_eq!(raw(&server, &ana, media_type, fits(100)).await.problem(415), "wrong_media_type");
    }
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

#[tokio::test]
async fn a_body_has_at_most_256_kib_whether_it_says_its_length_or_not() {
    let (server, ana) = Server::start().await;
    let path = "/users/me";
    let exact = format!("{{\"display_name\": \"{}\"}}", "x".repeat(256 * 1024 - 20));
    assert_eq!(exact.len(), 256 * 1024);
    let patch = |body: Body, length: Option<usize>| {
        let mut request = Request::patch(format!("/api/v1{path}")).header("content-type", "application/json");
        request = request.header("authorization", format!("Bearer {}", ana.token));
        if let Some(length) = length {
            request = request.header("content-length", length);
        }
        server.send(request.body(body).unwrap())
    };
    assert_eq!(patch(exact.clone().into(), None).await.wrong_fields(), ["display_name"], "read, but too long a name");
    let over = exact + " ";
    assert_eq!(patch(over.clone().into(), None).await.problem(413), "too_large");
    assert_eq!(patch(over.clone().into(), Some(over.len())).await.problem(413), "too_large");
    let chunks = futures_util::stream::iter(
        over.into_bytes().chunks(1000).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>(),
    );
    assert_eq!(patch(Body::from_stream(chunks), None).await.problem(413), "too_large");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_told_so() {
    let (server, ana) = Server::start().await;
    let chunks: Vec<Result<&[u8], std::io::Error>> =
        vec![Ok(b"{\"kind\":"), Err(std::io::Error::other("the line went dead"))];
    let answer = raw(&server, &ana, "application/json", Body::from_stream(futures_util::stream::iter(chunks))).await;
    assert_eq!(answer.problem(400), "malformed");
    assert!(!answer.text.contains("went dead"), "internal text stays inside");
}

#[tokio::test]
async fn ids_and_queries_that_cannot_be_read_are_told_so() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    for path in [
        "/rooms/nonsense".to_owned(),
        "/rooms/%00".to_owned(),
        "/rooms/%ff".to_owned(),
        format!("/rooms/{room}0"),
        "/messages/0".to_owned(),
        "/users?limit=many".to_owned(),
        "/users?limit=-1".to_owned(),
        "/users?limit=99999999999999999999999".to_owned(),
        "/users?colour=red".to_owned(),
        "/users?limit=1&limit=2".to_owned(),
        "/users?ids=1,2".to_owned(),
        format!("/rooms/{room}/messages?position=x"),
        format!("/rooms/{room}/messages?around=x"),
    ] {
        assert_eq!(server.get(&path, &ana).await.problem(400), "malformed", "{path}");
    }
}

#[tokio::test]
async fn pages_have_one_to_two_hundred_entries() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    for list in
        ["/users".to_owned(), "/rooms".to_owned(), format!("/rooms/{room}/members"), format!("/rooms/{room}/messages")]
    {
        for limit in [1, 200] {
            server.get(&format!("{list}?limit={limit}"), &ana).await.ok();
        }
        for limit in [0, 201] {
            assert_eq!(server.get(&format!("{list}?limit={limit}"), &ana).await.wrong_fields(), ["limit"], "{list}");
        }
    }
}

#[tokio::test]
async fn cursors_of_other_lists_or_of_nobody_are_refused() {
    let (server, ana) = Server::start().await;
    for name in ["ben", "cara"] {
        server.register(name).await;
    }
    let room = server.room(&ana, "public", "general").await;
    let users = server.get("/users?limit=1", &ana).await.ok();
    let foreign = users["next"].as_str().unwrap().to_owned();
    let forged = ["x", "%00", "bm9uc2Vuc2U", &"A".repeat(300)].map(str::to_owned);
    // 1:users: and NUL; 1:messages: and more than any position.
    let hostile = ["MTp1c2VyczoA", "MTptZXNzYWdlczo5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"].map(str::to_owned);
    for cursor in forged.iter().chain(&hostile).chain([&foreign]) {
        for list in ["/rooms?".to_owned(), format!("/rooms/{room}/members?"), format!("/rooms/{room}/messages?")] {
            let name = if list.contains("messages") { "before" } else { "cursor" };
            let answer = server.get(&format!("{list}{name}={cursor}"), &ana).await;
            assert_eq!(answer.problem(400), "bad_cursor", "{list}{cursor}");
        }
    }
    for cursor in forged {
        assert_eq!(server.get(&format!("/users?cursor={cursor}"), &ana).await.problem(400), "bad_cursor");
    }
    let odd = server.get("/users?cursor=MTp1c2VyczoA", &ana).await;
    assert!(odd.status.as_u16() < 500, "{}", odd.text);
}

#[tokio::test]
async fn no_character_makes_the_server_fail() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    for text in [
        "\u{0}",
        "a\u{0}b",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{feff}",
        "\u{10ffff}",
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "'; --",
        "$1",
    ] {
        let query = url_encoded(text);
        for path in [format!("/users?query={query}"), format!("/rooms?query={query}")] {
            let answer = server.get(&path, &ana).await;
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text);
        }
        let bodies = [
            ("/sessions", json!({"login": text, "password": text})),
            ("/users", json!({"username": text, "display_name": text, "email": text, "password": text})),
            ("/rooms", json!({"kind": "public", "name": text, "topic": text})),
            ("/claims/check", json!({"token": text})),
            (&format!("/rooms/{room}/messages"), json!({"text": text, "client_key": text})),
        ];
        for (path, body) in bodies {
            let answer = server.post(path, &ana, body).await;
            assert!(answer.status.as_u16() < 500, "{path} {text:?}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn the_one_character_that_no_database_keeps_is_refused_on_every_engine() {
    let (server, ana) = Server::start().await;
    let login = server.post("/sessions", None, json!({"login": "a\u{0}b", "password": "long enough"})).await;
    for answer in [login, server.get("/users?query=a%00b", &ana).await, server.get("/rooms?query=%00", &ana).await] {
        assert_eq!(answer.problem(400), "malformed");
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
