//! Files and the real binary: what it confirmed survives its death, and many large images do not fill its memory.

use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use wire::limits::CHUNK_BYTES;

use super::running::Running;
use crate::harness::files::{black_png, noise};

/// Somebody signed in at a running server.
struct Visitor {
    client: Client,
    port: u16,
    token: String,
}

impl Visitor {
    /// Makes the owner, or signs the owner in.
    async fn enter(server: &Running) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut visitor = Self { client: Client::new(), port: server.port(), token: String::new() };
        let owner = json!({"username": "ana", "password": "ana's password"});
        let login = json!({"login": "ana", "password": "ana's password"});
        let made = visitor.post("setup", json!({"name": "W", "owner": owner, "sign_up": "open"})).await;
        let signed_in = if made["access_token"].is_object() { made } else { visitor.post("sessions", login).await };
        visitor.token = signed_in["access_token"]["token"].as_str().unwrap().to_owned();
        visitor
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/api/v1/{path}", self.port)
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.client.post(self.url(path)).bearer_auth(&self.token).body(body.to_string());
        let answer = request.header("content-type", "application/json").send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn get(&self, path: &str) -> Vec<u8> {
        let answer = self.client.get(self.url(path)).bearer_auth(&self.token).send().await.unwrap();
        answer.error_for_status().unwrap().bytes().await.unwrap().to_vec()
    }

    /// Begins an upload; answers its id.
    async fn begin(&self, name: &str, size: usize) -> String {
        let upload = self.post("uploads", json!({"name": name, "size": size})).await;
        upload["id"].as_str().unwrap_or_else(|| panic!("{upload}")).to_owned()
    }

    async fn upload(&self, upload: &str) -> Value {
        serde_json::from_slice(&self.get(&format!("uploads/{upload}")).await).unwrap()
    }

    /// Sends a chunk. None when the server dies over it.
    async fn chunk(&self, upload: &str, offset: usize, bytes: &[u8]) -> Option<Value> {
        let url = self.url(&format!("uploads/{upload}?offset={offset}"));
        let answer = self.client.patch(url).bearer_auth(&self.token).body(bytes.to_vec()).send().await.ok()?;
        assert_eq!(answer.status(), 200);
        serde_json::from_slice(&answer.bytes().await.ok()?).ok()
    }

    /// Begins a chunk and stays silent in its middle; the server has begun to read it.
    async fn half_a_chunk(&self, upload: &str, offset: usize, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let head = format!(
            "PATCH /api/v1/uploads/{upload}?offset={offset} HTTP/1.1\r\nhost: localhost:{}\r\nauthorization: Bearer {}\r\n\
             content-length: {}\r\n\r\n",
            self.port,
            self.token,
            bytes.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&bytes[..bytes.len() / 2]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        stream
    }
}

const CHUNK: usize = CHUNK_BYTES as usize;

#[tokio::test]
async fn an_upload_goes_on_where_it_was_confirmed_after_the_server_was_killed_in_the_middle_of_a_chunk() {
    let data = tempfile::tempdir().unwrap();
    let bytes = noise(CHUNK * 2 + 999);
    let mut server = Running::start(data.path());
    let ana = Visitor::enter(&server).await;
    let upload = ana.begin("noise", bytes.len()).await;
    assert_eq!(ana.chunk(&upload, 0, &bytes[..CHUNK]).await.unwrap()["offset"], CHUNK);
    let _stream = ana.half_a_chunk(&upload, CHUNK, &bytes[CHUNK..CHUNK * 2]).await;
    server.signal("KILL");
    server.end();

    let server = Running::start(data.path());
    let ana = Visitor::enter(&server).await;
    assert_eq!(ana.upload(&upload).await["offset"], CHUNK);
    assert!(ana.chunk(&upload, CHUNK, &bytes[CHUNK..CHUNK * 2]).await.is_some());
    let done = ana.chunk(&upload, CHUNK * 2, &bytes[CHUNK * 2..]).await.unwrap();
    let file = done["file"]["id"].as_str().unwrap();
    assert!(ana.get(&format!("files/{file}/content")).await == bytes, "another content came out");
}

#[tokio::test]
async fn a_chunk_that_hangs_gives_way_to_who_goes_on_and_to_who_takes_the_upload_back() {
    let data = tempfile::tempdir().unwrap();
    let bytes = noise(CHUNK + 999);
    let server = Running::start(data.path());
    let ana = Visitor::enter(&server).await;
    let upload = ana.begin("noise", bytes.len()).await;
    let hanging = ana.half_a_chunk(&upload, 0, &bytes[..CHUNK]).await;
    assert_eq!(ana.chunk(&upload, 0, &bytes[..CHUNK]).await.unwrap()["offset"], CHUNK);
    let hanging_too = ana.half_a_chunk(&upload, CHUNK, &bytes[CHUNK..]).await;
    let done = ana.chunk(&upload, CHUNK, &bytes[CHUNK..]).await.unwrap();
    let file = done["file"]["id"].as_str().unwrap();
    assert!(ana.get(&format!("files/{file}/content")).await == bytes, "another content came out");

    let other = ana.begin("noise", bytes.len()).await;
    let hanging_still = ana.half_a_chunk(&other, 0, &bytes[..CHUNK]).await;
    let url = ana.url(&format!("uploads/{other}"));
    assert_eq!(ana.client.delete(url).bearer_auth(&ana.token).send().await.unwrap().status(), 204);
    let staging = std::fs::read_dir(data.path().join("staging")).unwrap().count();
    assert_eq!(staging, 0, "an upload stays behind");
    drop((hanging, hanging_too, hanging_still));
}

#[tokio::test]
async fn a_server_that_is_killed_again_and_again_loses_no_byte_that_it_confirmed() {
    let data = tempfile::tempdir().unwrap();
    let bytes = noise(1_500_000);
    let mut server = Running::start(data.path());
    let mut ana = Visitor::enter(&server).await;
    let upload = ana.begin("noise", bytes.len()).await;
    let (mut confirmed, mut kills, mut cut) = (0, 0_u64, false);
    let file = loop {
        let state = ana.upload(&upload).await;
        let offset = state["offset"].as_u64().unwrap() as usize;
        assert!(offset >= confirmed, "{offset} after {confirmed} was confirmed");
        confirmed = offset;
        if let Some(file) = state["file"]["id"].as_str() {
            break file.to_owned();
        }
        let sending = async {
            while confirmed < bytes.len() {
                let end = (confirmed + 50_000).min(bytes.len());
                match ana.chunk(&upload, confirmed, &bytes[confirmed..end]).await {
                    Some(answer) => confirmed = answer["offset"].as_u64().unwrap() as usize,
                    None => return,
                }
            }
        };
        let killing = async {
            tokio::time::sleep(Duration::from_millis(15 + kills * 7)).await;
            if kills < 6 {
                server.signal("KILL");
            }
        };
        tokio::join!(sending, killing);
        cut = kills < 6;
        if cut {
            kills += 1;
            server.end();
            server = Running::start(data.path());
            ana = Visitor::enter(&server).await;
        }
    };
    assert!(ana.get(&format!("files/{file}/content")).await == bytes, "another content came out");
    let staging = std::fs::read_dir(data.path().join("staging")).unwrap().count();
    // Killed between the end of the upload and the clearing away, it leaves one for the hourly sweep.
    assert!(staging <= usize::from(cut), "{staging} uploads stay behind");
}

/// The most memory that a process had at once, in MiB.
fn peak(server: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[tokio::test]
async fn many_large_images_and_files_at_once_do_not_fill_the_memory() {
    let data = tempfile::tempdir().unwrap();
    let server = Running::start(data.path());
    let ana = Visitor::enter(&server).await;
    // Forty megapixels each: 120 MB decoded, 480 MB if all four were at once.
    let image = black_png(8000, 5000);
    assert!(image.len() < 1_000_000, "small as it comes");
    let rest = vec![0; CHUNK];
    let whole = async |name: &str, bytes: &[u8]| {
        let upload = ana.begin(name, bytes.len()).await;
        let mut answer = Value::Null;
        for (chunk, number) in bytes.chunks(CHUNK).zip(0..) {
            answer = ana.chunk(&upload, number * CHUNK, chunk).await.unwrap();
        }
        answer["file"]["kind"].as_str().unwrap().to_owned()
    };
    let large = async {
        let upload = ana.begin("large", CHUNK * 24).await;
        for number in 0..24 {
            ana.chunk(&upload, number * CHUNK, &rest).await.unwrap();
        }
    };
    let (one, two, three, ()) = tokio::join!(whole("1", &image), whole("2", &image), whole("3", &image), large);
    assert_eq!([one, two, three], ["image", "image", "image"]);
    let peak = peak(&server);
    assert!(peak < 420, "{peak} MiB");
}
