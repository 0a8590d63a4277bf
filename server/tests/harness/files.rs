//! Files: made, uploaded and read.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use image::{DynamicImage, ImageFormat, RgbImage};
use relaydesk::blobs::{Location, S3Settings};
use relaydesk::ops::job;
use relaydesk::platform::secret::Secret;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::client::{Answer, Person};
use super::server::Server;

/// Where the servers of this run keep files: in the test's folder, or in the S3 of the run.
pub fn location() -> Location {
    match std::env::var("RELAYDESK_TEST_S3_URL") {
        Ok(endpoint) => Location::S3(s3(&endpoint)),
        Err(_) => Location::Disk("set by the server".into()),
    }
}

/// The bucket of the tests, at an S3 that listens there.
pub fn s3(endpoint: &str) -> S3Settings {
    S3Settings {
        endpoint: Some(endpoint.to_owned()),
        bucket: "relaydesk".to_owned(),
        region: "us-east-1".to_owned(),
        access_key: Secret::new("S3RVER".to_owned()),
        secret_key: Secret::new("S3RVER".to_owned()),
    }
}

/// An image of many colors, as a file of this format.
pub fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let color = |x: u32, y: u32| image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, ((x ^ y) % 256) as u8]);
    let pixels = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, color));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A black PNG, made without drawing it: what the largest one that is taken costs, none but the server shall pay.
pub fn black_png(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let named = [kind, body].concat();
        let mut crc = u32::MAX;
        for byte in &named {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
            }
        }
        [&(body.len() as u32).to_be_bytes()[..], &named, &(!crc).to_be_bytes()].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let zeros = height as usize * (1 + width as usize * 3);
    // One block of fixed codes (RFC 1951 section 3.2.6), bits from the lowest: a literal zero, then 258 times what was before.
    let mut bits: Vec<bool> = vec![true, true, false, false, false, true, true, false, false, false, false];
    for _ in 0..(zeros - 1) / 258 {
        bits.extend([true, true, false, false, false, true, false, true, false, false, false, false, false]);
    }
    for _ in 0..(zeros - 1) % 258 {
        bits.extend([false, false, true, true, false, false, false, false]);
    }
    bits.extend([false; 7]);
    let packed = bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit)));
    let adler = ((zeros % 65_521) as u32) << 16 | 1;
    let zlib = [&[0x78, 0x01][..], &packed.collect::<Vec<u8>>(), &adler.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1A\n", chunk(b"IHDR", &header).as_slice(), &chunk(b"IDAT", &zlib), &chunk(b"IEND", b"")].concat()
}

/// Bytes without any order, the same each time.
pub fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..count).map(|_| next()).collect()
}

/// The files below a folder.
pub fn files_below(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.map(|entry| entry.unwrap()) {
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files_below(&entry.path())),
            false => found.push(entry.path().display().to_string()),
        }
    }
    found
}

impl Server {
    /// Does the jobs that are due, those that come back by themselves among them.
    pub async fn work(&self) {
        job::schedule(&self.app).await.unwrap();
        let stop = CancellationToken::new();
        let jobs = tokio::spawn(relaydesk::jobs::run(self.app.clone(), stop.clone()));
        while job::is_due(&self.app).await.unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.cancel();
        jobs.await.unwrap();
    }

    /// Begins an upload; answers it.
    pub async fn begin(&self, who: &Person, name: &str, size: usize) -> Value {
        self.post("/uploads", who, json!({"name": name, "size": size})).await.created()
    }

    /// Sends a chunk.
    pub async fn chunk(&self, who: &Person, upload: &str, offset: usize, bytes: &[u8]) -> Answer {
        let request = Request::patch(format!("/api/v1/uploads/{upload}?offset={offset}"))
            .header("authorization", format!("Bearer {}", who.token))
            .header("content-type", "application/octet-stream");
        self.send(request.body(Body::from(bytes.to_vec())).unwrap()).await
    }

    /// Uploads a whole file in chunks; answers it.
    pub async fn upload(&self, who: &Person, name: &str, bytes: &[u8]) -> Value {
        let upload = self.begin(who, name, bytes.len()).await;
        let id = upload["id"].as_str().unwrap();
        let most = upload["chunk_bytes"].as_u64().unwrap() as usize;
        let mut answer = Value::Null;
        for (chunk, number) in bytes.chunks(most).zip(0..) {
            answer = self.chunk(who, id, number * most, chunk).await.ok();
        }
        assert_eq!(answer["offset"], answer["size"]);
        answer["file"].clone()
    }

    /// Makes a custom emoji of a picture.
    pub async fn make_emoji(&self, who: &Person, name: &str, picture: &[u8]) -> Answer {
        let file = self.upload(who, "picture", picture).await;
        self.post("/emoji", who, json!({"name": name, "file": file["id"]})).await
    }

    /// Sends a message with files; answers it.
    pub async fn say_with(&self, who: &Person, room: &str, text: &str, files: &[&Value]) -> Value {
        let ids: Vec<_> = files.iter().map(|file| file["id"].clone()).collect();
        let key = format!("{}-{}", who.name, ids[0].as_str().unwrap());
        let body = json!({"text": text, "files": ids, "client_key": key});
        self.post(&format!("/rooms/{room}/messages"), who, body).await.created()["message"].clone()
    }

    /// Reads the content of a file, with headers of the caller's own.
    pub async fn content(&self, who: &Person, file: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(format!("/api/v1/files/{}/content", file["id"].as_str().unwrap()))
            .header("authorization", format!("Bearer {}", who.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }
}
