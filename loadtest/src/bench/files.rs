//! Files: how fast bytes come in, and how long a photograph takes until it can be shown.

use hyper::body::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use tokio::time::{Duration, Instant};
use wire::files::{NewUpload, Upload};

use super::measure::{Stretch, percentile};
use super::stage::Stage;
use super::table::{Row, row};
use crate::http::Http;
use crate::random::Random;

const MIB: usize = 1024 * 1024;
/// Files of each measurement.
const FILES: usize = 5;
const LARGE: usize = 64 * MIB;
/// Twelve megapixels.
const PHOTO: (u32, u32) = (4000, 3000);

/// Uploads one after the other, then photographs.
///
/// # Errors
/// A sentence, when a request fails.
pub async fn measure(stage: &Stage) -> Result<Vec<Row>, String> {
    let mut http = stage.owner.http(stage.plan.address);
    let bytes = noise(LARGE);
    let stretch = Stretch::begin(stage.server.pid());
    for number in 0..FILES {
        let upload = begin(&mut http, &format!("{number}.bin"), LARGE).await?;
        send(&mut http, upload, &bytes).await?;
    }
    let used = stretch.end();
    let mib = (FILES * LARGE / MIB) as u64;
    let photo = photograph()?;
    let mut waits = Vec::new();
    for number in 0..FILES {
        waits.push(finish(&mut http, &format!("{number}.jpg"), &photo).await?);
    }
    let (middle, most) = (percentile(&mut waits, 0.5), percentile(&mut waits, 1.0));
    Ok(vec![
        row(
            "upload, 64 MiB in chunks, one at a time: MiB per cpu-s",
            "",
            "",
            format!("{:.0} ({:.0} MiB/s)", used.a_cpu_second(mib), used.a_second(mib)),
        ),
        row(
            format!("a JPEG of 12 megapixels ({:.1} MiB): last byte to thumbnails", photo.len() as f64 / MIB as f64),
            "",
            "",
            format!("{middle:.0} ms, at most {most:.0} ms of {FILES}"),
        ),
    ])
}

/// How long the last byte of a picture takes: with it, the server makes the thumbnails.
async fn finish(http: &mut Http, name: &str, picture: &Bytes) -> Result<Duration, String> {
    let upload = begin(http, name, picture.len()).await?;
    let nearly = picture.slice(..picture.len() - 1);
    let upload = send(http, upload, &nearly).await?;
    let began = Instant::now();
    let upload = send(http, upload, picture).await?;
    let took = began.elapsed();
    match upload.file.is_some_and(|file| file.image.is_some()) {
        true => Ok(took),
        false => Err("the photograph was not taken for a picture".to_owned()),
    }
}

async fn begin(http: &mut Http, name: &str, size: usize) -> Result<Upload, String> {
    let size = i64::try_from(size).map_err(|error| error.to_string())?;
    Ok(http.post("/uploads", &NewUpload { name: name.to_owned(), size }).await?)
}

/// Sends what the server does not have yet of these bytes.
async fn send(http: &mut Http, mut upload: Upload, bytes: &Bytes) -> Result<Upload, String> {
    loop {
        let from = usize::try_from(upload.offset).map_err(|error| error.to_string())?;
        if from >= bytes.len() {
            return Ok(upload);
        }
        let chunk = usize::try_from(upload.chunk_bytes).map_err(|error| error.to_string())?;
        let part = bytes.slice(from..bytes.len().min(from + chunk));
        upload = http.chunk(&format!("/uploads/{}?offset={from}", upload.id), part).await?;
    }
}

/// Bytes that nothing can make shorter.
fn noise(count: usize) -> Bytes {
    let mut random = Random::new(12);
    (0..count).map(|_| random.below(256) as u8).collect::<Vec<u8>>().into()
}

/// A picture with soft shapes and the grain of a camera.
fn photograph() -> Result<Bytes, String> {
    let (width, height) = PHOTO;
    let mut random = Random::new(7);
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let shape = (f64::from(x) / 310.0).sin() * (f64::from(y) / 270.0).cos() * 90.0;
            let light = 120.0 + shape + random.below(9) as f64;
            pixels.extend([light as u8, (light * 0.9) as u8, (f64::from(y) / f64::from(height) * 200.0) as u8]);
        }
    }
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 90);
    encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8).map_err(|error| error.to_string())?;
    Ok(jpeg.into())
}
