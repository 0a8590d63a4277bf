//! Chunks: the next bytes of an upload, counted once they are durable.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::time::{Instant, timeout_at};
use wire::files::Upload;
use wire::ids::UploadId;
use wire::limits;
use wire::streams::Stream as Log;

use super::{BUSY, answer, finish, offset, own, require_room};
use crate::app::App;
use crate::blobs::Claim;
use crate::blobs::staging::Chunk;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::uploads::{self, UploadRecord};

/// How long the next piece of a chunk may take.
const PIECE_WITHIN: Duration = Duration::from_secs(30);
/// How long a whole chunk may take.
const CHUNK_WITHIN: Duration = Duration::from_secs(600);

/// Takes the next bytes of an upload of the caller's. A chunk that breaks off counts for nothing. With the last byte the upload
/// becomes a file.
///
/// # Errors
/// `NotFound`; `WrongOffset` when the upload does not go on there; `Conflict` when a later request took its place; `Busy` when the
/// caller sends too many at once; `TooLarge`, `Malformed` when it broke off, `StorageFull`, `Unavailable`.
pub async fn append(
    app: &App,
    caller: &Caller,
    upload: UploadId,
    at: i64,
    bytes: impl Stream<Item = Result<Bytes>> + Send,
) -> Result<Upload> {
    own(app, caller, upload).await?;
    require_room(app)?;
    let _slot = app.chunks.take(&caller.user.to_string()).ok_or(Error::Busy(Duration::from_secs(1)))?;
    let claim = app.staging.claim(upload).await.ok_or(BUSY)?;
    let record = own(app, caller, upload).await?;
    let stored = offset(app, &record).await?;
    if at != stored {
        return Err(Error::WrongOffset(stored));
    }
    let stored = stored + receive(app, (&record, &claim), stored, bytes).await?;
    if stored == at {
        return answer(app, record).await;
    }
    if stored == record.size {
        return answer(app, finish::finish(app, record).await?).await;
    }
    let counted = app.change(Log::User(caller.user), (upload, stored), |c, (upload, stored)| {
        Box::pin(async move { uploads::extend(c, *upload, *stored).await })
    });
    if !counted.await? {
        return Err(Error::NotFound("upload"));
    }
    answer(app, UploadRecord { stored, ..record }).await
}

/// Writes what comes behind `at`, and makes it durable. Answers how much it was.
async fn receive(
    app: &App,
    (record, claim): (&UploadRecord, &Claim),
    at: i64,
    bytes: impl Stream<Item = Result<Bytes>> + Send,
) -> Result<i64> {
    let most = limits::CHUNK_BYTES.min(record.size - at);
    let mut chunk = app.staging.chunk(record.id, u64::try_from(at).unwrap_or_default()).await?;
    match write(&mut chunk, claim, most, bytes).await {
        Ok(0) => Ok(0),
        Ok(received) => {
            chunk.finish().await?;
            Ok(received)
        }
        Err(error) => {
            chunk.abandon().await;
            Err(error)
        }
    }
}

async fn write(
    chunk: &mut Chunk,
    claim: &Claim,
    most: i64,
    bytes: impl Stream<Item = Result<Bytes>> + Send,
) -> Result<i64> {
    let end = Instant::now() + CHUNK_WITHIN;
    let mut bytes = std::pin::pin!(bytes);
    let mut received = 0;
    loop {
        let deadline = end.min(Instant::now() + PIECE_WITHIN);
        let next = tokio::select! {
            next = timeout_at(deadline, bytes.next()) => next,
            () = claim.wanted() => return Err(Error::Conflict("A later request took the place of this chunk.")),
        };
        let piece = next.map_err(|_| Error::Malformed("The chunk came too slowly.".into()))?;
        let Some(piece) = piece.transpose()? else { return Ok(received) };
        received += i64::try_from(piece.len()).map_err(Error::internal)?;
        if received > most {
            return Err(Error::TooLarge);
        }
        chunk.write(&piece).await?;
    }
}
