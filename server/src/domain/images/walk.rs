//! Steps through bytes: what every format's walk is made of.

use std::io::{Error, ErrorKind, Read, Result, Write};

/// The image's structure is not one that is understood.
pub fn broken(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

/// The next `N` bytes.
pub fn take<const N: usize>(from: &mut impl Read) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The next bytes, so many, into memory: only for parts whose size the format bounds.
pub fn take_many(from: &mut impl Read, count: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(count as u64).read_to_end(&mut bytes)?;
    if bytes.len() == count { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Passes on the next bytes, so many.
pub fn pass(from: &mut impl Read, to: &mut impl Write, count: u64) -> Result<()> {
    let passed = std::io::copy(&mut from.by_ref().take(count), to)?;
    if passed == count { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Leaves out the next bytes, so many.
pub fn skip(from: &mut impl Read, count: u64) -> Result<()> {
    pass(from, &mut std::io::sink(), count)
}
