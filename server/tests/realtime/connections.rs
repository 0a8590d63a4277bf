//! Connections below the operations: slow ones, too many, and the server's end.

use std::time::Duration;

use relaydesk::app::Facts;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;

use crate::harness::{Server, Socket};

const BEGINNING: &[u8] = b"POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

#[tokio::test]
async fn a_head_of_more_than_32_kib_is_refused() {
    let server = Server::bare().await;
    let mut stream = TcpStream::connect(server.address().await).await.unwrap();
    stream.write_all(BEGINNING).await.unwrap();
    let line = format!("x-filler: {}\r\n", "x".repeat(40 * 1024));
    stream.write_all(line.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 431");
}

#[tokio::test]
async fn an_address_has_at_most_two_hundred_sockets_that_have_not_said_who_they_are() {
    let server = Server::with(Facts::default()).await;
    let ana = server.set_up("ana").await;
    let mut waiting = Vec::new();
    for _ in 0..200 {
        waiting.push(Socket::open(&server).await);
    }
    let address = format!("ws://{}/api/v1/socket", server.address().await);
    let Err(Error::Http(refused)) = connect_async(&address).await else { panic!("one too many was let in") };
    assert_eq!(refused.status(), 503);
    let mut first = waiting.swap_remove(0);
    first.send(serde_json::json!({"type": "auth", "data": {"token": ana.token}})).await;
    assert_eq!(first.next().await["type"], "ready");
    Socket::open(&server).await;
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye_and_answers_what_is_under_way() {
    let (server, ana) = Server::start().await;
    let (mut socket, _) = Socket::sign_in(&server, &ana).await;
    let mut stream = TcpStream::connect(server.address().await).await.unwrap();
    stream.write_all(BEGINNING).await.unwrap();
    let body = r#"{"login": "ana", "password": "ana's password"}"#;
    stream.write_all(format!("content-length: {}\r\n\r\n{{", body.len()).as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.cancel();
    let bye = socket.next_of("bye").await;
    assert_eq!(bye["code"], "restart");
    assert!(bye["after_ms"].as_u64().unwrap() <= 5000);
    assert_eq!(socket.close_code().await, 1012);
    stream.write_all(&body.as_bytes()[1..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(TcpStream::connect(server.address().await).await.is_err(), "nobody new is let in");
    assert_eq!(
        server.send(axum::http::Request::get("/readyz").body(axum::body::Body::empty()).unwrap()).await.status,
        503
    );
}
