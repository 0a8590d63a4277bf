//! Images decoded: made small for the timeline, and smaller still for the moment before they load.
//!
//! One at a time, off the async threads, in bounded memory; nothing is decoded whose header says that it is too much. What
//! cannot be decoded is no image. What an image is made of is read in `domain/images`. Nothing is known of chat.

use std::fs::File;
use std::io::{BufReader, BufWriter, Cursor, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use fast_image_resize::{ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageEncoder, ImageReader, Limits};
use tokio::sync::Semaphore;
use wire::limits;

use crate::domain::error::{Error, Result};
use crate::domain::images::{self, Format, Header};

/// Images decoded at once. One can take [`DECODED_BYTES`] and its source.
const AT_ONCE: usize = 1;
/// What a decoder may allocate: 40 megapixels of four bytes, and its own tables.
const DECODED_BYTES: u64 = 200 * 1024 * 1024;
const JPEG_QUALITY: u8 = 82;
/// A color profile that is larger is that of a printer.
const PROFILE_BYTES: usize = 64 * 1024;
/// Longer sides that a placeholder may have, the first that fits its limit counts.
const PLACEHOLDER_SIDES: [u32; 4] = [16, 12, 8, 4];
/// An animated emoji that is larger stands still.
const ANIMATED_BYTES: u64 = 128 * 1024;

/// An image that can be shown in place.
#[derive(Clone, Debug)]
pub struct Picture {
    pub format: Format,
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// A tiny PNG as a `data:` URL.
    pub placeholder: String,
    /// PNG or JPEG, in the order of [`limits::THUMBNAIL_PIXELS`].
    pub thumbnails: [Bytes; 2],
    /// The image itself, written anew without what it should not tell.
    pub cleaned: PathBuf,
}

/// A picture as small as an emoji.
#[derive(Clone, Debug)]
pub struct Emblem {
    /// PNG, or GIF when it is animated.
    pub bytes: Vec<u8>,
    pub animated: bool,
}

/// A picture made small enough for a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Small {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// PNG or JPEG.
    pub bytes: Vec<u8>,
}

/// Decodes images, one at a time.
#[derive(Clone)]
pub struct Images {
    working: Arc<Semaphore>,
}

impl Default for Images {
    fn default() -> Self {
        Self { working: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Images {
    /// Reads the image in a file and writes it anew to `cleaned`. None when the file is no image that can be shown in place:
    /// another type, too much of it, broken, or not to be trusted.
    ///
    /// # Errors
    /// `StorageFull` when there is no room for the cleaned file, `Internal` when the server stops.
    pub async fn read(&self, file: PathBuf, cleaned: PathBuf) -> Result<Option<Picture>> {
        self.run(move || picture(&file, cleaned)).await
    }

    /// Makes an emblem of the image in a file's bytes. None as for [`Images::read`].
    ///
    /// # Errors
    /// `Internal` when the server stops.
    pub async fn emblem(&self, bytes: Bytes) -> Result<Option<Emblem>> {
        self.run(move || emblem(&bytes)).await
    }

    /// Makes the image in a file's bytes small enough for a preview. None as for [`Images::read`].
    ///
    /// # Errors
    /// `Internal` when the server stops.
    pub async fn small(&self, bytes: Bytes) -> Result<Option<Small>> {
        self.run(move || small(&bytes)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> std::io::Result<Option<T>> + Send + 'static,
    ) -> Result<Option<T>> {
        let permit = Arc::clone(&self.working).acquire_owned().await.map_err(Error::internal)?;
        let task = tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop(permit);
            outcome
        });
        match task.await {
            Ok(Ok(made)) => Ok(made),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::StorageFull => Err(Error::StorageFull),
            Ok(Err(error)) => {
                tracing::debug!(%error, "an image could not be read: it is a plain file");
                Ok(None)
            }
            // A decoder that gives up in the middle says the same.
            Err(error) if error.is_panic() => Ok(None),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

fn picture(file: &Path, cleaned: PathBuf) -> std::io::Result<Option<Picture>> {
    let mut source = BufReader::new(File::open(file)?);
    if source.get_ref().metadata()?.len() > limits::IMAGE_BYTES {
        return Ok(None);
    }
    let mut head = Vec::new();
    source.by_ref().take(16).read_to_end(&mut head)?;
    let Some(format) = Format::of(&head) else { return Ok(None) };
    source.rewind()?;
    let mut target = BufWriter::new(File::create(&cleaned)?);
    let header = images::clean(format, &mut source, &mut target)?;
    target.flush()?;
    target.get_ref().sync_data()?;
    if !header.is_bearable() {
        return Ok(None);
    }
    let decoded = decode(format, BufReader::new(File::open(&cleaned)?))?;
    let Decoded { pixels, profile } = decoded;
    let lossless = format != Format::Jpeg;
    let [small, large] = limits::THUMBNAIL_PIXELS;
    let large = shrink(pixels, large)?;
    let small = shrink(large.clone(), small)?;
    let upright = |pixels: DynamicImage| turned(pixels, header);
    let placeholder = placeholder(&upright(small.clone()))?;
    let thumbnails = [small, large].map(|pixels| encode(&upright(pixels), profile.as_deref(), lossless));
    let [small, large] = thumbnails;
    let (width, height) = header.upright();
    Ok(Some(Picture { format, width, height, placeholder, thumbnails: [small?, large?], cleaned }))
}

fn small(bytes: &[u8]) -> std::io::Result<Option<Small>> {
    let Some((format, header, cleaned)) = cleaned(bytes)? else { return Ok(None) };
    let decoded = decode(format, Cursor::new(cleaned.as_slice()))?;
    let pixels = turned(shrink(decoded.pixels, limits::PREVIEW_PIXELS)?, header);
    let bytes = encode(&pixels, decoded.profile.as_deref(), format != Format::Jpeg)?;
    Ok(Some(Small { width: pixels.width(), height: pixels.height(), bytes: bytes.into() }))
}

/// An image in memory, without what it should not tell; none when it is none or too much of it.
fn cleaned(bytes: &[u8]) -> std::io::Result<Option<(Format, Header, Vec<u8>)>> {
    let Some(format) = Format::of(bytes) else { return Ok(None) };
    let mut cleaned = Cursor::new(Vec::new());
    let header = images::clean(format, &mut Cursor::new(bytes), &mut cleaned)?;
    Ok(header.is_bearable().then(|| (format, header, cleaned.into_inner())))
}

fn emblem(bytes: &[u8]) -> std::io::Result<Option<Emblem>> {
    let Some((format, header, cleaned)) = cleaned(bytes)? else { return Ok(None) };
    let decoded = decode(format, Cursor::new(cleaned.as_slice()))?;
    let is_small = header.width.max(header.height) <= limits::EMOJI_PIXELS && cleaned.len() as u64 <= ANIMATED_BYTES;
    if format == Format::Gif && header.frames > 1 && is_small {
        return Ok(Some(Emblem { bytes: cleaned, animated: true }));
    }
    let pixels = turned(shrink(decoded.pixels, limits::EMOJI_PIXELS)?, header);
    Ok(Some(Emblem { bytes: png(&pixels, decoded.profile.as_deref())?, animated: false }))
}

struct Decoded {
    pixels: DynamicImage,
    profile: Option<Vec<u8>>,
}

/// Decodes the first frame.
fn decode(format: Format, source: impl std::io::BufRead + std::io::Seek) -> std::io::Result<Decoded> {
    let mut reader = ImageReader::with_format(
        source,
        match format {
            Format::Png => image::ImageFormat::Png,
            Format::Jpeg => image::ImageFormat::Jpeg,
            Format::Gif => image::ImageFormat::Gif,
            Format::Webp => image::ImageFormat::WebP,
        },
    );
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(limits::IMAGE_SIDE), Some(limits::IMAGE_SIDE));
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(std::io::Error::other)?;
    if decoder.total_bytes() > DECODED_BYTES {
        return Err(std::io::Error::other("too large when decoded"));
    }
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| profile.len() <= PROFILE_BYTES);
    // A profile of other colors than those that the pixels are decoded to would lie.
    let profile = profile.filter(|profile| profile.get(16..20) == Some(b"RGB "));
    let pixels = DynamicImage::from_decoder(decoder).map_err(std::io::Error::other)?;
    Ok(Decoded { pixels: eight_bits(pixels), profile })
}

/// Sixteen bits a channel are for editing, not for showing. Gray becomes color, so that a profile fits.
fn eight_bits(pixels: DynamicImage) -> DynamicImage {
    match pixels {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => pixels,
        other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    }
}

/// Made smaller so that the longer side has so many pixels; never larger.
fn shrink(pixels: DynamicImage, longer: u32) -> std::io::Result<DynamicImage> {
    let (width, height) = (pixels.width(), pixels.height());
    if width.max(height) <= longer {
        return Ok(pixels);
    }
    let side = |side: u32| {
        let scaled = u64::from(side) * u64::from(longer) / u64::from(width.max(height));
        u32::try_from(scaled).unwrap_or(longer).max(1)
    };
    let mut smaller = DynamicImage::new(side(width), side(height), pixels.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(fast_image_resize::FilterType::Lanczos3));
    Resizer::new().resize(&pixels, &mut smaller, &options).map_err(std::io::Error::other)?;
    Ok(smaller)
}

fn turned(mut pixels: DynamicImage, header: Header) -> DynamicImage {
    if let Some(orientation) = Orientation::from_exif(header.orientation) {
        pixels.apply_orientation(orientation);
    }
    pixels
}

/// JPEG; PNG when something shows through, or when that is no larger and nothing was lost before.
fn encode(pixels: &DynamicImage, profile: Option<&[u8]>, lossless: bool) -> std::io::Result<Bytes> {
    let shows_through = pixels.as_rgba8().is_some_and(|pixels| pixels.pixels().any(|pixel| pixel.0[3] < 255));
    if shows_through {
        return png(pixels, profile).map(Bytes::from);
    }
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    set_profile(&mut encoder, profile);
    encoder.encode_image(&pixels.to_rgb8()).map_err(std::io::Error::other)?;
    if lossless {
        let png = png(&DynamicImage::ImageRgb8(pixels.to_rgb8()), profile)?;
        if png.len() <= jpeg.len() {
            return Ok(Bytes::from(png));
        }
    }
    Ok(Bytes::from(jpeg))
}

fn png(pixels: &DynamicImage, profile: Option<&[u8]>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    set_profile(&mut encoder, profile);
    pixels.write_with_encoder(encoder).map_err(std::io::Error::other)?;
    Ok(bytes)
}

fn set_profile(encoder: &mut impl ImageEncoder, profile: Option<&[u8]>) {
    if let Some(profile) = profile {
        // An encoder that takes none shows the colors nearly right.
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
}

fn placeholder(pixels: &DynamicImage) -> std::io::Result<String> {
    for side in PLACEHOLDER_SIDES {
        let tiny = shrink(pixels.clone(), side)?;
        let url = format!("data:image/png;base64,{}", STANDARD.encode(png(&tiny, None)?));
        if url.len() <= limits::PLACEHOLDER_BYTES {
            return Ok(url);
        }
    }
    Err(std::io::Error::other("no placeholder is small enough"))
}
