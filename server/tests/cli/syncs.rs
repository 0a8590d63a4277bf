//! The disk refuses a sync: nothing is confirmed after it, the server says so and stops, and what was confirmed is there.
//!
//! strace makes the refusals. It counts each thread's calls: the thread that opens the data makes three, the writer all others.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::running::{ANY_PORT, Running, command};
use crate::harness::{Person, Socket};

/// Sends under way at once: what shares a commit shares its fate.
const LANES: usize = 8;
/// Sends of one lane; far more than there is between two checkpoints.
const SENDS: usize = 400;
/// The refusal must have stopped the server by then.
const SOON: Duration = Duration::from_secs(10);

/// Whether strace may trace here. A sandbox may forbid it; that it is not installed is no excuse.
fn can_trace() -> bool {
    let tried = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let can = tried.expect("strace is not installed: `cargo xtask test` does that").success();
    if !can {
        eprintln!("SKIPPED: strace may not trace here, so no sync can be refused.");
    }
    can
}

/// The server, with refusals as strace writes them. The child is the server itself, not strace.
fn refusing(data: &Path, refusals: &[&str]) -> Command {
    let plain = command(data, ANY_PORT);
    let mut traced = Command::new("strace");
    traced.args(["-D", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"]).args(refusals);
    traced.arg(plain.get_program()).args(plain.get_args()).env("RELAYDESK_RATES", "off");
    traced.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    traced
}

/// A person of a running server, and the room they talk in.
struct Talk {
    address: SocketAddr,
    ana: Person,
    room: String,
}

impl Talk {
    /// Makes the workspace and the room.
    async fn begin(server: &Running) -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, server.port()));
        let owner = json!({"username": "ana", "password": "ana's password"});
        let body = json!({"name": "Northwind", "owner": owner, "sign_up": "open"});
        let (status, signed_in) = ask(address, "", "POST", "/setup", &body).await.unwrap();
        assert_eq!(status, 201, "{signed_in}");
        let ana = Person::of(&signed_in);
        let body = json!({"kind": "public", "name": "general"});
        let (_, made) = ask(address, &ana.token, "POST", "/rooms", &body).await.unwrap();
        Self { address, ana, room: made["room"]["id"].as_str().unwrap().to_owned() }
    }

    /// The same on another start of the server.
    fn on(self, server: &Running) -> Self {
        Self { address: SocketAddr::from((Ipv4Addr::LOCALHOST, server.port())), ..self }
    }

    /// Sends until one is not confirmed, and a few more; answers what was confirmed, and fails when that goes on after a refusal.
    async fn send(&self, lane: usize) -> Vec<String> {
        let mut confirmed = Vec::new();
        let mut refused = 0;
        for number in 0..SENDS {
            let text = format!("lane {lane} number {number} {}", "x".repeat(4_000));
            let body = json!({"text": text, "client_key": format!("l{lane}n{number}")});
            let path = format!("/rooms/{}/messages", self.room);
            match ask(self.address, &self.ana.token, "POST", &path, &body).await {
                Some((201, _)) => {
                    assert_eq!(refused, 0, "confirmed after a refusal");
                    confirmed.push(text);
                }
                Some((status, problem)) => {
                    assert_eq!((status, problem["code"].as_str()), (503, Some("unavailable")), "{problem}");
                    refused += 1;
                }
                // The server is gone.
                None => refused += 1,
            }
            if refused == 5 {
                return confirmed;
            }
        }
        panic!("no sync was refused");
    }

    /// The texts of the room, all pages.
    async fn history(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let mut path = format!("/rooms/{}/messages?limit=200", self.room);
        loop {
            let (status, page) = ask(self.address, &self.ana.token, "GET", &path, &Value::Null).await.unwrap();
            assert_eq!(status, 200, "{page}");
            let messages = page["messages"].as_array().unwrap();
            texts.extend(messages.iter().map(|message| message["text"].as_str().unwrap().to_owned()));
            let Some(older) = page["older"].as_str() else { return texts };
            path = format!("/rooms/{}/messages?limit=200&before={older}", self.room);
        }
    }
}

/// The status and body of the answer; none when the server is not there.
async fn ask(address: SocketAddr, token: &str, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
    let body = body.to_string();
    let head = format!(
        "{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(head.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    let status = answer.get(9..12)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).unwrap_or_default()))
}

/// One server's life: it starts, is refused, stops; another start shows what it kept.
async fn refuse(data: &Path, refusals: &[&str]) {
    let mut calm = Running::start(data);
    let talk = Talk::begin(&calm).await;
    calm.signal("TERM");
    assert!(calm.end().success());
    let mut server = Running::of(&mut refusing(data, refusals));
    let talk = talk.on(&server);
    let mut socket = Socket::at(talk.address).await;
    socket.send(json!({"type": "auth", "data": {"token": talk.ana.token}})).await;
    assert_eq!(socket.next().await["type"], "ready");
    let confirmed = join_all((0..LANES).map(|lane| talk.send(lane))).await.concat();
    let refused_at = Instant::now();
    let code = socket.ending().await;
    assert!(matches!(code, None | Some(1012)), "{code:?}");
    let mut said = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(server.end().code(), Some(1), "{said}");
    assert!(refused_at.elapsed() < SOON, "it took {:?}", refused_at.elapsed());
    let last = said.lines().last();
    assert_eq!(
        last,
        Some("RelayDesk stopped because the disk refused a write; what it had confirmed is safe."),
        "{said}"
    );
    let again = Running::start(data);
    let kept = talk.on(&again).history().await;
    for text in &confirmed {
        assert_eq!(kept.iter().filter(|kept| *kept == text).count(), 1, "confirmed and not there once: {text:.40}");
    }
    println!("{refusals:?}: {} confirmed before, {} kept", confirmed.len(), kept.len());
}

#[tokio::test]
async fn after_a_refused_sync_nothing_is_confirmed_and_the_server_stops_with_a_sentence() {
    if !can_trace() {
        return;
    }
    for number in [4, 5, 20] {
        let data = tempfile::tempdir().unwrap();
        // This one only: those after it would succeed.
        refuse(data.path(), &["-e", &format!("inject=fsync,fdatasync:error=EIO:when={number}")]).await;
    }
}

#[tokio::test]
async fn a_refused_sync_of_the_file_behind_the_log_stops_the_server_too() {
    if !can_trace() {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("relaydesk.db");
    refuse(data.path(), &["-P", file.to_str().unwrap(), "-e", "inject=fsync,fdatasync:error=EIO:when=1"]).await;
}

#[test]
fn a_disk_that_refuses_at_the_start_is_told_in_a_sentence() {
    if !can_trace() {
        return;
    }
    // The second, of the folder, SQLite does not hear when it is refused: the last is of the folder, too, and ours.
    for refusal in ["fdatasync:error=EIO:when=1", "fdatasync:error=EIO:when=3", "fsync:error=EIO:when=1"] {
        let data = tempfile::tempdir().unwrap();
        let mut calm = Running::start(data.path());
        calm.signal("TERM");
        assert!(calm.end().success());
        let mut server = refusing(data.path(), &["-e", &format!("inject={refusal}")]).spawn().unwrap();
        // One that starts all the same would never end by itself.
        let mut line = String::new();
        BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        if !line.is_empty() {
            server.kill().unwrap();
            panic!("it started all the same: {refusal}");
        }
        let output = server.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{refusal}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.lines().count() == 1 && said.starts_with("The database "), "{refusal}: {said}");
    }
}
