//! Files of messages: who reads them, how they are handed out, how they are listed.

use axum::body::Body;
use axum::http::Request;
use image::ImageFormat;
use serde_json::{Value, json};

use crate::harness::files::{files_below, picture};
use crate::harness::{Answer, Person, Server};

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

async fn send(server: &Server, who: &Person, room: &str, body: Value) -> Answer {
    server.post(&format!("/rooms/{room}/messages"), who, body).await
}

#[tokio::test]
async fn a_message_carries_files_in_the_order_named_and_needs_no_text() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let (one, two) = (server.upload(&ana, "one.txt", b"1").await, server.upload(&ana, "two.txt", b"22").await);
    let message = server.say_with(&ana, &room, "", &[&two, &one]).await;
    assert_eq!(message["files"], json!([two, one]));
    assert_eq!(message["text"], "");
    let shown = server.get(&format!("/messages/{}", id(&message)), &ana).await.ok();
    assert_eq!(shown["message"], message);
    let page = server.get(&format!("/rooms/{room}/messages"), &ana).await.ok();
    assert_eq!(page["messages"][0], message);
    for file in [&one, &two] {
        let again = send(&server, &ana, &room, json!({"text": "", "files": [file["id"]], "client_key": "x"})).await;
        assert_eq!(again.wrong_fields(), ["files"], "a file hangs on one message");
    }
}

#[tokio::test]
async fn a_message_takes_only_its_authors_finished_files_and_ten_of_them() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    let theirs = server.upload(&ben, "theirs", b"1").await;
    let begun = server.begin(&ana, "begun", 9).await;
    let own = server.upload(&ana, "own", b"1").await;
    let absent = "0195f3a0-0000-7000-8000-00000000dead";
    for files in [json!([theirs["id"]]), json!([begun["id"]]), json!([absent]), json!([own["id"], own["id"]])] {
        let answer = send(&server, &ana, &room, json!({"text": "", "files": files, "client_key": "k"})).await;
        assert_eq!(answer.wrong_fields(), ["files"], "{files}");
    }
    let mut eleven = Vec::new();
    for _ in 0..11 {
        eleven.push(server.upload(&ana, "one of many", b"1").await["id"].clone());
    }
    let answer = send(&server, &ana, &room, json!({"text": "", "files": eleven, "client_key": "k"})).await;
    assert_eq!(answer.wrong_fields(), ["files"]);
    eleven.pop();
    send(&server, &ana, &room, json!({"text": "", "files": eleven, "client_key": "k"})).await.created();
    assert_eq!(send(&server, &ana, &room, json!({"text": " ", "client_key": "e"})).await.wrong_fields(), ["text"]);
}

#[tokio::test]
async fn a_repeated_send_has_the_same_files() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let (file, other) = (server.upload(&ana, "a", b"1").await, server.upload(&ana, "b", b"1").await);
    let body = json!({"text": "look", "files": [file["id"]], "client_key": "k"});
    let first = send(&server, &ana, &room, body.clone()).await.created();
    assert_eq!(send(&server, &ana, &room, body).await.ok()["message"], first["message"]);
    for files in [json!([]), json!([other["id"]])] {
        let changed = json!({"text": "look", "files": files, "client_key": "k"});
        assert_eq!(send(&server, &ana, &room, changed).await.problem(422), "key_reused");
    }
    assert_eq!(server.content(&ana, &other, &[]).await.text, "1", "it still waits");
}

#[tokio::test]
async fn whoever_reads_the_message_reads_its_files_and_nobody_else() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "private", "ours").await;
    let file = server.upload(&ana, "a.png", &picture(ImageFormat::Png, 9, 9)).await;
    let thumbnail = format!("/files/{}/thumbnails/360", id(&file));
    server.say_with(&ana, &room, "look", &[&file]).await;
    assert_eq!(server.content(&ben, &file, &[]).await.problem(404), "not_found");
    assert_eq!(server.get(&thumbnail, &ben).await.problem(404), "not_found");
    server.post(&format!("/rooms/{room}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    assert_eq!(server.content(&ben, &file, &[]).await.status, 200);
    assert_eq!(server.get(&thumbnail, &ben).await.status, 200);
    server.delete(&format!("/rooms/{room}/members/{}", ben.id), &ana).await.ok();
    assert_eq!(server.content(&ben, &file, &[]).await.problem(404), "not_found");
    let tag = server.content(&ana, &file, &[]).await.header("etag").to_owned();
    let known = server.content(&ben, &file, &[("if-none-match", &tag)]).await;
    assert_eq!(known.problem(404), "not_found", "what was seen before is authorised again");
}

#[tokio::test]
async fn a_deleted_message_takes_its_files_along() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let file = server.upload(&ana, "a.png", &picture(ImageFormat::Png, 9, 9)).await;
    let kept = server.upload(&ana, "b", b"kept").await;
    let message = server.say_with(&ana, &room, "look", &[&file]).await;
    server.say_with(&ana, &room, "and here", &[&kept]).await;
    let answer = server.delete(&format!("/messages/{}", id(&message)), &ana).await.ok();
    assert_eq!(answer["message"]["files"], json!([]));
    assert_eq!(server.content(&ana, &file, &[]).await.problem(404), "not_found", "at once");
    let list = server.get(&format!("/rooms/{room}/files"), &ana).await.ok();
    assert_eq!(list["files"].as_array().unwrap().len(), 1);
    server.work().await;
    assert_eq!(server.content(&ana, &kept, &[]).await.text, "kept");
    let left = files_below(&server.database.folder.path().join("files"));
    assert!(left.iter().all(|path| path.contains(&id(&kept).replace('-', ""))), "{left:?}");
}

#[tokio::test]
async fn a_message_with_files_can_lose_its_text_and_keeps_them() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let file = server.upload(&ana, "a", b"1").await;
    let message = server.say_with(&ana, &room, "look", &[&file]).await;
    let path = format!("/messages/{}", id(&message));
    let edited = server.patch(&path, &ana, json!({"text": ""})).await.ok();
    assert_eq!((&edited["message"]["text"], &edited["message"]["files"]), (&json!(""), &json!([file])));
}

#[tokio::test]
async fn a_page_of_the_app_reads_files_by_the_cookie_and_another_site_does_not() {
    let (server, ana) = Server::start().await;
    let body = json!({"login": "ana", "password": "ana's password"});
    let cookie = server.post("/sessions", None, body).await.cookie();
    let file = server.upload(&ana, "a", b"for me").await;
    let read = async |headers: &[(&str, &str)]| {
        let mut request = Request::get(format!("/api/v1/files/{}/content", id(&file)));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        server.send(request.body(Body::empty()).unwrap()).await
    };
    let with = ("cookie", cookie.as_str());
    assert_eq!(read(&[with, ("sec-fetch-site", "same-origin")]).await.text, "for me");
    assert_eq!(read(&[with, ("sec-fetch-site", "none")]).await.text, "for me");
    assert_eq!(read(&[with, ("sec-fetch-site", "cross-site")]).await.problem(403), "wrong_origin");
    assert_eq!(read(&[with, ("sec-fetch-site", "same-site")]).await.problem(403), "wrong_origin");
    assert_eq!(read(&[with, ("origin", "https://evil.example")]).await.problem(403), "wrong_origin");
    assert_eq!(read(&[]).await.problem(401), "not_signed_in");
    assert_eq!(read(&[("cookie", "__Host-relaydesk=guessed")]).await.problem(401), "not_signed_in");
    assert_eq!(read(&[with, ("authorization", "Bearer nonsense")]).await.problem(401), "not_signed_in");

    let request = Request::delete("/api/v1/sessions/current").header("cookie", &cookie);
    server.send(request.body(Body::empty()).unwrap()).await.expect(204);
    assert_eq!(read(&[with]).await.problem(401), "not_signed_in", "the session ended");
    let upload = Request::get("/api/v1/rooms").header("cookie", &cookie).body(Body::empty()).unwrap();
    assert_eq!(server.send(upload).await.problem(401), "not_signed_in", "elsewhere the cookie is nothing");
}

#[tokio::test]
async fn a_range_of_a_file_is_read_alone() {
    let (server, ana) = Server::start().await;
    let file = server.upload(&ana, "a", b"0123456789").await;
    let part = server.content(&ana, &file, &[("range", "bytes=2-4")]).await;
    assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "234"));
    assert_eq!((part.header("content-range"), part.header("content-length")), ("bytes 2-4/10", "3"));
    let outside = server.content(&ana, &file, &[("range", "bytes=10-")]).await;
    assert_eq!((outside.status.as_u16(), outside.header("content-range")), (416, "bytes */10"));
    let several = server.content(&ana, &file, &[("range", "bytes=0-1,4-5")]).await;
    assert_eq!((several.status.as_u16(), several.text.as_str()), (200, "0123456789"));
    let whole = server.content(&ana, &file, &[]).await;
    assert_eq!((whole.header("accept-ranges"), whole.header("content-length")), ("bytes", "10"));
    let known = server.content(&ana, &file, &[("if-none-match", whole.header("etag"))]).await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
}

#[tokio::test]
async fn what_a_browser_could_run_is_downloaded_and_everything_is_sandboxed() {
    let (server, ana) = Server::start().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let cases: [(&str, &[u8], &str, &str, &str); 5] = [
        ("a.svg", svg, "image/svg+xml", "application/octet-stream", "attachment"),
        ("a.png", b"<!doctype html><script>alert(1)</script>", "text/html", "application/octet-stream", "attachment"),
        ("a.pdf", b"%PDF-1.7", "application/pdf", "application/octet-stream", "attachment"),
        ("a.mp4", b"\0\0\0\x18ftypmp42....", "video/mp4", "video/mp4", "inline"),
        ("a.txt", b"ID3\x04............", "audio/mpeg", "audio/mpeg", "inline"),
    ];
    for (name, bytes, found, served, way) in cases {
        let file = server.upload(&ana, name, bytes).await;
        assert_eq!(file["media_type"], found, "{name}");
        let answer = server.content(&ana, &file, &[]).await;
        assert_eq!(answer.header("content-type"), served, "{name}");
        assert!(answer.header("content-disposition").starts_with(way), "{name}");
        assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "private, no-cache");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        let saved = server.get(&format!("/files/{}/content?download", id(&file)), &ana).await;
        assert!(saved.header("content-disposition").starts_with("attachment"), "{name}");
    }
}

#[tokio::test]
async fn a_name_brings_no_path_and_turns_no_text() {
    let (server, ana) = Server::start().await;
    for (given, kept) in [("../../x", "x"), ("photo\u{202e}gnp.exe", "photognp.exe"), ("C:\\a\nb.txt", "ab.txt")] {
        let file = server.upload(&ana, given, b"1").await;
        assert_eq!(file["name"], kept);
        let answer = server.content(&ana, &file, &[]).await;
        assert!(answer.header("content-disposition").contains(&format!("filename=\"{kept}\"")), "{given}");
    }
}

#[tokio::test]
async fn the_files_of_a_room_are_listed_newest_first_and_by_kind() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let other = server.room(&ana, "public", "other").await;
    for number in 0..5 {
        server.clock.advance(1);
        let bytes = if number % 2 == 0 { picture(ImageFormat::Png, 8, 8) } else { b"text".to_vec() };
        let file = server.upload(&ana, &format!("{number}"), &bytes).await;
        server.say_with(&ana, if number == 3 { &other } else { &room }, &format!("{number}"), &[&file]).await;
    }
    let list = async |query: &str| server.get(&format!("/rooms/{room}/files{query}"), &ana).await.ok();
    let names = |page: &Value| {
        let files = page["files"].as_array().unwrap().iter();
        files.map(|entry| entry["file"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let page = list("?limit=3").await;
    assert_eq!(names(&page), ["4", "2", "1"]);
    assert_eq!(page["files"][0]["author"], ana.id);
    let rest = list(&format!("?limit=3&cursor={}", page["next"].as_str().unwrap())).await;
    assert_eq!((names(&rest), &rest["next"]), (vec!["0".to_owned()], &Value::Null));
    assert_eq!(names(&list("?kind=image&limit=2").await), ["4", "2"]);
    assert_eq!(names(&list("?kind=other").await), ["1"]);
    let wrong = server.get(&format!("/rooms/{room}/files?cursor=nonsense"), &ana).await;
    assert_eq!(wrong.problem(400), "bad_cursor");
}
