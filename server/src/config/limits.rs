//! How much one client may do.

use std::net::SocketAddr;

use super::keys::concern;

concern! { "Limits",
    /// How much one client may do.
    pub struct LimitsConfig {
        /// `on` or `off`: limits on how often one person or one address may do what. Turn them off only for load tests.
        "rates" => rates: bool = "on",
        /// `on` or `off`: whether the server may fetch what links in messages lead to, to show a preview. It speaks to public
        /// addresses only. The workspace has a setting of its own; both must be on.
        "link_previews" => link_previews: bool = "on",
        /// Servers inside your own network that previews may be fetched from too, such as a wiki: addresses with their ports,
        /// `10.0.0.7:443`. Whoever may write a message can then see the titles and pictures of their pages.
        "preview_servers" => preview_servers: Vec<SocketAddr> = "",
    }
}
