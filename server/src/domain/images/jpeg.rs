//! JPEG (ITU-T T.81): segments between markers.
//!
//! Of Exif (CIPA DC-008) only the orientation is kept, in a segment of its own, so that the image still stands upright. The walk
//! ends at the first end of image: pictures and films hidden behind it, with positions of their own, do not come along.

use std::io::{BufRead, Result, Write};

use super::Header;
use super::walk::{broken, pass, skip, take, take_many};

const START_OF_SCAN: u8 = 0xDA;
const END: u8 = 0xD9;
/// Passes over a progressive image: each costs the decoder a walk over all of it.
const SCANS: u32 = 64;

pub(super) fn clean(from: &mut impl BufRead, to: &mut impl Write) -> Result<Header> {
    pass(from, to, 2)?;
    let mut header = Header { frames: 1, orientation: 1, ..Header::default() };
    let mut kept = Vec::new();
    // The segments before the picture are few and bounded; they wait until the orientation is known.
    let mut marker = heads(from, &mut kept, &mut header)?;
    if header.orientation > 1 {
        to.write_all(&orientation_segment(header.orientation))?;
    }
    to.write_all(&kept)?;
    let mut scans = 0;
    while marker != END {
        // Tables may stand between the scans.
        let body = segment(from)?;
        if is_kept(marker, &body) {
            write_segment(to, marker, &body)?;
        }
        marker = if marker == START_OF_SCAN { scan(from, to)? } else { next_marker(from)? };
        scans += u32::from(marker == START_OF_SCAN);
        if scans > SCANS {
            return Err(broken("too many scans"));
        }
    }
    to.write_all(&[0xFF, END])?;
    Ok(header)
}

/// Reads the segments before the first scan. Answers the marker that ended them.
fn heads(from: &mut impl BufRead, kept: &mut Vec<u8>, header: &mut Header) -> Result<u8> {
    /// All segments before the picture together; color profiles of printers are the largest.
    const MOST: usize = 8 * 1024 * 1024;
    loop {
        let marker = next_marker(from)?;
        match marker {
            START_OF_SCAN => return Ok(marker),
            END => return Err(broken("a JPEG without a picture")),
            _ => {}
        }
        let body = segment(from)?;
        if marker == 0xE1 {
            header.orientation = orientation(&body).unwrap_or(header.orientation);
        }
        if let (true, [_, h0, h1, w0, w1, ..]) = (is_frame(marker), body.as_slice()) {
            (header.width, header.height) =
                (u16::from_be_bytes([*w0, *w1]).into(), u16::from_be_bytes([*h0, *h1]).into());
        }
        if is_kept(marker, &body) {
            write_segment(kept, marker, &body)?;
        }
        if kept.len() > MOST {
            return Err(broken("too much before the picture"));
        }
    }
}

/// Start of frame, of any coding; C4, C8 and CC are something else.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Of the application's own segments JFIF, color profiles and Adobe's color transform are kept; comments are not.
fn is_kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xE0 => body.starts_with(b"JFIF\0"),
        0xE2 => body.starts_with(b"ICC_PROFILE\0"),
        0xEE => body.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => false,
        _ => true,
    }
}

/// What a segment holds.
fn segment(from: &mut impl BufRead) -> Result<Vec<u8>> {
    let length = usize::from(u16::from_be_bytes(take(from)?));
    take_many(from, length.checked_sub(2).ok_or_else(|| broken("a short segment"))?)
}

fn write_segment(to: &mut impl Write, marker: u8, body: &[u8]) -> Result<()> {
    let length = u16::try_from(body.len() + 2).map_err(|_| broken("a long segment"))?;
    to.write_all(&[0xFF, marker])?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(body)
}

/// The next marker; fill bytes may stand before it.
fn next_marker(from: &mut impl BufRead) -> Result<u8> {
    if take::<1>(from)? != [0xFF] {
        return Err(broken("no marker where one must be"));
    }
    loop {
        match take::<1>(from)? {
            [0xFF] => {}
            [0x00 | 0x01 | 0xD0..=0xD8] => return Err(broken("a marker out of place")),
            [marker] => return Ok(marker),
        }
    }
}

/// Passes on the coded picture up to the next marker that is none of its own. Answers that marker.
fn scan(from: &mut impl BufRead, to: &mut impl Write) -> Result<u8> {
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Err(broken("a JPEG that breaks off"));
        }
        let plain = buffer.iter().position(|byte| *byte == 0xFF).unwrap_or(buffer.len());
        let at_end = plain == buffer.len();
        to.write_all(buffer.get(..plain).unwrap_or_default())?;
        from.consume(plain);
        if at_end {
            continue;
        }
        skip(from, 1)?;
        loop {
            match take::<1>(from)? {
                [0xFF] => {}
                // A stuffed zero, or a restart: part of the picture.
                [own @ (0x00 | 0xD0..=0xD7)] => {
                    to.write_all(&[0xFF, own])?;
                    break;
                }
                [marker] => return Ok(marker),
            }
        }
    }
}

/// The orientation that an Exif segment tells, 1 to 8.
fn orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| -> Option<u32> {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = (0..entries).map(|index| directory + 2 + index * 12).find(|at| short(*at) == Some(ORIENTATION))?;
    let value = u8::try_from(short(entry + 8)?).ok()?;
    (1..=8).contains(&value).then_some(value)
}

/// The tag of the orientation in Exif.
const ORIENTATION: u16 = 0x0112;

/// An Exif segment that tells the orientation and nothing else.
fn orientation_segment(orientation: u8) -> [u8; 36] {
    let mut segment = *b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(value) = segment.get_mut(29) {
        *value = orientation;
    }
    segment
}
