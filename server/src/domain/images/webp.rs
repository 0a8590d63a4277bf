//! WebP (RFC 9649): a RIFF container.

use std::io::{Read, Result, Seek, SeekFrom, Write};

use super::Header;
use super::walk::{broken, pass, skip, take};

/// Flags of `VP8X` that announce Exif and XMP, which are left out.
const TELLING: u8 = 0x08 | 0x04;

pub(super) fn clean(from: &mut impl Read, to: &mut (impl Write + Seek)) -> Result<Header> {
    let [_, _, _, _, a, b, c, d, ..] = take::<12>(from)?;
    let mut left = u64::from(u32::from_le_bytes([a, b, c, d])).checked_sub(4).ok_or_else(|| broken("a short RIFF"))?;
    to.write_all(b"RIFF\0\0\0\0WEBP")?;
    let mut header = Header { orientation: 1, ..Header::default() };
    let mut written: u64 = 4;
    while left >= 8 {
        let kind = take::<4>(from)?;
        let length = take::<4>(from)?;
        let padded = u64::from(u32::from_le_bytes(length)).next_multiple_of(2);
        left = left.checked_sub(8 + padded).ok_or_else(|| broken("a chunk longer than its file"))?;
        if !matches!(&kind, b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP") {
            skip(from, padded)?;
            continue;
        }
        to.write_all(&kind)?;
        to.write_all(&length)?;
        written += 8 + padded;
        let begun = begin(&kind, padded, from, to, &mut header)?;
        pass(from, to, padded - begun)?;
    }
    if header.frames == 0 {
        return Err(broken("a WebP without a picture"));
    }
    to.seek(SeekFrom::Start(4))?;
    to.write_all(&u32::try_from(written).map_err(|_| broken("a WebP of more than 4 GiB"))?.to_le_bytes())?;
    to.seek(SeekFrom::End(0))?;
    Ok(header)
}

/// Reads what the beginning of a chunk says, and passes it on. Answers how many bytes that were.
fn begin(kind: &[u8; 4], length: u64, from: &mut impl Read, to: &mut impl Write, header: &mut Header) -> Result<u64> {
    match kind {
        b"VP8X" if length >= 10 => {
            let mut bytes = take::<10>(from)?;
            let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = &mut bytes;
            *flags &= !TELLING;
            header.width = u32::from_le_bytes([*w0, *w1, *w2, 0]) + 1;
            header.height = u32::from_le_bytes([*h0, *h1, *h2, 0]) + 1;
            to.write_all(&bytes)?;
            Ok(10)
        }
        b"VP8 " if length >= 10 => {
            // RFC 6386 section 9.1: a frame tag, a start code, then fourteen bits each.
            let bytes = take::<10>(from)?;
            let [_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1] = bytes else { return Err(broken("no VP8 key frame")) };
            single(header, u16::from_le_bytes([w0, w1]) & 0x3FFF, u16::from_le_bytes([h0, h1]) & 0x3FFF);
            to.write_all(&bytes)?;
            Ok(10)
        }
        b"VP8L" if length >= 5 => {
            let bytes = take::<5>(from)?;
            let [0x2F, a, b, c, d] = bytes else { return Err(broken("no VP8L signature")) };
            let bits = u32::from_le_bytes([a, b, c, d]);
            single(header, (bits & 0x3FFF) as u16 + 1, ((bits >> 14) & 0x3FFF) as u16 + 1);
            to.write_all(&bytes)?;
            Ok(5)
        }
        b"ANMF" => {
            header.frames = header.frames.saturating_add(1);
            Ok(0)
        }
        b"VP8X" | b"VP8 " | b"VP8L" => Err(broken("a short chunk")),
        _ => Ok(0),
    }
}

/// The one picture of a WebP that does not move; its container may have named a size before.
fn single(header: &mut Header, width: u16, height: u16) {
    header.frames += 1;
    header.width = header.width.max(width.into());
    header.height = header.height.max(height.into());
}
