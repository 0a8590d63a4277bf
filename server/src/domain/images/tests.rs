//! What the walk through an image finds, keeps and leaves out.

use std::io::Cursor;

use image::{DynamicImage, Frame, ImageFormat, RgbImage};

use super::*;

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let color = |x: u32, y: u32| image::Rgb([x as u8 * 3, y as u8 * 5, 99]);
    DynamicImage::ImageRgb8(RgbImage::from_fn(40, 30, color)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn walk(bytes: &[u8]) -> Result<(Header, Vec<u8>)> {
    let mut cleaned = Cursor::new(Vec::new());
    let header = clean(Format::of(bytes).unwrap(), &mut Cursor::new(bytes), &mut cleaned)?;
    Ok((header, cleaned.into_inner()))
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// A segment of a JPEG.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&[0xFF, marker], &length[..], body].concat()
}

/// Exif that tells an orientation, and a position.
fn exif(orientation: u8) -> Vec<u8> {
    let tiff =
        [b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", &[orientation, 0, 0, 0][..], b"\0\0\0\0GPS 48.2N 16.3E"];
    segment(0xE1, &[b"Exif\0\0", tiff.concat().as_slice()].concat())
}

/// A chunk of a PNG; nobody looks at its checksum.
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32).to_be_bytes()[..], kind, body, b"\0\0\0\0"].concat()
}

#[test]
fn size_and_frames_are_read_in_every_format() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = picture(format);
        let (header, cleaned) = walk(&bytes).unwrap();
        assert_eq!(header, Header { width: 40, height: 30, frames: 1, orientation: 1 }, "{format:?}");
        assert_eq!(image::load_from_memory(&cleaned).unwrap(), image::load_from_memory(&bytes).unwrap(), "{format:?}");
        assert_eq!(walk(&cleaned).unwrap(), (header, cleaned.clone()), "{format:?}: once more finds nothing more");
    }
}

#[test]
fn a_jpeg_keeps_its_orientation_and_loses_its_position() {
    let plain = picture(ImageFormat::Jpeg);
    let (comment, xmp) = (segment(0xFE, b"GPS comment"), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0GPS"));
    let told = [&plain[..2], &exif(6), &xmp, &comment, &segment(0xED, b"GPS Photoshop"), &plain[2..]].concat();
    let (header, cleaned) = walk(&told).unwrap();
    assert_eq!(header.orientation, 6);
    assert_eq!(header.upright(), (30, 40));
    assert!(holds(&told, b"GPS") && !holds(&cleaned, b"GPS"));
    assert_eq!(walk(&cleaned).unwrap().0.orientation, 6, "and a browser turns it as before");
    assert_eq!(image::load_from_memory(&cleaned).unwrap(), image::load_from_memory(&plain).unwrap());
}

#[test]
fn what_stands_behind_the_end_of_an_image_does_not_come_along() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = picture(format);
        let (_, cleaned) = walk(&[&bytes, &b"<script>GPS</script>"[..]].concat()).unwrap();
        assert_eq!(cleaned, walk(&bytes).unwrap().1, "{format:?}");
    }
}

#[test]
fn a_png_loses_its_texts() {
    let plain = picture(ImageFormat::Png);
    let texts = [chunk(b"tEXt", b"GPS"), chunk(b"eXIf", b"GPS"), chunk(b"iTXt", b"XML:com.adobe.xmp GPS")].concat();
    let (_, cleaned) = walk(&[&plain[..33], &texts, &plain[33..]].concat()).unwrap();
    assert_eq!(cleaned, plain);
}

#[test]
fn a_gif_loses_its_comments_and_keeps_its_loop() {
    let plain = picture(ImageFormat::Gif);
    let screen = 13 + super::tests::table(&plain);
    let comment = b"\x21\xFE\x03GPS\0\x21\xFF\x0BXMP DataXMP\x03GPS\0";
    let looped = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0";
    let (_, cleaned) = walk(&[&plain[..screen], comment, looped, &plain[screen..]].concat()).unwrap();
    assert!(!holds(&cleaned, b"GPS") && holds(&cleaned, b"NETSCAPE2.0"));
}

/// Bytes of the color table behind a GIF's screen.
fn table(gif: &[u8]) -> usize {
    if gif[10] & 0x80 == 0 { 0 } else { 3 << ((gif[10] & 7) + 1) }
}

#[test]
fn a_webp_loses_its_exif_and_says_so() {
    let plain = picture(ImageFormat::WebP);
    let extended = b"VP8X\x0A\0\0\0\x0C\0\0\0\x27\0\0\x1D\0\0";
    let told = [&plain[..12], extended, &plain[12..], b"EXIF\x03\0\0\0GPS\0XMP \x03\0\0\0GPS\0"].concat();
    let told = [b"RIFF", &(told.len() as u32 - 8).to_le_bytes()[..], &told[8..]].concat();
    let (header, cleaned) = walk(&told).unwrap();
    assert_eq!((header.width, header.height), (40, 30));
    assert!(!holds(&cleaned, b"GPS") && !holds(&cleaned, b"EXIF"));
    assert_eq!(cleaned[20], 0, "the flags announce neither");
    assert_eq!(u32::from_le_bytes(cleaned[4..8].try_into().unwrap()) as usize, cleaned.len() - 8);
    assert_eq!(image::load_from_memory(&cleaned).unwrap(), image::load_from_memory(&plain).unwrap());
}

#[test]
fn frames_are_counted_without_decoding_them() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.encode_frames((0..3).map(|_| Frame::new(image::RgbaImage::new(4, 4)))).unwrap();
    drop(encoder);
    assert_eq!(walk(&bytes).unwrap().0.frames, 3);

    let png = picture(ImageFormat::Png);
    let animated = [&png[..33], &chunk(b"acTL", b"\0\0\x27\x10\0\0\0\0"), &png[33..]].concat();
    let (header, _) = walk(&animated).unwrap();
    assert_eq!(header.frames, 10_000);
    assert!(!header.is_bearable());
}

#[test]
fn an_image_that_claims_to_be_huge_is_not_bearable() {
    let mut png = picture(ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let (header, _) = walk(&png).unwrap();
    assert_eq!((header.width, header.height), (65_535, 65_535));
    assert!(!header.is_bearable());
    let sized = |width, height| Header { width, height, frames: 1, orientation: 1 }.is_bearable();
    assert!(sized(8_000, 5_000) && sized(16_384, 2_441));
    assert!(!sized(8_000, 5_001) && !sized(16_385, 1) && !sized(0, 1));
}

#[test]
fn an_image_that_breaks_off_is_none() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = picture(format);
        for end in [16, 40, bytes.len() / 2, bytes.len() - 1] {
            assert!(walk(&bytes[..end]).is_err(), "{format:?} of {end} bytes");
        }
    }
    assert!(walk(b"\xFF\xD8\xFF\xD9").is_err());
    assert!(walk(b"GIF89a\x01\0\x01\0\0\0\0\x3B").is_err());
}

#[test]
fn a_jpeg_of_countless_scans_is_none() {
    let plain = picture(ImageFormat::Jpeg);
    let scans = segment(0xDA, &[1, 1, 0, 0, 63, 0]).repeat(100);
    assert!(walk(&[&plain[..plain.len() - 2], &scans, b"\xFF\xD9"].concat()).is_err());
}
