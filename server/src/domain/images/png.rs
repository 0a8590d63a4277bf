//! PNG (W3C, third edition): a signature and chunks.

use std::io::{Read, Result, Write};

use super::Header;
use super::walk::{broken, pass, skip, take};

/// What an image needs to look as it does; text, times, Exif and private chunks are left out.
const KEPT: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
    b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
const SIGNATURE: u64 = 8;
const CHECKSUM: u64 = 4;

pub(super) fn clean(from: &mut impl Read, to: &mut impl Write) -> Result<Header> {
    pass(from, to, SIGNATURE)?;
    let mut header = Header { frames: 1, orientation: 1, ..Header::default() };
    loop {
        let length = take::<4>(from)?;
        let kind = take::<4>(from)?;
        let mut rest = u64::from(u32::from_be_bytes(length)) + CHECKSUM;
        if !KEPT.contains(&&kind) {
            skip(from, rest)?;
            continue;
        }
        to.write_all(&length)?;
        to.write_all(&kind)?;
        match &kind {
            b"IHDR" => {
                let (width, height) = (take::<4>(from)?, take::<4>(from)?);
                (header.width, header.height) = (u32::from_be_bytes(width), u32::from_be_bytes(height));
                to.write_all(&width)?;
                to.write_all(&height)?;
                rest = rest.checked_sub(8).ok_or_else(|| broken("a short IHDR"))?;
            }
            b"acTL" => {
                let frames = take::<4>(from)?;
                header.frames = u32::from_be_bytes(frames);
                to.write_all(&frames)?;
                rest = rest.checked_sub(4).ok_or_else(|| broken("a short acTL"))?;
            }
            _ => {}
        }
        pass(from, to, rest)?;
        if &kind == b"IEND" {
            return Ok(header);
        }
    }
}
