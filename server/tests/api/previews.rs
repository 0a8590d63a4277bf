//! Previews of links: fetched after the message, shown with it, taken away by its author.

use std::net::SocketAddr;

use axum::Router;
use axum::http::Method;
use axum::routing::get;
use image::ImageFormat;
use relaydesk::app::Facts;
use relaydesk::jobs;
use relaydesk::ops::job::Share;
use relaydesk::outbound::fetch::Fetch;
use serde_json::{Value, json};

use crate::harness::files::picture;
use crate::harness::{Person, Server};

const HTML: [(&str, &str); 1] = [("content-type", "text/html")];

/// A site that the server may speak to, and a workspace that links to it.
async fn with_site() -> (Server, Person, String, SocketAddr) {
    let site = Router::new()
        .route(
            "/one",
            get(|| async { (HTML, "<title>One</title><meta property='og:description' content='The first'>") }),
        )
        .route("/two", get(|| async { (HTML, "<title>Two</title>") }))
        .route("/pictured", get(|| async { (HTML, "<title>Lake</title><meta property='og:image' content='/lake'>") }))
        .route("/lake", get(|| async { ([("content-type", "image/png")], picture(ImageFormat::Png, 1600, 900)) }))
        .route("/counted", get(|| async { (HTML, "<title>Counted</title><meta property='og:image' content='/dot'>") }))
        .route("/dot", get(|| async { ([("content-type", "image/png")], picture(ImageFormat::Png, 1, 1)) }))
        .route("/drawn", get(|| async { (HTML, "<title>Drawn</title><meta property='og:image' content='/svg'>") }))
        .route("/svg", get(|| async { ([("content-type", "image/svg+xml")], "<svg><script>alert(1)</script></svg>") }))
        .route("/broken", get(|| async { "no page" }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
    let outbound = Fetch::trusting(vec![address]);
    let server = Server::with(Facts { rates: false, outbound, ..Facts::default() }).await;
    let ana = server.set_up("ana").await;
    let room = server.room(&ana, "public", "general").await;
    (server, ana, room, address)
}

async fn say(server: &Server, who: &Person, room: &str, text: &str) -> Value {
    let body = json!({"text": text, "client_key": "k"});
    server.post(&format!("/rooms/{room}/messages"), who, body).await.created()["message"].clone()
}

async fn work(server: &Server) {
    while jobs::next(&server.app, Share::Any).await.unwrap() {}
}

async fn previews(server: &Server, who: &Person, message: &Value) -> Vec<Value> {
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    server.get(&path, who).await.ok()["message"]["previews"].as_array().unwrap().clone()
}

#[tokio::test]
async fn links_get_previews_in_the_order_of_the_text() {
    let (server, ana, room, site) = with_site().await;
    let text = format!("see http://{site}/two and http://{site}/broken and http://{site}/one");
    let message = say(&server, &ana, &room, &text).await;
    assert_eq!(message["previews"], json!([]));
    work(&server).await;
    let found = previews(&server, &ana, &message).await;
    let titles: Vec<_> = found.iter().map(|preview| preview["title"].clone()).collect();
    assert_eq!(titles, ["Two", "One"]);
    assert_eq!(found[1]["text"], "The first");
    assert_eq!(found[1]["url"], format!("http://{site}/one"));
    assert_eq!(found[1]["site"], "127.0.0.1");
}

#[tokio::test]
async fn the_picture_of_a_page_is_made_small_and_shown_to_those_who_may_read_the_message() {
    let (server, ana, _, site) = with_site().await;
    let secret = server.room(&ana, "private", "secret").await;
    let message = say(&server, &ana, &secret, &format!("http://{site}/pictured")).await;
    work(&server).await;
    let preview = previews(&server, &ana, &message).await.remove(0);
    assert_eq!(preview["image"], json!({"width": 800, "height": 450}));
    let path = format!("/previews/{}/image", preview["id"].as_str().unwrap());
    let answer = server.call(Method::GET, &path, Some(&ana), None).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert!(answer.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(["image/png", "image/jpeg"].contains(&answer.headers["content-type"].to_str().unwrap()));

    let eve = server.register("eve").await;
    assert_eq!(server.get(&path, &eve).await.problem(404), "not_found");
    let id = (message["id"].as_str().unwrap(), preview["id"].as_str().unwrap());
    server.delete(&format!("/messages/{}/previews/{}", id.0, id.1), &ana).await.ok();
    assert_eq!(server.get(&path, &ana).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_dot_that_counts_visitors_and_a_drawing_with_a_script_are_no_pictures() {
    let (server, ana, room, site) = with_site().await;
    let message = say(&server, &ana, &room, &format!("http://{site}/counted http://{site}/drawn")).await;
    work(&server).await;
    let found = previews(&server, &ana, &message).await;
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|preview| preview["image"].is_null()), "{found:?}");
}

#[tokio::test]
async fn private_addresses_and_quotations_get_none() {
    let (server, ana, room, site) = with_site().await;
    let text = format!("http://127.0.0.1:9/ http://169.254.169.254/ http://[::1]/\n\n> http://{site}/one");
    let message = say(&server, &ana, &room, &text).await;
    work(&server).await;
    assert_eq!(previews(&server, &ana, &message).await, [Value::Null; 0]);
}

#[tokio::test]
async fn its_author_and_those_who_keep_order_take_a_preview_away_for_good() {
    let (server, ana, room, site) = with_site().await;
    let (ben, cara) = (server.register("ben").await, server.register("cara").await);
    for who in [&ben, &cara] {
        server.post(&format!("/rooms/{room}/join"), who, json!({})).await.ok();
    }
    let message = say(&server, &ben, &room, &format!("http://{site}/one http://{site}/two")).await;
    work(&server).await;
    let found = previews(&server, &ben, &message).await;
    let path = |preview: &Value| {
        format!("/messages/{}/previews/{}", message["id"].as_str().unwrap(), preview["id"].as_str().unwrap())
    };
    assert_eq!(server.delete(&path(&found[0]), &cara).await.problem(403), "forbidden");
    let answer = server.delete(&path(&found[0]), &ben).await.ok();
    assert_eq!(answer["message"]["previews"].as_array().unwrap().len(), 1);
    assert_eq!(server.delete(&path(&found[0]), &ben).await.problem(404), "not_found");
    server.delete(&path(&found[1]), &ana).await.ok();
    assert_eq!(previews(&server, &ben, &message).await, [Value::Null; 0]);
}

#[tokio::test]
async fn an_edit_takes_along_the_previews_of_links_that_are_gone_and_brings_those_of_new_ones() {
    let (server, ana, room, site) = with_site().await;
    let message = say(&server, &ana, &room, &format!("http://{site}/one")).await;
    work(&server).await;
    let path = format!("/messages/{}", message["id"].as_str().unwrap());
    let edited = server.patch(&path, &ana, json!({"text": format!("http://{site}/two")})).await.ok();
    assert_eq!(edited["message"]["previews"], json!([]));
    work(&server).await;
    let found = previews(&server, &ana, &message).await;
    assert_eq!((found.len(), &found[0]["title"]), (1, &json!("Two")));
    server.patch(&path, &ana, json!({"text": format!("http://{site}/one http://{site}/two")})).await.ok();
    work(&server).await;
    assert_eq!(previews(&server, &ana, &message).await.len(), 2);
}

#[tokio::test]
async fn a_deleted_message_has_none_and_gets_none() {
    let (server, ana, room, site) = with_site().await;
    let message = say(&server, &ana, &room, &format!("http://{site}/one")).await;
    server.delete(&format!("/messages/{}", message["id"].as_str().unwrap()), &ana).await.ok();
    work(&server).await;
    assert_eq!(previews(&server, &ana, &message).await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_server_whose_previews_are_off_asks_nobody() {
    let (server, ana, room, site) = with_site().await;
    let off =
        Facts { rates: false, link_previews: false, outbound: server.app.facts.outbound.clone(), ..Facts::default() };
    let other = server.beside(off).await;
    let message = say(&server, &ana, &room, &format!("http://{site}/one")).await;
    work(&other).await;
    assert_eq!(previews(&server, &ana, &message).await, [Value::Null; 0]);
}
