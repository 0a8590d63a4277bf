//! Media types, found by content: what somebody says a file is counts for nothing.
//!
//! Only a few types are ever shown in place ([`kind`]); the others are names on a card. It reads the head of a file and must
//! never trust it: an image counts as one only after it was decoded (`platform/images.rs`).

use wire::files::FileKind;
use wire::ids::FileId;

use super::images::Format;

/// A file whose content is kept here, as far as whoever hands it out must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    pub id: FileId,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub kind: FileKind,
}

/// So much of a file is looked at.
pub const HEAD_BYTES: usize = 8 * 1024;

/// What may be played in place. Images are not here: they are shown only once they were decoded.
const PLAYED: [(&str, FileKind); 9] = [
    ("video/mp4", FileKind::Video),
    ("video/webm", FileKind::Video),
    ("audio/mpeg", FileKind::Audio),
    ("audio/mp4", FileKind::Audio),
    ("audio/webm", FileKind::Audio),
    ("audio/ogg", FileKind::Audio),
    ("audio/flac", FileKind::Audio),
    ("audio/wav", FileKind::Audio),
    ("audio/aac", FileKind::Audio),
];

/// How a file of this type is shown that is no decoded image.
#[must_use]
pub fn kind(media_type: &str) -> FileKind {
    PLAYED.iter().find(|(played, _)| *played == media_type).map_or(FileKind::Other, |(_, kind)| *kind)
}

/// The media type of a file that begins so; `application/octet-stream` when nothing fits.
#[must_use]
pub fn sniff(head: &[u8]) -> &'static str {
    Format::of(head)
        .map(Format::media_type)
        .or_else(|| container(head))
        .or_else(|| signature(head))
        .or_else(|| text(head))
        .unwrap_or("application/octet-stream")
}

/// Files whose beginning alone does not tell.
fn container(head: &[u8]) -> Option<&'static str> {
    match head {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => Some(of_brand(brand.get(..4).unwrap_or_default())),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => Some("video/x-msvideo"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some(of_matroska(head)),
        [b'O', b'g', b'g', b'S', ..] => Some(if holds(head, b"theora") { "video/ogg" } else { "audio/ogg" }),
        [b'P', b'K', 3, 4, ..] => Some(of_zip(head)),
        [b'P', b'K', 5, 6, ..] => Some("application/zip"),
        _ => None,
    }
}

/// The ISO base media file format (ISO/IEC 14496-12) by its major brand.
fn of_brand(brand: &[u8]) -> &'static str {
    match brand {
        b"M4A " | b"M4B " => "audio/mp4",
        b"qt  " => "video/quicktime",
        b"avif" | b"avis" => "image/avif",
        b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" => "image/heic",
        _ => "video/mp4",
    }
}

fn of_matroska(head: &[u8]) -> &'static str {
    let is_webm = holds(head.get(..64).unwrap_or(head), b"webm");
    match (is_webm, holds(head, b"V_VP8") || holds(head, b"V_VP9") || holds(head, b"V_AV1")) {
        (true, false) if holds(head, b"A_OPUS") || holds(head, b"A_VORBIS") => "audio/webm",
        (true, _) => "video/webm",
        (false, _) => "video/x-matroska",
    }
}

/// Office documents are zips whose first entries tell.
fn of_zip(head: &[u8]) -> &'static str {
    const ENTRIES: [(&[u8], &str); 7] = [
        (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
        (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
        (b"mimetypeapplication/epub+zip", "application/epub+zip"),
        (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ];
    ENTRIES.iter().find(|(mark, _)| holds(head, mark)).map_or("application/zip", |(_, media_type)| media_type)
}

/// Files that begin with a mark of their own.
fn signature(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 13] = [
        (b"%PDF-", "application/pdf"),
        (b"ID3", "audio/mpeg"),
        (b"fLaC", "audio/flac"),
        (b"\x1F\x8B", "application/gzip"),
        (b"BZh", "application/x-bzip2"),
        (b"\xFD7zXZ\0", "application/x-xz"),
        (b"(\xB5/\xFD", "application/zstd"),
        (b"7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"),
        (b"Rar!\x1A\x07", "application/vnd.rar"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"),
        (b"\x7FELF", "application/x-executable"),
        (b"MZ", "application/vnd.microsoft.portable-executable"),
        (b"{\\rtf", "application/rtf"),
    ];
    let marked = MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, media_type)| *media_type);
    marked.or(match head {
        // MPEG audio's frame header, the layer telling which: 00 is AAC's ADTS.
        [0xFF, second, ..] if second & 0xF6 == 0xF0 => Some("audio/aac"),
        [0xFF, second, third, ..] if second & 0xE6 == 0xE2 && third & 0xF0 != 0xF0 => Some("audio/mpeg"),
        _ => None,
    })
}

/// Text: UTF-8 without control characters. What a browser could run is named, so that nobody takes it for plain.
fn text(head: &[u8]) -> Option<&'static str> {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The head may end within a character.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    if whole.is_empty()
        || whole.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}' | '\u{1B}'))
    {
        return None;
    }
    let lower = whole.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace()).to_ascii_lowercase();
    Some(match () {
        () if lower.contains("<svg") => "image/svg+xml",
        () if ["<!doctype html", "<html", "<head", "<body", "<script"].iter().any(|tag| lower.contains(tag)) => {
            "text/html"
        }
        () if lower.starts_with("<?xml") => "text/xml",
        () => "text/plain",
    })
}

fn holds(head: &[u8], mark: &[u8]) -> bool {
    head.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_in_place_is_known_by_its_content() {
        let known: [(&[u8], &str); 9] = [
            (b"\x89PNG\r\n\x1A\n", "image/png"),
            (b"\0\0\0\x18ftypmp42", "video/mp4"),
            (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
            (b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm...A_OPUS", "audio/webm"),
            (b"\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\x82\x84webm...V_VP9", "video/webm"),
            (b"ID3\x04", "audio/mpeg"),
            (b"\xFF\xFB\x90\x64", "audio/mpeg"),
            (b"OggS...OpusHead", "audio/ogg"),
            (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        ];
        for (head, media_type) in known {
            assert_eq!(sniff(head), media_type);
            assert!(media_type == "image/png" || kind(media_type) != FileKind::Other, "{media_type}");
        }
    }

    #[test]
    fn what_a_browser_would_run_is_never_shown_in_place() {
        let hostile: [(&[u8], &str); 5] = [
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml"),
            (b"<?xml version='1.0'?>\n<SVG onload='x'/>", "image/svg+xml"),
            (b"\xEF\xBB\xBF  <!DOCTYPE HTML><p>", "text/html"),
            (b"GIF<script>alert(1)</script>", "text/html"),
            (b"<?xml version='1.0'?><a/>", "text/xml"),
        ];
        for (head, media_type) in hostile {
            assert_eq!(sniff(head), media_type);
            assert_eq!(kind(media_type), FileKind::Other);
        }
    }

    #[test]
    fn other_files_are_named_for_their_card() {
        let other: [(&[u8], &str); 7] = [
            (b"%PDF-1.7", "application/pdf"),
            (b"PK\x03\x04....[Content_Types].xml....word/document.xml", {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }),
            (b"PK\x03\x04....a.txt", "application/zip"),
            ("grüße\n".as_bytes(), "text/plain"),
            (&"grüße".as_bytes()[..4], "text/plain"),
            (b"\0\x01\x02", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ];
        for (head, media_type) in other {
            assert_eq!(sniff(head), media_type, "{head:?}");
            assert_eq!(kind(media_type), FileKind::Other);
        }
    }
}
