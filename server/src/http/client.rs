//! The client: its network address and what it says it is, its origin, its cookie.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::app::{App, Facts};
use crate::config::network::Network;
use crate::domain::error::Error;
use crate::ops::sessions::Device;

/// The client's device: a browser's own words and a network address.
#[derive(Clone, Debug)]
pub struct Client(pub Device);

impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = parts.headers.get_all("x-forwarded-for");
        let hops = forwarded.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let hops: Vec<&str> = hops.map(str::trim).collect();
        let address = address(peer, &hops, &app.facts.trusted_proxies);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self(Device { agent: agent.to_owned(), address }))
    }
}

/// The right-most hop that is not a trusted proxy: what stands left of it, anybody could have written.
fn address(peer: Option<IpAddr>, hops: &[&str], trusted: &[Network]) -> String {
    let mut client = peer;
    for hop in hops.iter().rev() {
        if !client.is_some_and(|address| trusted.iter().any(|network| network.contains(address))) {
            break;
        }
        match hop.parse() {
            Ok(next) => client = Some(next),
            Err(_) => break,
        }
    }
    client.map_or_else(|| "unknown".to_owned(), network)
}

/// An IPv6 network holds one customer: its lower half is theirs to choose, so only the upper counts.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let upper = u128::from(address) & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from(upper))
        }
    }
}

/// Proof that the request came from one of the app's own pages, or from no browser at all: what takes or sets the cookie
/// wants it.
#[derive(Clone, Copy, Debug)]
pub struct OwnPage;

impl FromRequestParts<Arc<App>> for OwnPage {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        require_own_origin(&parts.headers, &app.facts).map(|()| Self)
    }
}

/// Goes on only when the request came from one of the app's own pages.
///
/// # Errors
/// `WrongOrigin`.
fn require_own_origin(headers: &HeaderMap, facts: &Facts) -> Result<(), Error> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site_fits = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin_fits = match text("origin") {
        Some(origin) => facts.origins.iter().any(|own| own == origin),
        // Browsers name the origin of every POST, PUT and DELETE; what does not is no browser.
        None => true,
    };
    if site_fits && origin_fits { Ok(()) } else { Err(Error::WrongOrigin) }
}

/// The name of the session cookie. `__Host-` binds it to this very host (RFC 6265bis), but wants `Secure`.
fn cookie_name(facts: &Facts) -> &'static str {
    if facts.secure_cookie { "__Host-relaydesk" } else { "relaydesk" }
}

/// The secret of the session cookie.
#[must_use]
pub fn cookie(headers: &HeaderMap, facts: &Facts) -> Option<String> {
    let name = cookie_name(facts);
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// The header that sets the session cookie, for ninety days; an empty secret takes it away.
#[must_use]
pub fn set_cookie(secret: &str, facts: &Facts) -> String {
    let name = cookie_name(facts);
    let secure = if facts.secure_cookie { "; Secure" } else { "" };
    let age = if secret.is_empty() { 0 } else { crate::ops::sessions::LIFE_SECONDS };
    format!("{name}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::setting::Setting as _;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn without_a_trusted_proxy_nobody_can_say_who_they_are() {
        assert_eq!(address(Some(ip("203.0.113.9")), &["1.1.1.1"], &[]), "203.0.113.9");
    }

    #[test]
    fn behind_trusted_proxies_the_right_most_other_hop_counts() {
        let trusted = ["10.0.0.1", "10.0.0.2"].map(|text| Network::from_text(text).unwrap());
        let hops = ["6.6.6.6", "198.51.100.7", "10.0.0.2"];
        assert_eq!(address(Some(ip("10.0.0.1")), &hops, &trusted), "198.51.100.7");
        assert_eq!(address(Some(ip("10.0.0.1")), &["nonsense"], &trusted), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_client_is_its_network() {
        assert_eq!(address(Some(ip("2001:db8:1:2:3:4:5:6")), &[], &[]), "2001:db8:1:2::/64");
        assert_eq!(address(Some(ip("::ffff:192.0.2.1")), &[], &[]), "192.0.2.1");
    }

    #[test]
    fn a_page_of_another_site_is_refused() {
        let facts = Facts::default();
        let check = |pairs: &[(&'static str, &str)]| {
            let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            require_own_origin(&headers, &facts).is_ok()
        };
        assert!(check(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(check(&[]), "a script that is no browser");
        assert!(!check(&[("origin", "https://evil.example")]));
        assert!(!check(&[("origin", "null")]));
        assert!(!check(&[("origin", "http://localhost:8080.evil.example")]));
        assert!(!check(&[("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn the_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
        let facts = Facts::default();
        let line = set_cookie("secret", &facts);
        assert_eq!(line, "__Host-relaydesk=secret; Path=/; Max-Age=7776000; HttpOnly; SameSite=Strict; Secure");
        let headers = HeaderMap::from_iter([(header::COOKIE, "a=b; __Host-relaydesk=secret".parse().unwrap())]);
        assert_eq!(cookie(&headers, &facts).as_deref(), Some("secret"));
    }
}
