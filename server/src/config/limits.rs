//! How much one client may do.

use super::keys::concern;

concern! { "Limits",
    /// How much one client may do.
    pub struct LimitsConfig {
        /// `on` or `off`: limits on how often one person or one address may do what. Turn them off only for load tests.
        "rates" => rates: bool = "on",
    }
}
