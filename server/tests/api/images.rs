//! Images: made small, turned upright, and refused as images when they are hostile.

use axum::body::Bytes;
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};

use crate::harness::files::picture;
use crate::harness::{Person, Server};

async fn thumbnail(server: &Server, who: &Person, file: &Value, pixels: u32) -> (String, Bytes) {
    let path = format!("/files/{}/thumbnails/{pixels}", file["id"].as_str().unwrap());
    let answer = server.get(&path, who).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    (answer.header("content-type").to_owned(), answer.bytes)
}

fn encoded(pixels: RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(pixels).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn an_image_has_its_size_a_placeholder_and_two_thumbnails() {
    let (server, ana) = Server::start().await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = server.upload(&ana, "a", &picture(format, 2000, 1000)).await;
        assert_eq!((&file["kind"], &file["image"]["width"]), (&json!("image"), &json!(2000)), "{format:?}");
        assert_eq!(file["image"]["height"], 1000);
        let placeholder = file["image"]["placeholder"].as_str().unwrap();
        assert!(placeholder.starts_with("data:image/png;base64,") && placeholder.len() <= 1000, "{placeholder}");
        for (pixels, size) in [(360, (360, 180)), (1280, (1280, 640))] {
            let (media_type, bytes) = thumbnail(&server, &ana, &file, pixels).await;
            assert_eq!(media_type, "image/jpeg", "{format:?}");
            assert_eq!(image::load_from_memory(&bytes).unwrap().dimensions(), size);
        }
        let wrong = server.get(&format!("/files/{}/thumbnails/500", file["id"].as_str().unwrap()), &ana).await;
        assert_eq!(wrong.problem(404), "not_found");
    }
}

#[tokio::test]
async fn what_shows_through_and_what_is_drawn_stay_without_loss() {
    let (server, ana) = Server::start().await;
    let see_through = RgbaImage::from_fn(600, 600, |x, _| Rgba([200, 10, 10, if x < 300 { 0 } else { 255 }]));
    let file = server.upload(&ana, "a.png", &encoded(see_through, ImageFormat::Png)).await;
    let (media_type, bytes) = thumbnail(&server, &ana, &file, 360).await;
    assert_eq!(media_type, "image/png");
    let shown = image::load_from_memory(&bytes).unwrap();
    assert_eq!((shown.get_pixel(10, 10).0[3], shown.get_pixel(350, 10).0[3]), (0, 255));

    let drawn = RgbaImage::from_fn(200, 100, |x, y| Rgba(if x % 20 == y % 20 { [0, 0, 0, 255] } else { [255; 4] }));
    let file = server.upload(&ana, "b.png", &encoded(drawn.clone(), ImageFormat::Png)).await;
    let (media_type, bytes) = thumbnail(&server, &ana, &file, 1280).await;
    assert_eq!(media_type, "image/png");
    assert_eq!(image::load_from_memory(&bytes).unwrap().to_rgba8(), drawn, "and a small one is not made larger");
}

#[tokio::test]
async fn a_photo_stands_upright_and_does_not_tell_where_it_was_taken() {
    let (server, ana) = Server::start().await;
    let plain = picture(ImageFormat::Jpeg, 400, 200);
    let tiff = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 48.2N";
    let length = (tiff.len() as u16 + 2).to_be_bytes();
    let photo = [&plain[..2], b"\xFF\xE1", &length, tiff, &plain[2..]].concat();
    let file = server.upload(&ana, "photo.jpg", &photo).await;
    assert_eq!((&file["image"]["width"], &file["image"]["height"]), (&json!(200), &json!(400)));
    let (_, bytes) = thumbnail(&server, &ana, &file, 360).await;
    assert_eq!(image::load_from_memory(&bytes).unwrap().dimensions(), (180, 360));
    let kept = server.content(&ana, &file, &[]).await.bytes;
    assert!(photo.windows(3).any(|window| window == b"GPS"));
    assert!(!kept.windows(3).any(|window| window == b"GPS"));
    assert_eq!(file["size"], kept.len());
    assert_eq!(image::load_from_memory(&kept).unwrap(), image::load_from_memory(&plain).unwrap());
}

#[tokio::test]
async fn a_gif_moves_as_itself_and_stands_still_as_a_thumbnail() {
    let (server, ana) = Server::start().await;
    let mut gif = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
    let frame = |red| image::Frame::new(RgbaImage::from_pixel(50, 40, Rgba([red, 0, 0, 255])));
    encoder.encode_frames([frame(250), frame(10)]).unwrap();
    drop(encoder);
    let file = server.upload(&ana, "a.gif", &gif).await;
    assert_eq!((&file["kind"], &file["media_type"]), (&json!("image"), &json!("image/gif")));
    let (_, bytes) = thumbnail(&server, &ana, &file, 360).await;
    assert!(image::load_from_memory(&bytes).unwrap().get_pixel(5, 5).0[0] > 200, "its first frame");
    let kept = server.content(&ana, &file, &[]).await;
    assert_eq!((kept.header("content-type"), kept.bytes.as_ref()), ("image/gif", gif.as_slice()));
}

/// Files that look like images and are not to be decoded.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let png = picture(ImageFormat::Png, 64, 64);
    let mut huge = png.clone();
    huge[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let mut lying = png.clone();
    lying[16..24].copy_from_slice(&[0, 0, 0x10, 0, 0, 0, 0x10, 0]);
    let frame = b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    let gif = [b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF", frame.repeat(100_000).as_slice(), b"\x3B"].concat();
    let jpeg = picture(ImageFormat::Jpeg, 64, 64);
    vec![
        ("a PNG that claims 65,535 squared", huge),
        ("a PNG that claims more than it has", lying),
        ("a GIF of 100,000 frames", gif),
        ("half a PNG", png[..png.len() / 2].to_vec()),
        ("half a JPEG", jpeg[..jpeg.len() / 2].to_vec()),
        ("the beginning of a WebP", picture(ImageFormat::WebP, 64, 64)[..30].to_vec()),
        ("a signature alone", b"\x89PNG\r\n\x1A\n".to_vec()),
    ]
}

#[tokio::test]
async fn a_hostile_image_is_a_plain_file() {
    let (server, ana) = Server::start().await;
    for (what, bytes) in hostile() {
        let file = server.upload(&ana, "a.png", &bytes).await;
        assert_eq!((&file["kind"], &file["image"]), (&json!("other"), &Value::Null), "{what}");
        let answer = server.content(&ana, &file, &[]).await;
        assert_eq!(answer.header("content-type"), "application/octet-stream", "{what}");
        assert_eq!(answer.bytes, bytes, "{what}");
        let path = format!("/files/{}/thumbnails/360", file["id"].as_str().unwrap());
        assert_eq!(server.get(&path, &ana).await.problem(404), "not_found", "{what}");
    }
}
