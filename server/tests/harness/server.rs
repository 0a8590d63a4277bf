//! A whole server in the test's process.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use relaydesk::app::{App, Facts};
use relaydesk::blobs;
use relaydesk::http::router::router;
use relaydesk::http::serve::serve;
use relaydesk::ops::workspace;
use relaydesk::platform::clock::Clock;
use relaydesk::platform::ids::Ids;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use wire::time::Timestamp;

use super::client::{Answer, Person};
use super::database::TestDatabase;
use super::files;

/// 2026-03-01T09:00:00Z: when every test begins.
pub const START: i64 = 1_772_355_600_000_000;

pub struct Server {
    pub app: Arc<App>,
    pub clock: Clock,
    router: Router,
    address: OnceCell<SocketAddr>,
    /// Stops the listener.
    pub stop: CancellationToken,
    pub database: Arc<TestDatabase>,
}

impl Server {
    /// A fresh server without an owner, rate limits off.
    pub async fn bare() -> Self {
        Self::with(Facts { rates: false, files: files::location(), ..Facts::default() }).await
    }

    /// A fresh server with these facts.
    pub async fn with(facts: Facts) -> Self {
        Self::on(TestDatabase::make().await, facts).await
    }

    /// A server on a database that may have served before.
    pub async fn on(database: TestDatabase, facts: Facts) -> Self {
        let clock = Clock::stepped(Timestamp::from_micros(START));
        let ids = Ids::random(clock.clone());
        Self::node(Arc::new(database), facts, (clock, ids)).await
    }

    /// A fresh server without an owner whose ids are the same in every run.
    pub async fn repeatable() -> Self {
        let clock = Clock::stepped(Timestamp::from_micros(START));
        let ids = Ids::repeatable(clock.clone());
        let facts = Facts { rates: false, ..Facts::default() };
        Self::node(Arc::new(TestDatabase::make().await), facts, (clock, ids)).await
    }

    /// Another node on the same database, by the same clock.
    pub async fn beside(&self, facts: Facts) -> Self {
        let clock = self.clock.clone();
        let ids = Ids::random(clock.clone());
        Self::node(Arc::clone(&self.database), facts, (clock, ids)).await
    }

    async fn node(database: Arc<TestDatabase>, mut facts: Facts, (clock, ids): (Clock, Ids)) -> Self {
        let folder = database.folder.path();
        facts.staging = folder.join("staging");
        if matches!(facts.files, blobs::Location::Disk(_)) {
            facts.files = blobs::Location::Disk(folder.join("files"));
        }
        let log = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing::Level::WARN);
        // One subscriber a process: the second test of a process finds it set.
        let _ = log.try_init();
        let app = App::open(&database.location, clock.clone(), ids, facts).await.unwrap();
        workspace::start(&app).await.unwrap();
        let router = router(Arc::clone(&app));
        Self { app, clock, router, address: OnceCell::new(), stop: CancellationToken::new(), database }
    }

    /// A fresh server whose owner is ana.
    pub async fn start() -> (Self, Person) {
        let server = Self::bare().await;
        let ana = server.set_up("ana").await;
        (server, ana)
    }

    /// Makes the owner.
    pub async fn set_up(&self, name: &str) -> Person {
        let owner = json!({"username": name, "password": format!("{name}'s password")});
        let body = json!({"name": "Northwind", "owner": owner, "sign_up": "open"});
        Person::of(&self.post("/setup", None, body).await.created())
    }

    /// Registers somebody.
    pub async fn register(&self, name: &str) -> Person {
        let body = json!({"username": name, "password": format!("{name}'s password")});
        Person::of(&self.post("/users", None, body).await.created())
    }

    /// Signs in once more, as on another device.
    pub async fn sign_in(&self, name: &str) -> Person {
        let body = json!({"login": name, "password": format!("{name}'s password")});
        Person::of(&self.post("/sessions", None, body).await.created())
    }

    /// What it says of its own health.
    pub async fn readiness(&self) -> String {
        self.send(Request::get("/readyz").body(Body::empty()).unwrap()).await.text
    }

    pub async fn get(&self, path: &str, who: impl Into<Option<&Person>>) -> Answer {
        self.call(Method::GET, path, who.into(), None).await
    }

    pub async fn post(&self, path: &str, who: impl Into<Option<&Person>>, body: Value) -> Answer {
        self.call(Method::POST, path, who.into(), Some(body)).await
    }

    pub async fn put(&self, path: &str, who: impl Into<Option<&Person>>, body: Value) -> Answer {
        self.call(Method::PUT, path, who.into(), Some(body)).await
    }

    pub async fn patch(&self, path: &str, who: impl Into<Option<&Person>>, body: Value) -> Answer {
        self.call(Method::PATCH, path, who.into(), Some(body)).await
    }

    pub async fn delete(&self, path: &str, who: impl Into<Option<&Person>>) -> Answer {
        self.call(Method::DELETE, path, who.into(), None).await
    }

    /// Calls an operation below `/api/v1`.
    pub async fn call(&self, method: Method, path: &str, who: Option<&Person>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(person) = who {
            request = request.header("authorization", format!("Bearer {}", person.token));
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    /// Sends a request as it is.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer = SocketAddr::from(([203, 0, 113, 9], 40_000));
        request.extensions_mut().insert(ConnectInfo(peer));
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Where the server listens; it begins to on the first call.
    pub async fn address(&self) -> SocketAddr {
        *self
            .address
            .get_or_init(|| async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                tokio::spawn(serve(listener, Arc::clone(&self.app), self.stop.clone()));
                address
            })
            .await
    }

    /// Makes a room of a kind; answers its id.
    pub async fn room(&self, who: &Person, kind: &str, name: &str) -> String {
        let answer = self.post("/rooms", who, json!({"kind": kind, "name": name})).await.created();
        answer["room"]["id"].as_str().unwrap().to_owned()
    }

    /// Sends a reply to a message; answers it.
    pub async fn reply(&self, who: &Person, room: &str, to: impl std::fmt::Display, text: &str) -> Value {
        let to = to.to_string();
        let client_key: String = format!("{}-{}-{text}", who.name, &to[24..]).chars().take(64).collect();
        let body = json!({"text": text, "client_key": client_key, "reply_to": to});
        self.post(&format!("/rooms/{room}/messages"), who, body).await.created()["message"].clone()
    }

    /// Sends a message; answers it.
    pub async fn say(&self, who: &Person, room: &str, text: &str) -> Value {
        let client_key: String = format!("{}-{text}", who.name).chars().take(64).collect();
        let body = json!({"text": text, "client_key": client_key});
        self.post(&format!("/rooms/{room}/messages"), who, body).await.created()["message"].clone()
    }
}
