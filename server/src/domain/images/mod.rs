//! Images as bytes: what they are, how large, how many frames, read from their structure without decoding a pixel.
//!
//! The same walk writes the image anew without what it should not tell (position, camera, comments, whatever stands behind its
//! end), so what is kept is only what the walk understood. It must never decode: `platform/images.rs` does, once this says that
//! it is bearable. One file a format.

mod gif;
mod jpeg;
mod png;
mod walk;
mod webp;

use std::io::{BufRead, Result, Seek, Write};

use wire::limits;

/// A format that is shown in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Png,
    Jpeg,
    Gif,
    Webp,
}

impl Format {
    /// The format of a file that begins so.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }
}

/// What the structure of an image says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// In pixels, as stored.
    pub width: u32,
    /// In pixels, as stored.
    pub height: u32,
    /// 1 for an image that does not move.
    pub frames: u32,
    /// How to turn it to stand upright, 1 to 8 as in Exif; 1 is as stored.
    pub orientation: u8,
}

impl Header {
    /// Whether decoding it costs a bounded amount of memory and time.
    #[must_use]
    pub fn is_bearable(&self) -> bool {
        let side = |pixels: u32| (1..=limits::IMAGE_SIDE).contains(&pixels);
        side(self.width)
            && side(self.height)
            && u64::from(self.width) * u64::from(self.height) <= limits::IMAGE_PIXELS
            && self.frames <= limits::IMAGE_FRAMES
    }

    /// Width and height once it stands upright.
    #[must_use]
    pub fn upright(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// Walks through an image and writes it anew without what it should not tell. Tells what it is.
///
/// # Errors
/// When the image is not whole, or its structure cannot be understood.
pub fn clean(format: Format, from: &mut (impl BufRead + Seek), to: &mut (impl Write + Seek)) -> Result<Header> {
    match format {
        Format::Png => png::clean(from, to),
        Format::Jpeg => jpeg::clean(from, to),
        Format::Gif => gif::clean(from, to),
        Format::Webp => webp::clean(from, to),
    }
}

#[cfg(test)]
mod tests;
