//! Custom emoji: made of an upload, seen by everybody, taken away by their maker or an admin.

use image::{Frame, GenericImageView as _, ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};
use wire::users::WorkspaceRole;

use crate::harness::client::reaction;
use crate::harness::files::picture;
use crate::harness::{Server, Socket};

fn gif(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame = |red| Frame::new(RgbaImage::from_pixel(side, side, Rgba([red, 0, 0, 255])));
    encoder.encode_frames([frame(250), frame(10)]).unwrap();
    drop(encoder);
    bytes
}

#[tokio::test]
async fn an_emoji_is_made_small_and_shown_to_everybody() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let mut socket = Socket::follow(&server, &ben).await;
    let made = server.make_emoji(&ana, ":Party_Parrot:", &picture(ImageFormat::Jpeg, 600, 300)).await.created();
    assert_eq!((&made["name"], &made["animated"]), (&json!("party_parrot"), &json!(false)));
    assert_eq!(socket.event().await["event"], json!({"type": "emoji_updated", "data": made}));
    assert_eq!(server.get("/emoji", &ben).await.ok()["emoji"], json!([made]));

    let id = made["id"].as_str().unwrap();
    let image = server.get(&format!("/emoji/party_parrot/image?v={id}"), &ben).await;
    assert_eq!(image.header("content-type"), "image/png");
    assert_eq!(image.header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(image.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(image::load_from_memory(&image.bytes).unwrap().dimensions(), (128, 64));
    let unversioned = server.get("/emoji/party_parrot/image", &ben).await;
    assert_eq!((unversioned.header("cache-control"), &unversioned.bytes), ("private, no-cache", &image.bytes));
    assert_eq!(server.get("/emoji/party_parrot/image", None).await.problem(401), "not_signed_in");
    assert_eq!(server.get("/emoji/no_such/image", &ben).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_small_gif_keeps_moving_and_a_large_one_stands_still() {
    let (server, ana) = Server::start().await;
    let small = gif(64);
    assert_eq!(server.make_emoji(&ana, "moves", &small).await.created()["animated"], true);
    let image = server.get("/emoji/moves/image", &ana).await;
    assert_eq!((image.header("content-type"), image.bytes.as_ref()), ("image/gif", small.as_slice()));
    assert_eq!(server.make_emoji(&ana, "stands", &gif(200)).await.created()["animated"], false);
    let image = server.get("/emoji/stands/image", &ana).await;
    assert_eq!(image::load_from_memory(&image.bytes).unwrap().dimensions(), (128, 128));
}

#[tokio::test]
async fn an_emoji_has_a_name_of_its_own_and_a_picture_of_its_maker() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let pixels = picture(ImageFormat::Png, 20, 20);
    server.make_emoji(&ana, "shipit", &pixels).await.created();
    assert_eq!(server.make_emoji(&ben, "shipit", &pixels).await.problem(409), "name_taken");
    for name in ["", "a b", "tada", "thumbsup", "+1", &"x".repeat(33)] {
        assert_eq!(server.make_emoji(&ana, name, &pixels).await.wrong_fields(), ["name"], "{name}");
    }
    for bytes in [b"<svg onload='x'/>".to_vec(), b"\x89PNG\r\n\x1A\nbroken".to_vec()] {
        assert_eq!(server.make_emoji(&ana, "bad", &bytes).await.wrong_fields(), ["file"]);
    }
    let theirs = server.upload(&ben, "a.png", &pixels).await;
    let body = json!({"name": "stolen", "file": theirs["id"]});
    assert_eq!(server.post("/emoji", &ana, body.clone()).await.wrong_fields(), ["file"]);
    server.post("/emoji", &ben, body.clone()).await.created();
    let again = json!({"name": "again", "file": theirs["id"]});
    assert_eq!(server.post("/emoji", &ben, again).await.wrong_fields(), ["file"], "the upload is used up");
}

#[tokio::test]
async fn an_emoji_is_taken_away_by_its_maker_or_an_admin() {
    let (server, ana) = Server::start().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    let pixels = picture(ImageFormat::Png, 20, 20);
    for name in ["uno", "dos"] {
        server.make_emoji(&ben, name, &pixels).await.created();
    }
    assert_eq!(server.delete("/emoji/uno", &cara).await.problem(403), "forbidden");
    server.delete("/emoji/uno", &ben).await.expect(204);
    assert_eq!(server.delete("/emoji/uno", &ben).await.problem(404), "not_found");
    server.delete("/emoji/dos", &ana).await.expect(204);
    assert_eq!(server.get("/emoji", &ben).await.ok()["emoji"], Value::Array(Vec::new()));
    let guest = server.set_role(&cara, WorkspaceRole::Guest).await;
    assert_eq!(server.make_emoji(&guest, "mine", &pixels).await.problem(403), "forbidden");
}

#[tokio::test]
async fn people_react_with_a_custom_emoji_while_there_is_one() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    let message = server.say(&ana, &room, "hello").await;
    let path = reaction(message["id"].as_str().unwrap(), ":party:");
    assert_eq!(server.put(&path, &ana, json!({})).await.problem(404), "not_found");
    server.make_emoji(&ana, "party", &picture(ImageFormat::Png, 20, 20)).await.created();
    server.put(&path, &ana, json!({})).await.ok();
    server.delete("/emoji/party", &ana).await.expect(204);
    let answer = server.put(&path, &ben, json!({})).await.ok();
    assert_eq!(answer["reactions"][0]["count"], 2, "what is there stays, and can be joined");
    let other = server.say(&ana, &room, "again").await;
    assert_eq!(
        server.put(&reaction(other["id"].as_str().unwrap(), ":party:"), &ana, json!({})).await.problem(404),
        "not_found"
    );
}
