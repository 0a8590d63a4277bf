//! What is known of access tokens and sessions, bounded and short-lived: who asks is looked up at every request.
//!
//! A session is believed for a second without looking again, so that an ended one is out within a second on every node. It
//! must never read the store: `ops/sessions.rs` does, and remembers here what it found.

use std::sync::OnceLock;
use std::time::Duration;

use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use wire::ids::{SessionId, UserId};
use wire::sessions::AccessToken;
use wire::time::Timestamp;
use wire::users::WorkspaceRole;

use crate::domain::error::{Error, Result};
use crate::domain::tokens::{Holder, TokenKeys};

/// How long a session is believed without looking again.
const BELIEVED: Duration = Duration::from_secs(1);

/// What is known of tokens and sessions.
pub struct Known {
    keys: OnceLock<TokenKeys>,
    /// Verified tokens by their SHA-256: a verification costs more than a look-up.
    tokens: Cache<[u8; 32], Holder>,
    /// The roles of live sessions; none for ended ones.
    standings: Cache<SessionId, Option<WorkspaceRole>>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            keys: OnceLock::new(),
            tokens: Cache::builder().max_capacity(100_000).time_to_idle(Duration::from_secs(600)).build(),
            standings: Cache::builder().max_capacity(100_000).time_to_live(BELIEVED).build(),
        }
    }
}

impl Known {
    /// Sets the keys, once, from the workspace's seed.
    ///
    /// # Errors
    /// `Internal` when the seed is no seed.
    pub fn unlock(&self, seed: &[u8]) -> Result<()> {
        let _ = self.keys.set(TokenKeys::new(seed)?);
        Ok(())
    }

    fn keys(&self) -> Result<&TokenKeys> {
        self.keys.get().ok_or_else(|| Error::Unavailable("the token keys are not loaded yet".into()))
    }

    /// A new access token for a session.
    ///
    /// # Errors
    /// `Unavailable` before the keys are loaded.
    pub fn sign(&self, user: UserId, session: SessionId, now: Timestamp) -> Result<AccessToken> {
        self.keys()?.sign(user, session, now)
    }

    /// Whose access token this is. Whether the session still stands is another question.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub fn holder(&self, token: &str, now: Timestamp) -> Result<Holder> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(holder) = self.tokens.get(&digest) {
            return if holder.expires_at > now { Ok(holder) } else { Err(Error::NotSignedIn) };
        }
        let holder = self.keys()?.verify(token, now)?;
        self.tokens.insert(digest, holder);
        Ok(holder)
    }

    /// What was found of a session within the last second: the role of its user, or none when it ended.
    #[must_use]
    pub fn standing(&self, session: SessionId) -> Option<Option<WorkspaceRole>> {
        self.standings.get(&session)
    }

    /// Remembers what was found of a session.
    pub fn remember(&self, session: SessionId, role: Option<WorkspaceRole>) {
        self.standings.insert(session, role);
    }

    /// Looks again at every session.
    pub fn forget_all(&self) {
        self.standings.invalidate_all();
    }
}
