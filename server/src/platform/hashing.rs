//! Password hashes: Argon2id (RFC 9106), 19 MiB, two passes, one lane, as OWASP's password storage guide advises.
//!
//! Two at a time and sixty-four waiting: hashing must not become a way to bring the server down.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::domain::error::{Error, Result};

const AT_ONCE: usize = 2;
const WAITING: usize = 64;
const MEMORY_KIB: u32 = 19 * 1024;

/// Hashes and verifies passwords off the async threads.
#[derive(Clone)]
pub struct Hasher {
    working: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { working: Arc::new(Semaphore::new(AT_ONCE)), admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)) }
    }
}

impl Hasher {
    /// The hash of a new password, as a PHC string.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.run(move || {
            let hash = argon()?.hash_password(password.as_bytes()).map_err(Error::internal)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether this is the password of the hash. Without a hash it takes as long and says no, so that time does not tell
    /// whether somebody exists.
    ///
    /// # Errors
    /// `Busy` when too many wait.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        self.run(move || {
            let argon = argon()?;
            let Some(hash) = hash else {
                let _ = argon.hash_password(password.as_bytes());
                return Ok(false);
            };
            let hash = PasswordHash::new(&hash).map_err(Error::internal)?;
            Ok(argon.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let busy = || Error::Busy(Duration::from_secs(2));
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| busy())?;
        let working = Arc::clone(&self.working).acquire_owned().await.map_err(|_| busy())?;
        let task = tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop((admitted, working));
            outcome
        });
        task.await.map_err(Error::internal)?
    }
}

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, 2, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let hasher = Hasher::default();
        let hash = hasher.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("battery staple", Some(hash)).await.unwrap());
        assert!(!hasher.verify("correct horse", None).await.unwrap());
    }

    #[tokio::test]
    async fn more_than_may_wait_are_refused() {
        let hasher = Hasher { working: Arc::new(Semaphore::new(0)), admitted: Arc::new(Semaphore::new(1)) };
        let waiting = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.hash("first").await }
        });
        tokio::task::yield_now().await;
        assert!(matches!(hasher.hash("second").await, Err(Error::Busy(_))));
        waiting.abort();
    }
}
