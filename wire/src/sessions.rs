//! Sessions: signed-in devices, and the short access tokens they mint.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::SessionId;
use crate::time::Timestamp;
use crate::users::User;

/// Signs in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// User name or mail address.
    pub login: String,
    pub password: String,
}

/// A caller who has just signed in, registered or set up. The session itself came as a cookie.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    pub user: User,
    pub session: SessionId,
    pub access_token: AccessToken,
}

/// Goes into `Authorization: Bearer …` and into the socket's `auth` frame. Kept in memory only.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccessToken {
    /// A JWT (RFC 7519), signed with EdDSA, bound to its session.
    pub token: String,
    /// Ten minutes after its making. Mint the next one a minute earlier.
    pub expires_at: Timestamp,
}

/// One signed-in device.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Session {
    pub id: SessionId,
    /// The session that asks.
    pub current: bool,
    /// What the browser said it is, at most 256 characters.
    pub device: String,
    /// Network address of the last use.
    pub address: String,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

/// The caller's sessions, last used first. At most 50.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionList {
    pub sessions: Vec<Session>,
}
