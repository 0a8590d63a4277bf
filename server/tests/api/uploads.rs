//! Uploads: bytes come in chunks, count once they are durable, and become a file with the last.

use serde_json::{Value, json};
use wire::limits;

use crate::harness::files::{files_below, noise, s3};
use crate::harness::{Person, Server};

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_file_comes_in_chunks_and_is_read_as_it_was() {
    let (server, ana) = Server::start().await;
    let bytes = noise(limits::CHUNK_BYTES as usize * 2 + 1234);
    let begun = server.begin(&ana, "noise.bin", bytes.len()).await;
    assert_eq!((&begun["offset"], &begun["file"]), (&json!(0), &Value::Null));
    let chunk = limits::CHUNK_BYTES as usize;
    let answer = server.chunk(&ana, id(&begun), 0, &bytes[..chunk]).await.ok();
    assert_eq!((answer["offset"].as_u64(), &answer["file"]), (Some(chunk as u64), &Value::Null));
    server.chunk(&ana, id(&begun), chunk, &bytes[chunk..chunk * 2]).await.ok();
    let done = server.chunk(&ana, id(&begun), chunk * 2, &bytes[chunk * 2..]).await.ok();
    assert_eq!(done["offset"], bytes.len());
    let file = &done["file"];
    assert_eq!((&file["name"], &file["size"]), (&json!("noise.bin"), &json!(bytes.len())));
    assert_eq!((&file["kind"], &file["url"], &file["image"]), (&json!("other"), &Value::Null, &Value::Null));
    assert_eq!(server.content(&ana, file, &[]).await.bytes, bytes);
    assert_eq!(server.get(&format!("/uploads/{}", id(&begun)), &ana).await.ok(), done);
}

#[tokio::test]
async fn a_chunk_at_another_place_is_refused_with_the_right_one() {
    let (server, ana) = Server::start().await;
    let upload = server.begin(&ana, "a", 10).await;
    server.chunk(&ana, id(&upload), 0, b"0123").await.ok();
    for (offset, bytes) in [(0, &b"01"[..]), (5, b"56789"), (10, b"")] {
        let answer = server.chunk(&ana, id(&upload), offset, bytes).await;
        assert_eq!(answer.problem(409), "conflict");
        assert_eq!(answer.header("upload-offset"), "4");
        assert!(answer.text.contains("goes on at byte 4"), "{}", answer.text);
    }
    assert_eq!(server.chunk(&ana, id(&upload), 4, b"").await.ok()["offset"], 4);
    let done = server.chunk(&ana, id(&upload), 4, b"456789").await.ok();
    assert_eq!(server.content(&ana, &done["file"], &[]).await.text, "0123456789");
}

#[tokio::test]
async fn more_bytes_than_were_announced_are_refused_and_do_not_count() {
    let (server, ana) = Server::start().await;
    let upload = server.begin(&ana, "a", 4).await;
    assert_eq!(server.chunk(&ana, id(&upload), 0, b"01234").await.problem(413), "too_large");
    assert_eq!(server.get(&format!("/uploads/{}", id(&upload)), &ana).await.ok()["offset"], 0);
    let done = server.chunk(&ana, id(&upload), 0, b"abcd").await.ok();
    assert_eq!(server.content(&ana, &done["file"], &[]).await.text, "abcd");

    let large = server.begin(&ana, "b", 100 * 1024 * 1024).await;
    let chunk = vec![0; limits::CHUNK_BYTES as usize + 1];
    assert_eq!(server.chunk(&ana, id(&large), 0, &chunk).await.problem(413), "too_large");
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_before_it_comes() {
    let (server, ana) = Server::start().await;
    for size in [0, -1, 101 * 1024 * 1024, i64::MAX] {
        let answer = server.post("/uploads", &ana, json!({"name": "a", "size": size})).await;
        assert_eq!(answer.wrong_fields(), ["size"], "{size}");
    }
    assert_eq!(server.get("/workspace", &ana).await.ok()["upload_bytes"], 100 * 1024 * 1024);
}

#[tokio::test]
async fn an_upload_is_its_owners_alone() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let upload = server.begin(&ana, "a", 4).await;
    let path = format!("/uploads/{}", id(&upload));
    assert_eq!(server.get(&path, &ben).await.problem(404), "not_found");
    assert_eq!(server.delete(&path, &ben).await.problem(404), "not_found");
    assert_eq!(server.chunk(&ben, id(&upload), 0, b"abcd").await.problem(404), "not_found");
    let file = server.chunk(&ana, id(&upload), 0, b"abcd").await.ok()["file"].clone();
    assert_eq!(server.content(&ben, &file, &[]).await.problem(404), "not_found");
    assert_eq!(server.content(&ana, &file, &[]).await.text, "abcd");
}

#[tokio::test]
async fn an_upload_that_is_taken_back_leaves_nothing_behind() {
    let (server, ana) = Server::start().await;
    let folder = server.database.folder.path();
    let finished = server.upload(&ana, "a", b"finished").await;
    let begun = server.begin(&ana, "b", 100).await;
    server.chunk(&ana, id(&begun), 0, b"begun").await.ok();
    assert_eq!(files_below(&folder.join("staging")).len(), 1);
    server.delete(&format!("/uploads/{}", id(&begun)), &ana).await.expect(204);
    assert_eq!(server.delete(&format!("/uploads/{}", id(&begun)), &ana).await.problem(404), "not_found");
    assert!(files_below(&folder.join("staging")).is_empty());
    server.work().await;
    assert_eq!(server.content(&ana, &finished, &[]).await.text, "finished", "another upload stays");
}

#[tokio::test]
async fn an_upload_that_nobody_sends_is_thrown_away_after_a_day() {
    let (server, ana) = Server::start().await;
    let folder = server.database.folder.path().to_owned();
    let room = server.room(&ana, "public", "general").await;
    let sent = server.upload(&ana, "sent", b"sent").await;
    server.say_with(&ana, &room, "look", &[&sent]).await;
    let abandoned = server.upload(&ana, "abandoned", b"abandoned").await;
    let begun = server.begin(&ana, "b", 100).await;
    server.chunk(&ana, id(&begun), 0, b"begun").await.ok();

    server.clock.advance(24 * 3600);
    let ana = server.sign_in("ana").await;
    assert_eq!(server.get(&format!("/uploads/{}", id(&begun)), &ana).await.problem(404), "not_found");
    let body = json!({"text": "", "files": [abandoned["id"]], "client_key": "late"});
    let late = server.post(&format!("/rooms/{room}/messages"), &ana, body).await;
    assert_eq!(late.wrong_fields(), ["files"]);

    server.clock.advance(2 * 3600);
    let ana = server.sign_in("ana").await;
    server.work().await;
    assert!(files_below(&folder.join("staging")).is_empty());
    assert_eq!(server.content(&ana, &abandoned, &[]).await.problem(404), "not_found");
    assert_eq!(server.content(&ana, &sent, &[]).await.text, "sent");
    let kept = files_below(&folder.join("files"));
    assert!(kept.len() <= 1 && kept.iter().all(|path| path.contains(&id(&sent).replace('-', ""))), "{kept:?}");
}

#[tokio::test]
async fn files_that_wait_for_a_message_are_bounded() {
    let (server, ana) = Server::start().await;
    let begin = async |who: &Person, size: i64| server.post("/uploads", who, json!({"name": "a", "size": size})).await;
    for _ in 0..limits::PENDING_FILES {
        begin(&ana, limits::UPLOAD_BYTES).await.created();
    }
    assert_eq!(begin(&ana, 1).await.problem(409), "conflict");
    let ben = server.register("ben").await;
    for _ in 0..limits::PENDING_UPLOADS {
        begin(&ben, 1).await.created();
    }
    assert_eq!(begin(&ben, 1).await.problem(409), "conflict");
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_takes_no_files_but_messages() {
    let facts = relaydesk::app::Facts { rates: false, least_free: u64::MAX, ..Default::default() };
    let server = Server::with(facts).await;
    let ana = server.set_up("ana").await;
    let answer = server.post("/uploads", &ana, json!({"name": "a", "size": 1})).await;
    assert_eq!(answer.problem(507), "storage_full");
    let room = server.room(&ana, "public", "general").await;
    server.say(&ana, &room, "still here").await;
    let told = server.readiness().await;
    assert!(told.starts_with("ready\ndegraded: the disk"), "{told}");
}

/// A line to the files' store that can be cut.
struct Line {
    port: u16,
    is_up: std::sync::Arc<std::sync::atomic::AtomicBool>,
}

impl Line {
    async fn to(target: Option<String>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Self { port, is_up: std::sync::Arc::default() };
        let is_up = line.is_up.clone();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let target = target.clone().filter(|_| is_up.load(std::sync::atomic::Ordering::SeqCst));
                tokio::spawn(async move {
                    let mut far = tokio::net::TcpStream::connect(target?.trim_start_matches("http://")).await.ok()?;
                    tokio::io::copy_bidirectional(&mut near, &mut far).await.ok()
                });
            }
        });
        line
    }
}

#[tokio::test]
async fn while_the_files_are_away_text_works_and_uploads_wait() {
    let line = Line::to(std::env::var("RELAYDESK_TEST_S3_URL").ok()).await;
    let files = relaydesk::blobs::Location::S3(s3(&format!("http://127.0.0.1:{}", line.port)));
    let server = Server::with(relaydesk::app::Facts { rates: false, files, ..Default::default() }).await;
    let ana = server.set_up("ana").await;
    let room = server.room(&ana, "public", "general").await;
    let upload = server.begin(&ana, "a", 8).await;
    server.chunk(&ana, id(&upload), 0, b"0123").await.ok();
    let refused = server.chunk(&ana, id(&upload), 4, b"4567").await;
    assert_eq!(refused.problem(503), "unavailable");
    assert!(!refused.text.contains("bucket"), "what is wrong inside stays inside: {}", refused.text);
    server.say(&ana, &room, "still here").await;
    assert_eq!(server.get(&format!("/uploads/{}", id(&upload)), &ana).await.ok()["offset"], 4);
    if std::env::var("RELAYDESK_TEST_S3_URL").is_err() {
        return;
    }
    line.is_up.store(true, std::sync::atomic::Ordering::SeqCst);
    let done = server.chunk(&ana, id(&upload), 4, b"4567").await.ok();
    assert_eq!(server.content(&ana, &done["file"], &[]).await.text, "01234567");
    line.is_up.store(false, std::sync::atomic::Ordering::SeqCst);
    let pooled = server.content(&ana, &done["file"], &[]).await.status.as_u16();
    assert!([200, 503].contains(&pooled), "{pooled}");
}
