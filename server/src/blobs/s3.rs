//! Blobs in a bucket of any S3. When it is away, whoever asks is told so within seconds; nothing else of the server waits for it.

use std::ops::Range;
use std::path::Path as FilePath;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    ClientOptions, GetOptions, GetRange, MultipartUpload, ObjectStore as _, ObjectStoreExt as _, RetryConfig,
};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::{BlobStream, Key, failure};
use crate::domain::error::{Error, Result};
use crate::platform::secret::Secret;

/// A larger file is sent in parts of so many bytes. S3 takes at most 10,000 of them.
const PART_BYTES: usize = 8 * 1024 * 1024;
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// Silence in the middle of an answer.
const READ_WITHIN: Duration = Duration::from_secs(20);
const RETRY_WITHIN: Duration = Duration::from_secs(8);

/// How to reach a bucket.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// Where it is, for example `http://127.0.0.1:9000`; none for Amazon's own.
    pub endpoint: Option<String>,
    pub bucket: String,
    pub region: String,
    pub access_key: Secret<String>,
    pub secret_key: Secret<String>,
}

pub struct S3 {
    store: AmazonS3,
}

impl S3 {
    pub(super) fn open(settings: &S3Settings) -> Result<Self, String> {
        // The first of the process counts; a second call finds it set.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let plain = settings.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http:"));
        let client = ClientOptions::new()
            .with_allow_http(plain)
            .with_connect_timeout(CONNECT_WITHIN)
            // A large download may take its time, as long as it goes on.
            .with_timeout_disabled()
            .with_read_timeout(READ_WITHIN);
        let retry = RetryConfig { max_retries: 3, retry_timeout: RETRY_WITHIN, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(settings.access_key.reveal())
            .with_secret_access_key(settings.secret_key.reveal())
            .with_client_options(client)
            .with_retry(retry);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|error| format!("The S3 settings do not fit together: {error}."))?;
        Ok(Self { store })
    }

    pub(super) async fn put_file(&self, key: &Key, file: &FilePath) -> Result<()> {
        let mut source = File::open(file).await.map_err(failure)?;
        let first = next_part(&mut source).await?;
        if first.len() < PART_BYTES {
            return self.put(key, first).await;
        }
        let mut upload = self.store.put_multipart(&path(key)).await.map_err(away)?;
        let sent = send_parts(upload.as_mut(), first, &mut source).await;
        if sent.is_err() {
            // What was sent in parts would be kept, and paid for, without ever becoming an object.
            let _ = upload.abort().await;
        }
        sent
    }

    pub(super) async fn put(&self, key: &Key, bytes: Bytes) -> Result<()> {
        self.store.put(&path(key), bytes.into()).await.map(|_| ()).map_err(away)
    }

    pub(super) async fn get(&self, key: &Key, range: Range<u64>) -> Result<BlobStream> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        match self.store.get_opts(&path(key), options).await {
            Ok(found) => Ok(found.into_stream().map_err(std::io::Error::other).boxed()),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound("file")),
            Err(error) => Err(away(error)),
        }
    }

    pub(super) async fn delete(&self, key: &Key) -> Result<()> {
        match self.store.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(error)),
        }
    }
}

/// Sends a file part by part, one in memory at a time.
async fn send_parts(upload: &mut dyn MultipartUpload, first: Bytes, source: &mut File) -> Result<()> {
    let mut part = first;
    while !part.is_empty() {
        upload.put_part(part.into()).await.map_err(away)?;
        part = next_part(source).await?;
    }
    upload.complete().await.map(|_| ()).map_err(away)
}

/// The next part of a file; empty at its end.
async fn next_part(source: &mut File) -> Result<Bytes> {
    let mut part = Vec::new();
    source.take(PART_BYTES as u64).read_to_end(&mut part).await.map_err(failure)?;
    Ok(part.into())
}

fn path(key: &Key) -> Path {
    Path::from(key.as_str())
}

fn away(error: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("the files' bucket: {error}"))
}
