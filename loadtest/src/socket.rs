//! A client's socket that costs next to nothing, so that thousands fit beside the server they measure.
//!
//! It speaks just enough of RFC 6455 for a server that is known: no extensions, no fragments, frames from the server unmasked.
//! The chaos rounds use a complete client instead.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use wire::frames::{AuthFrame, ClientFrame, ResumeFrame};

use crate::people::{Person, Start};

/// Read at once; it lies on the stack, for the time of one read.
const SCRATCH: usize = 16 * 1024;
const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;

/// An open socket.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    /// The beginning of a frame whose rest is under way.
    partial: Vec<u8>,
}

impl Socket {
    /// Connects, authenticates and resumes; returns when every stream is live.
    ///
    /// # Errors
    /// When the connection breaks or the server says something else.
    pub async fn open(address: SocketAddr, person: &Person, start: &Start) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET /api/v1/socket HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let partial = after_head(&mut stream).await?;
        let mut socket = Self { stream, partial };
        socket.await_frames("hello", 1).await?;
        socket.say(&ClientFrame::Auth(AuthFrame { token: person.token.clone() })).await?;
        socket.await_frames("ready", 1).await?;
        let (epoch, heads) = (start.epoch.clone(), start.heads.clone());
        socket.say(&ClientFrame::Resume(ResumeFrame { epoch, heads })).await?;
        socket.await_frames("resumed", start.heads.len()).await?;
        Ok(socket)
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn say(&mut self, frame: &ClientFrame) -> io::Result<()> {
        let text = serde_json::to_vec(frame)?;
        let length = u16::try_from(text.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        // Masked, as clients must, with the mask zero, which changes nothing.
        let mut bytes = vec![TEXT];
        match u8::try_from(length) {
            Ok(short @ ..=125) => bytes.push(0x80 | short),
            _ => {
                bytes.push(0x80 | 126);
                bytes.extend(length.to_be_bytes());
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(text);
        self.stream.write_all(&bytes).await
    }

    /// Waits for something to arrive and hands every whole frame to `heard`.
    ///
    /// # Errors
    /// When the server closes, or the connection breaks.
    pub async fn hear(&mut self, mut heard: impl FnMut(&[u8])) -> io::Result<()> {
        self.stream.readable().await?;
        match self.read(&mut heard) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            other => other,
        }
    }

    fn read(&mut self, heard: &mut impl FnMut(&[u8])) -> io::Result<()> {
        let mut scratch = [0; SCRATCH];
        let read = self.stream.try_read(&mut scratch)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let fresh = scratch.get(..read).unwrap_or_default();
        if self.partial.is_empty() {
            self.partial = take_frames(fresh, heard)?.to_vec();
        } else {
            self.partial.extend_from_slice(fresh);
            let rest = take_frames(&self.partial, heard)?.len();
            self.partial.drain(..self.partial.len() - rest);
        }
        if self.partial.is_empty() {
            // An idle socket keeps nothing.
            self.partial = Vec::new();
        }
        Ok(())
    }

    /// Waits for `count` frames of a type; others may come between.
    async fn await_frames(&mut self, kind: &str, count: usize) -> io::Result<()> {
        let start = format!("{{\"type\":\"{kind}\"");
        let mut found = 0;
        let mut see = |frame: &[u8]| found += usize::from(frame.starts_with(start.as_bytes()));
        let waiting = std::mem::take(&mut self.partial);
        self.partial = take_frames(&waiting, &mut see)?.to_vec();
        while found < count {
            let mut see = |frame: &[u8]| found += usize::from(frame.starts_with(start.as_bytes()));
            self.hear(&mut see).await?;
        }
        Ok(())
    }
}

/// Reads the answer to the upgrade; answers what came after it.
async fn after_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            if !bytes.starts_with(b"HTTP/1.1 101") {
                return Err(io::Error::other(String::from_utf8_lossy(&bytes).into_owned()));
            }
            return Ok(bytes.split_off(end + 4));
        }
    }
}

/// Hands the whole frames in `bytes` to `heard`; answers what remains.
fn take_frames<'a>(mut bytes: &'a [u8], heard: &mut impl FnMut(&[u8])) -> io::Result<&'a [u8]> {
    loop {
        let (head, length) = match *bytes {
            [_, short @ ..=125, ..] => (2, usize::from(short)),
            [_, 126, high, low, ..] => (4, usize::from(u16::from_be_bytes([high, low]))),
            [_, 127, a, b, c, d, e, f, g, h, ..] => {
                let length = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
                (10, usize::try_from(length).map_err(|_| io::ErrorKind::InvalidData)?)
            }
            _ => return Ok(bytes),
        };
        let Some((frame, rest)) = bytes.split_at_checked(head + length) else { return Ok(bytes) };
        match (frame.first(), frame.get(head..)) {
            (Some(&TEXT), Some(payload)) => heard(payload),
            (Some(&CLOSE), Some(payload)) => {
                return Err(io::Error::other(format!("closed: {}", String::from_utf8_lossy(payload))));
            }
            _ => {}
        }
        bytes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: &[u8]) -> (Vec<String>, usize) {
        let mut heard = Vec::new();
        let rest = take_frames(bytes, &mut |frame: &[u8]| heard.push(String::from_utf8(frame.to_vec()).unwrap()));
        let rest = rest.unwrap().len();
        (heard, rest)
    }

    #[test]
    fn frames_of_every_length_are_told_apart_wherever_the_bytes_end() {
        let (middle, long) = ("m".repeat(300), "l".repeat(70_000));
        let mut bytes = vec![TEXT, 2];
        bytes.extend(b"hi");
        bytes.extend([TEXT, 126, 1, 44]);
        bytes.extend(middle.as_bytes());
        bytes.extend([TEXT, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
        bytes.extend(long.as_bytes());
        let all = ["hi".to_owned(), middle, long];
        assert_eq!(frames(&bytes), (all.to_vec(), 0));
        for (end, whole) in [(1, 0), (3, 0), (4, 1), (6, 1), (307, 1), (308, 2), (317, 2), (bytes.len() - 1, 2)] {
            let (heard, rest) = frames(&bytes[..end]);
            assert_eq!(heard, all[..whole], "{end} bytes");
            let taken: usize = [0, 4, 308][whole];
            assert_eq!(rest, end - taken, "{end} bytes");
        }
    }

    #[test]
    fn a_close_is_an_error() {
        assert!(take_frames(&[CLOSE, 2, 0x11, 0x39], &mut |_: &[u8]| {}).is_err());
    }
}
