//! One HTTP connection to the server, used again until it breaks.
//!
//! It never repeats a request by itself: whether a send went through is what the chaos rounds are about.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any answer takes, even of a server that works off a backlog.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no answer of the wanted type.
#[derive(Debug)]
pub enum Failure {
    /// The connection broke: nobody knows whether the request was done.
    Lost(String),
    /// The server answered with a problem.
    Refused { status: StatusCode, body: String },
    /// The server answered what no client can read.
    Unreadable(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(reason) => write!(f, "no answer: {reason}"),
            Self::Refused { status, body } => write!(f, "{status}: {body}"),
            Self::Unreadable(reason) => write!(f, "an answer that cannot be read: {reason}"),
        }
    }
}

impl From<Failure> for String {
    fn from(failure: Failure) -> Self {
        failure.to_string()
    }
}

/// A connection of one caller.
#[derive(Debug)]
pub struct Http {
    address: SocketAddr,
    /// Access token; empty for nobody.
    token: String,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Http {
    /// A connection that opens with its first request.
    #[must_use]
    pub fn new(address: SocketAddr, token: &str) -> Self {
        Self { address, token: token.to_owned(), open: None }
    }

    /// Reads `path`, which starts after `/api/v1`.
    ///
    /// # Errors
    /// As told by [`Failure`].
    pub async fn get<A: DeserializeOwned>(&mut self, path: &str) -> Result<A, Failure> {
        let body = self.bytes(Method::GET, &format!("/api/v1{path}"), Bytes::new()).await?;
        read(&body)
    }

    /// Posts `body` to `path`, which starts after `/api/v1`.
    ///
    /// # Errors
    /// As told by [`Failure`].
    pub async fn post<B: Serialize, A: DeserializeOwned>(&mut self, path: &str, body: &B) -> Result<A, Failure> {
        let body = serde_json::to_vec(body).map_err(|error| Failure::Unreadable(error.to_string()))?;
        let answer = self.bytes(Method::POST, &format!("/api/v1{path}"), body.into()).await?;
        read(&answer)
    }

    /// Asks for something to be done at `path`, which starts after `/api/v1`; an empty body is none.
    ///
    /// # Errors
    /// As told by [`Failure`].
    pub async fn call<A: DeserializeOwned>(
        &mut self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<A, Failure> {
        let answer = self.bytes(method, &format!("/api/v1{path}"), body.into()).await?;
        read(&answer)
    }

    /// Sends a chunk of a file to `path`, which starts after `/api/v1`.
    ///
    /// # Errors
    /// As told by [`Failure`].
    pub async fn chunk<A: DeserializeOwned>(&mut self, path: &str, chunk: Bytes) -> Result<A, Failure> {
        let path = format!("/api/v1{path}");
        read(&self.typed(Method::PATCH, &path, (chunk, "application/octet-stream")).await?)
    }

    /// The body of a good answer.
    ///
    /// # Errors
    /// As told by [`Failure`].
    pub async fn bytes(&mut self, method: Method, path: &str, body: Bytes) -> Result<Bytes, Failure> {
        self.typed(method, path, (body, "application/json")).await
    }

    async fn typed(&mut self, method: Method, path: &str, body: (Bytes, &'static str)) -> Result<Bytes, Failure> {
        let outcome = match timeout(PATIENCE, self.exchange(method, path, body)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failure::Lost(format!("nothing within {} s", PATIENCE.as_secs()))),
        };
        if matches!(outcome, Err(Failure::Lost(_))) {
            self.open = None;
        }
        outcome
    }

    async fn exchange(
        &mut self,
        method: Method,
        path: &str,
        (body, media_type): (Bytes, &'static str),
    ) -> Result<Bytes, Failure> {
        let lost = |error: hyper::Error| Failure::Lost(error.to_string());
        let mut connection = match self.open.take() {
            Some(connection) if connection.is_ready() => connection,
            _ => self.connect().await?,
        };
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, self.address.to_string());
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        let request = request.body(Full::new(body)).map_err(|error| Failure::Unreadable(error.to_string()))?;
        let response = connection.send_request(request).await.map_err(lost)?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(lost)?.to_bytes();
        self.open = Some(connection);
        if status.is_success() {
            return Ok(body);
        }
        Err(Failure::Refused { status, body: String::from_utf8_lossy(&body).into_owned() })
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Failure> {
        let lost = |error: std::io::Error| Failure::Lost(error.to_string());
        let stream = TcpStream::connect(self.address).await.map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        let (sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(|error| Failure::Lost(error.to_string()))?;
        // It ends by itself when either side closes; its error reaches the request too.
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }
}

fn read<A: DeserializeOwned>(body: &[u8]) -> Result<A, Failure> {
    // A 204 has no body; `null` is what it means as JSON.
    let body = if body.is_empty() { b"null" } else { body };
    serde_json::from_slice(body).map_err(|error| Failure::Unreadable(error.to_string()))
}
