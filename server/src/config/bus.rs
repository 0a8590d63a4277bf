//! How several servers on one database tell each other what happened.

use super::keys::concern;
use super::setting::Setting;
use crate::platform::secret::Secret;

concern! { "More than one server",
    /// The bus between servers that share a database.
    pub struct BusConfig {
        /// The address of the Redis through which servers on one PostgreSQL database tell each other what happened, such as
        /// `redis://:password@host:6379`; several with commas between, or `redis+cluster://host:6379`, are a cluster. Redis keeps nothing: when it is away, events arrive a little later. Nothing: this is the only server.
        "redis_url" => redis_url: Option<Secret<RedisUrl>> = "",
    }
}

/// `redis://…` or `redis+cluster://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedisUrl(pub String);

impl Setting for RedisUrl {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.starts_with("redis://") || text.starts_with("redis+cluster://") {
            Ok(Self(text.to_owned()))
        } else {
            Err("is not an address that begins with `redis://`".to_owned())
        }
    }
}
