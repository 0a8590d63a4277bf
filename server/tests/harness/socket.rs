//! A real socket, as a browser holds one.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::client::Person;
use super::server::Server;

/// Longer than anything here takes, shorter than anybody's patience.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Socket {
    inner: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Opens a socket and hears its `hello`.
    pub async fn open(server: &Server) -> Self {
        Self::at(server.address().await).await
    }

    /// Opens a socket of whatever server listens there, and hears its `hello`.
    pub async fn at(address: SocketAddr) -> Self {
        let (inner, _) = connect_async(format!("ws://{address}/api/v1/socket")).await.unwrap();
        let mut socket = Self { inner };
        assert_eq!(socket.next().await["type"], "hello");
        socket
    }

    /// Opens a socket and authenticates; answers the `ready` too.
    pub async fn sign_in(server: &Server, who: &Person) -> (Self, Value) {
        let mut socket = Self::open(server).await;
        socket.send(json!({"type": "auth", "data": {"token": who.token}})).await;
        let ready = socket.next().await;
        assert_eq!(ready["type"], "ready", "{ready}");
        (socket, ready["data"].clone())
    }

    /// Opens a socket that follows all of a person's streams from their present heads.
    pub async fn follow(server: &Server, who: &Person) -> Self {
        let bootstrap = server.get("/bootstrap", who).await.ok();
        let (mut socket, _) = Self::sign_in(server, who).await;
        let heads = heads(&bootstrap);
        let count = heads.len();
        socket.resume(bootstrap["epoch"].as_str().unwrap(), heads).await;
        for _ in 0..count {
            assert_eq!(socket.next().await["type"], "resumed");
        }
        socket
    }

    pub async fn resume(&mut self, epoch: &str, heads: Vec<Value>) {
        self.send(json!({"type": "resume", "data": {"epoch": epoch, "heads": heads}})).await;
    }

    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.inner.send(Message::text(text)).await.unwrap();
    }

    /// The next frame of the server.
    pub async fn next(&mut self) -> Value {
        match self.message().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("wanted a frame, got {other:?}"),
        }
    }

    /// The next frame, or the code with which the server closes instead.
    pub async fn next_or_close(&mut self) -> Result<Value, u16> {
        match self.message().await {
            Message::Text(text) => Ok(serde_json::from_str(&text).unwrap()),
            Message::Close(frame) => Err(frame.map_or(0, |frame| frame.code.into())),
            other => panic!("wanted a frame, got {other:?}"),
        }
    }

    /// The next frame of this type; others are passed over.
    pub async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind {
                return frame["data"].clone();
            }
        }
    }

    /// The next event: its stream, seq, type and data.
    pub async fn event(&mut self) -> Value {
        self.next_of("event").await
    }

    /// The code with which the server closes.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.message().await {
                return frame.map_or(0, |frame| frame.code.into());
            }
        }
    }

    /// The code with which the server closes; none when the connection breaks first, as it may when a process ends.
    pub async fn ending(&mut self) -> Option<u16> {
        loop {
            match timeout(PATIENCE, self.inner.next()).await.expect("the server says something") {
                Some(Ok(Message::Close(frame))) => return Some(frame.map_or(0, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// That nothing comes: a heartbeat's echo is the next frame.
    pub async fn is_quiet(&mut self) {
        self.send(json!({"type": "heartbeat"})).await;
        let frame = self.next().await;
        assert_eq!(frame["type"], "heartbeat", "{frame}");
    }

    /// That no message comes before a heartbeat's echo; other events may.
    pub async fn says_no_message(&mut self) {
        self.send(json!({"type": "heartbeat"})).await;
        loop {
            let frame = self.next().await;
            assert_ne!(frame["data"]["event"]["type"], "message_created", "{frame}");
            if frame["type"] == "heartbeat" {
                return;
            }
        }
    }

    /// Drops the connection without a word.
    pub fn cut(self) {
        drop(self);
    }

    async fn message(&mut self) -> Message {
        timeout(PATIENCE, self.inner.next()).await.expect("the server says something").unwrap().unwrap()
    }
}

/// The heads that a bootstrap names.
pub fn heads(bootstrap: &Value) -> Vec<Value> {
    let rooms = bootstrap["rooms"].as_array().unwrap().iter();
    let rooms = rooms.map(
        |entry| json!({"stream": format!("room:{}", entry["room"]["id"].as_str().unwrap()), "seq": entry["head"]}),
    );
    bootstrap["heads"].as_array().unwrap().iter().cloned().chain(rooms).collect()
}
