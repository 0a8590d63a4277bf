//! The public URL: where people reach the app.

use std::fmt;

use url::{Host, Url};

use super::setting::Setting;

/// An http or https URL without a path, a query or a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// This machine, on `port`.
    #[must_use]
    #[expect(clippy::expect_used, reason = "any port makes a URL of this")]
    pub fn localhost(port: u16) -> Self {
        Self(Url::parse(&format!("http://localhost:{port}")).expect("a URL"))
    }

    /// The origin, without a slash at the end: `https://chat.example.org`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it is https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it is this very machine, which browsers trust without https.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// The origins from which the browser app may call: its own, and for this very machine all of its names.
    #[must_use]
    pub fn allowed_origins(&self) -> Vec<String> {
        let mut origins = vec![self.origin()];
        if self.is_loopback() {
            for host in ["localhost", "127.0.0.1", "[::1]"] {
                let mut same = self.0.clone();
                if same.set_host(Some(host)).is_ok() {
                    origins.push(same.origin().ascii_serialization());
                }
            }
        }
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

/// As [`PublicUrl::origin`].
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl Setting for PublicUrl {
    fn from_text(text: &str) -> Result<Self, String> {
        let wrong = || "is not a URL such as https://chat.example.org".to_owned();
        let url = Url::parse(text).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(wrong());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("has a path: the app takes a host of its own, such as https://chat.example.org".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("has a user name or a password in it".to_owned());
        }
        Ok(Self(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PublicUrl {
        PublicUrl::from_text(text).unwrap()
    }

    #[test]
    fn the_origin_leaves_out_what_is_said_anyway() {
        assert_eq!(url("https://Chat.Example.org:443/").origin(), "https://chat.example.org");
        assert_eq!(url("http://10.0.0.5:8080").origin(), "http://10.0.0.5:8080");
    }

    #[test]
    fn this_machine_has_several_names_and_another_has_one() {
        let own = ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"];
        assert_eq!(PublicUrl::localhost(8080).allowed_origins(), own);
        assert_eq!(url("http://127.0.0.1:8080").allowed_origins(), own);
        assert_eq!(url("https://chat.example.org").allowed_origins(), ["https://chat.example.org"]);
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for text in ["http://localhost:1", "http://127.0.0.1", "http://[::1]:2", "http://chat.localhost"] {
            assert!(url(text).is_loopback(), "{text}");
        }
        for text in ["http://10.0.0.1", "http://localhost.example.org", "http://notlocalhost"] {
            assert!(!url(text).is_loopback(), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_of_an_app_is_refused() {
        for text in ["", "chat.example.org", "ftp://a", "http://", "https://a/chat", "https://a/?x", "https://a:b@c"] {
            assert!(PublicUrl::from_text(text).is_err(), "{text}");
        }
    }
}
