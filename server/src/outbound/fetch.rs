//! The one HTTP client: fetches what a user's link leads to, and refuses everything that is not the public internet.
//!
//! A name is resolved once; every address it has must be public, and the connection goes to one of these very addresses, so a
//! name that changes its mind between the look and the call gains nothing (DNS rebinding). Redirects are followed by hand, each
//! looked at like the first. No cookies, no proxy of the environment, no compression: what comes in is what is counted.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, redirect};
use thiserror::Error;
use url::{Host, Url};

use super::addresses::is_public;

/// All of one fetch, redirects included.
const TIMEOUT: Duration = Duration::from_secs(5);
const REDIRECTS: usize = 3;
/// A page is read up to here: what a preview needs stands at its beginning.
const PAGE_BYTES: usize = 1024 * 1024;
/// A larger picture is refused.
const PICTURE_BYTES: usize = 5 * 1024 * 1024;

/// Why nothing was fetched. None of this is told to users: what a link leads to must not be probed through it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Refused {
    #[error("not an http or https address without a name and password, on the usual port")]
    Address,
    #[error("an address that is not public")]
    NotPublic,
    #[error("no answer: {0}")]
    NoAnswer(String),
    #[error("the answer was {0}")]
    Status(u16),
    #[error("too many redirects")]
    Redirects,
    #[error("not what was asked for: {0}")]
    WrongType(String),
    #[error("too large")]
    TooLarge,
}

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    /// Where the redirects ended.
    pub url: Url,
    /// The whole `Content-Type`.
    pub content_type: String,
    /// At most 1 MiB; the rest of a longer page is left.
    pub body: Vec<u8>,
}

/// Fetches from the public internet.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// Servers beyond the public internet that the configuration names.
    trusted: Vec<SocketAddr>,
}

impl Default for Fetch {
    fn default() -> Self {
        Self::trusting(Vec::new())
    }
}

impl Fetch {
    /// One that may also speak to these addresses, on their ports only.
    #[must_use]
    pub fn trusting(trusted: Vec<SocketAddr>) -> Self {
        // Fails when it was done before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { trusted }
    }

    /// A web page.
    ///
    /// # Errors
    /// Why it was not fetched.
    pub async fn page(&self, url: &Url) -> Result<Page, Refused> {
        let (url, response) = self.get(url, "text/html,application/xhtml+xml").await?;
        let content_type = type_of(&response);
        if !matches!(essence(&content_type).as_str(), "text/html" | "application/xhtml+xml") {
            return Err(Refused::WrongType(content_type));
        }
        let (body, _) = read(response, PAGE_BYTES).await?;
        Ok(Page { url, content_type, body })
    }

    /// A picture of at most 5 MiB, as it came: look at its content before believing that it is one.
    ///
    /// # Errors
    /// Why it was not fetched.
    pub async fn picture(&self, url: &Url) -> Result<Vec<u8>, Refused> {
        let (_, response) = self.get(url, "image/png,image/jpeg,image/webp,image/gif").await?;
        let content_type = type_of(&response);
        if !essence(&content_type).starts_with("image/") {
            return Err(Refused::WrongType(content_type));
        }
        let (body, whole) = read(response, PICTURE_BYTES).await?;
        if whole { Ok(body) } else { Err(Refused::TooLarge) }
    }

    async fn get(&self, url: &Url, accept: &'static str) -> Result<(Url, Response), Refused> {
        let all = async {
            let mut url = url.clone();
            for _ in 0..=REDIRECTS {
                let response = self.hop(&url, accept).await?;
                if !response.status().is_redirection() {
                    let status = response.status();
                    return if status.is_success() {
                        Ok((url, response))
                    } else {
                        Err(Refused::Status(status.as_u16()))
                    };
                }
                let next = response.headers().get(LOCATION).and_then(|next| next.to_str().ok());
                url = next.and_then(|next| url.join(next).ok()).ok_or(Refused::Status(response.status().as_u16()))?;
            }
            Err(Refused::Redirects)
        };
        tokio::time::timeout(TIMEOUT, all).await.unwrap_or_else(|_| Err(Refused::NoAnswer("too slow".to_owned())))
    }

    /// One request to one address that was looked at.
    async fn hop(&self, url: &Url, accept: &'static str) -> Result<Response, Refused> {
        let destination = self.destination(url).await?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .timeout(TIMEOUT)
            .user_agent(concat!("RelayDesk/", env!("CARGO_PKG_VERSION"), " (previews of links)"))
            .resolve(url.host_str().unwrap_or_default(), destination)
            .build()
            .map_err(no_answer)?;
        client.get(url.clone()).header(ACCEPT, accept).send().await.map_err(no_answer)
    }

    /// The address to connect to: the first of those that the host has, once all of them were found public.
    async fn destination(&self, url: &Url) -> Result<SocketAddr, Refused> {
        let plain = url.username().is_empty() && url.password().is_none();
        let port = url.port_or_known_default().filter(|_| plain && matches!(url.scheme(), "http" | "https"));
        let port = port.ok_or(Refused::Address)?;
        let addresses: Vec<SocketAddr> = match url.host().ok_or(Refused::Address)? {
            Host::Ipv4(address) => vec![(IpAddr::V4(address), port).into()],
            Host::Ipv6(address) => vec![(IpAddr::V6(address), port).into()],
            Host::Domain(name) => tokio::net::lookup_host((name, port))
                .await
                .map_err(|error| Refused::NoAnswer(error.to_string()))?
                .collect(),
        };
        let first = *addresses.first().ok_or_else(|| Refused::NoAnswer("no address".to_owned()))?;
        if self.trusted.contains(&first) {
            return Ok(first);
        }
        if !matches!(port, 80 | 443) {
            return Err(Refused::Address);
        }
        if addresses.iter().all(|address| is_public(address.ip())) { Ok(first) } else { Err(Refused::NotPublic) }
    }
}

/// The sentence of a failure, without the address: that may hold what somebody would not have in a log.
fn no_answer(error: reqwest::Error) -> Refused {
    Refused::NoAnswer(error.without_url().to_string())
}

fn type_of(response: &Response) -> String {
    response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads up to `most` bytes; says whether that was all.
async fn read(response: Response, most: usize) -> Result<(Vec<u8>, bool), Refused> {
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(no_answer)?;
        let room = most - body.len();
        body.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        if chunk.len() > room {
            return Ok((body, false));
        }
    }
    Ok((body, true))
}
