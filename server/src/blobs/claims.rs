//! Who writes to an upload: whoever asked last.
//!
//! A connection that broke off may hold its upload for as long as nobody notices. The same person who comes again, to go on or
//! to take the upload back, need not wait for that: the new claim ends the old one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Seat, OwnedMutexGuard};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use wire::ids::UploadId;

/// How long the claim that was there may take to end: it may just be making a file of the upload.
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// The claims on uploads. Cheap to clone; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Claims(Arc<Mutex<HashMap<UploadId, Place>>>);

/// Of one upload.
#[derive(Clone, Debug, Default)]
struct Place {
    seat: Arc<Seat<()>>,
    /// Ends who sits there.
    wanted: CancellationToken,
}

/// The right to write to an upload, given back when this is dropped.
#[derive(Debug)]
#[must_use = "the right is given back when this is dropped"]
pub struct Claim {
    upload: UploadId,
    claims: Claims,
    wanted: CancellationToken,
    /// Always there, but while it is dropped.
    seat: Option<OwnedMutexGuard<()>>,
}

impl Claims {
    /// Takes the right to write to an upload from whoever has it; none when that one does not let go.
    pub async fn take(&self, upload: UploadId) -> Option<Claim> {
        let seat = {
            let mut places = self.lock();
            let place = places.entry(upload).or_default();
            place.wanted.cancel();
            Arc::clone(&place.seat)
        };
        let seat = timeout(ENDS_WITHIN, seat.lock_owned()).await.ok()?;
        let wanted = CancellationToken::new();
        self.lock().insert(upload, Place { seat: Arc::clone(OwnedMutexGuard::mutex(&seat)), wanted: wanted.clone() });
        Some(Claim { upload, claims: self.clone(), wanted, seat: Some(seat) })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UploadId, Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// Resolves once somebody else wants the upload.
    pub async fn wanted(&self) {
        self.wanted.cancelled().await;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut places = self.claims.lock();
        drop(self.seat.take());
        // The map's own is the last one when nobody waits for the seat.
        if places.get(&self.upload).is_some_and(|place| Arc::strong_count(&place.seat) == 1) {
            places.remove(&self.upload);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_comes_later_gets_the_upload_once_the_other_lets_go() {
        let (claims, upload) = (Claims::default(), UploadId(uuid::Uuid::nil()));
        let first = claims.take(upload).await.unwrap();
        let holding = tokio::spawn(async move {
            first.wanted().await;
            drop(first);
        });
        let second = claims.take(upload).await.unwrap();
        holding.await.unwrap();
        assert!(timeout(Duration::from_millis(20), second.wanted()).await.is_err(), "nobody wants it now");
    }

    #[tokio::test]
    async fn uploads_that_nobody_writes_to_are_forgotten() {
        let (claims, upload) = (Claims::default(), UploadId(uuid::Uuid::nil()));
        drop(claims.take(upload).await.unwrap());
        assert!(claims.lock().is_empty());
    }
}
