//! GIF89a (CompuServe, 1990): a screen, then blocks until the trailer.

use std::io::{Read, Result, Write};

use super::Header;
use super::walk::{broken, pass, skip, take};

const IMAGE: u8 = 0x2C;
const EXTENSION: u8 = 0x21;
const TRAILER: u8 = 0x3B;
const CONTROL: u8 = 0xF9;
const APPLICATION: u8 = 0xFF;

pub(super) fn clean(from: &mut impl Read, to: &mut impl Write) -> Result<Header> {
    pass(from, to, 6)?;
    let screen = take::<7>(from)?;
    let [width_low, width_high, height_low, height_high, packed, ..] = screen;
    to.write_all(&screen)?;
    pass(from, to, table_bytes(packed))?;
    let mut header = Header {
        width: u16::from_le_bytes([width_low, width_high]).into(),
        height: u16::from_le_bytes([height_low, height_high]).into(),
        frames: 0,
        orientation: 1,
    };
    loop {
        match take::<1>(from)? {
            [IMAGE] => {
                header.frames = header.frames.saturating_add(1);
                let place = take::<9>(from)?;
                let [.., packed] = place;
                to.write_all(&[IMAGE])?;
                to.write_all(&place)?;
                pass(from, to, table_bytes(packed) + 1)?;
                blocks(from, to)?;
            }
            [EXTENSION] => extension(from, to)?,
            [TRAILER] if header.frames > 0 => {
                to.write_all(&[TRAILER])?;
                return Ok(header);
            }
            _ => return Err(broken("no GIF block")),
        }
    }
}

/// The size of the colour table that a packed field announces.
fn table_bytes(packed: u8) -> u64 {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 0x07) + 1) }
}

/// Keeps what steers the frames: their control, and how often they come again. Comments and the rest are left out.
fn extension(from: &mut impl Read, to: &mut impl Write) -> Result<()> {
    let [label] = take::<1>(from)?;
    if label == CONTROL {
        to.write_all(&[EXTENSION, label])?;
        return blocks(from, to);
    }
    if label != APPLICATION {
        return blocks(from, &mut std::io::sink());
    }
    let [length] = take::<1>(from)?;
    if length != 11 {
        skip(from, length.into())?;
        return blocks(from, &mut std::io::sink());
    }
    let name = take::<11>(from)?;
    if matches!(&name, b"NETSCAPE2.0" | b"ANIMEXTS1.0") {
        to.write_all(&[EXTENSION, label, length])?;
        to.write_all(&name)?;
        return blocks(from, to);
    }
    blocks(from, &mut std::io::sink())
}

/// Blocks of data, each after its length, until one of no length.
fn blocks(from: &mut impl Read, to: &mut impl Write) -> Result<()> {
    loop {
        let [length] = take::<1>(from)?;
        to.write_all(&[length])?;
        if length == 0 {
            return Ok(());
        }
        pass(from, to, length.into())?;
    }
}
