//! Where the contents of files are kept, and how large one may be.

use std::path::PathBuf;

use url::Url;

use super::keys::concern;
use super::setting::Setting;
use crate::platform::secret::Secret;

concern! { "Files",
    /// Where the contents of files are kept, and how large one may be.
    pub struct FilesConfig {
        /// The folder of the contents of files, made when absent. Several servers on one database must share it, or use S3.
        /// Nothing: `files` in the data folder.
        "files_folder" => folder: Option<PathBuf> = "",
        /// A bucket of any S3 that keeps the contents of files instead of a folder. The server alone reads and writes it; it
        /// need not be public, and must hold nothing else below `files/`. Nothing: the folder.
        "s3_bucket" => bucket: Option<Text> = "",
        /// Where the bucket is, when it is not Amazon's, such as `https://s3.example.org`.
        "s3_endpoint" => endpoint: Option<S3Endpoint> = "",
        /// The region of the bucket.
        "s3_region" => region: Text = "us-east-1",
        /// The name of the key that may read, write and delete in the bucket.
        "s3_access_key" => access_key: Option<Secret<Text>> = "",
        /// The secret of that key.
        "s3_secret_key" => secret_key: Option<Secret<Text>> = "",
        /// How large one file may be, in MiB. Uploads come in through the data folder, which needs room for those under way;
        /// with several servers a person's requests must reach the same one (a balancer calls it sticky), or the servers
        /// share their data folder.
        "upload_mib" => upload_limit: Mebibytes = "100",
    }
}

/// Any text that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl Setting for Text {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() { Err("is empty".to_owned()) } else { Ok(Self(text.trim().to_owned())) }
    }
}

/// `https://host`, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Endpoint(pub String);

impl Setting for S3Endpoint {
    fn from_text(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/");
        let plain = |url: &Url| url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
        let url = url.filter(plain).ok_or("is not an address such as `https://s3.example.org`")?;
        Ok(Self(url.origin().ascii_serialization()))
    }
}

/// So many MiB: 1 to 10,240.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mebibytes(pub i64);

impl Mebibytes {
    /// As bytes.
    #[must_use]
    pub fn bytes(self) -> i64 {
        self.0 * 1024 * 1024
    }
}

impl Setting for Mebibytes {
    fn from_text(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| (1..=10_240).contains(number));
        number.map(Self).ok_or_else(|| "is not a number of MiB from 1 to 10240".to_owned())
    }
}

/// Where the contents of files are, as the configuration says.
#[derive(Clone, Debug)]
pub enum FilesPlace<'a> {
    /// In this folder.
    Folder(PathBuf),
    /// In a bucket.
    S3 {
        bucket: &'a str,
        endpoint: Option<&'a str>,
        region: &'a str,
        access_key: &'a Secret<Text>,
        secret_key: &'a Secret<Text>,
    },
}

impl FilesConfig {
    /// Where the contents of files are; `data` is the data folder.
    ///
    /// # Errors
    /// A sentence about a setting that is missing.
    pub fn place(&self, data: &std::path::Path) -> Result<FilesPlace<'_>, String> {
        let Some(bucket) = &self.bucket else {
            return Ok(FilesPlace::Folder(self.folder.clone().unwrap_or_else(|| data.join("files"))));
        };
        if self.folder.is_some() {
            return Err("files_folder and s3_bucket are both set: files are kept in one of them.".to_owned());
        }
        let (Some(access_key), Some(secret_key)) = (&self.access_key, &self.secret_key) else {
            return Err("s3_bucket is set without s3_access_key and s3_secret_key.".to_owned());
        };
        let endpoint = self.endpoint.as_ref().map(|endpoint| endpoint.0.as_str());
        Ok(FilesPlace::S3 { bucket: &bucket.0, endpoint, region: &self.region.0, access_key, secret_key })
    }
}
