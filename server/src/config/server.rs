//! Where the server listens, keeps its files, and is reached.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::keys::concern;
use super::network::Network;
use super::public_url::PublicUrl;

concern! { "The server",
    /// Where the server listens, keeps its files, and is reached.
    pub struct ServerConfig {
        /// The address and port to listen on. `127.0.0.1` is this machine alone (a proxy on it included),
        /// `0.0.0.0` every IPv4 address, `[::]` every address. Port 0 takes a free one.
        "listen" => listen: SocketAddr = "127.0.0.1:8080",
        /// The folder of everything that is kept; made when absent. A path that is not absolute starts at the working directory.
        "data" => data: PathBuf = "data",
        /// Where people reach the app in their browsers, without a path. Only pages of this origin may call the server, and
        /// links in what the server sends begin with it. Nothing: `http://localhost` with the port of `listen`.
        "public_url" => public_url: Option<PublicUrl> = "",
        /// Proxies whose `X-Forwarded-For` header is believed: addresses or networks, such as `10.0.0.0/8`. Without it behind a
        /// proxy, rate limits see one client.
        "trusted_proxies" => trusted_proxies: Vec<Network> = "",
    }
}
