//! How much one client may do.

use super::keys::concern;

concern! { "Limits",
    /// How much one client may do.
    pub struct LimitsConfig {
        /// `on` or `off`: limits on how often one person or one address may do what. Turn them off only for load tests.
        "rates" => rates: bool = "on",
        /// `on` or `off`: whether the server may fetch what links in messages lead to, to show a preview. It speaks to public
        /// addresses only. The workspace has a setting of its own; both must be on.
        "link_previews" => link_previews: bool = "on",
    }
}
