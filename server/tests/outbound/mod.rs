//! The guarded client against real servers on this machine.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use relaydesk::outbound::fetch::{Fetch, Refused};
use url::Url;

const HTML: [(&str, &str); 1] = [("content-type", "text/html; charset=utf-8")];
const PNG: [(&str, &str); 1] = [("content-type", "image/png")];

/// A server of strangers.
async fn stranger(site: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
    address
}

fn at(address: SocketAddr, path: &str) -> Url {
    format!("http://{address}{path}").parse().unwrap()
}

#[tokio::test]
async fn a_page_and_a_picture_come_as_they_are() {
    let site = Router::new()
        .route("/page", get(|| async { (HTML, "<title>hello</title>") }))
        .route("/picture", get(|| async { (PNG, "not looked at here") }));
    let address = stranger(site).await;
    let fetch = Fetch::trusting(vec![address]);
    let page = fetch.page(&at(address, "/page")).await.unwrap();
    assert_eq!(
        (page.body.as_slice(), page.content_type.as_str()),
        (&b"<title>hello</title>"[..], "text/html; charset=utf-8")
    );
    assert_eq!(fetch.picture(&at(address, "/picture")).await.unwrap(), b"not looked at here");
    let refused = fetch.page(&at(address, "/picture")).await.unwrap_err();
    assert_eq!(refused, Refused::WrongType("image/png".to_owned()));
    assert_eq!(fetch.page(&at(address, "/nowhere")).await.unwrap_err(), Refused::Status(404));
}

#[tokio::test]
async fn this_machine_is_refused_in_every_spelling() {
    let address = stranger(Router::new().fallback(|| async { (HTML, "<title>secret</title>") })).await;
    let fetch = Fetch::default();
    let port = address.port();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "①②⑦.⓪.⓪.①",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "100.64.0.1",
    ] {
        for suffix in [":80", ":443", "", &format!(":{port}")] {
            let url: Url = format!("http://{host}{suffix}/").parse().unwrap();
            let refused = fetch.page(&url).await.unwrap_err();
            assert!(matches!(refused, Refused::NotPublic | Refused::Address), "{url}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_plain_web_address_is_refused() {
    let fetch = Fetch::default();
    for url in [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://user@1.1.1.1/",
        "http://:word@1.1.1.1/",
        "http://1.1.1.1:8080/",
        "gopher://1.1.1.1/",
    ] {
        assert_eq!(fetch.page(&url.parse().unwrap()).await.unwrap_err(), Refused::Address, "{url}");
    }
}

#[tokio::test]
async fn a_redirect_is_looked_at_like_the_first_address() {
    let inner = stranger(Router::new().fallback(|| async { (HTML, "<title>secret</title>") })).await;
    let site = Router::new()
        .route("/inside", get(move || async move { Redirect::temporary(&format!("http://{inner}/")) }))
        .route("/metadata", get(|| async { Redirect::permanent("http://169.254.169.254/latest/meta-data/") }))
        .route("/scheme", get(|| async { Redirect::temporary("file:///etc/passwd") }))
        .route("/round", get(|| async { Redirect::temporary("/round") }))
        .route("/near", get(|| async { Redirect::temporary("/page") }))
        .route("/page", get(|| async { (HTML, "<title>hello</title>") }));
    let address = stranger(site).await;
    let fetch = Fetch::trusting(vec![address]);
    assert_eq!(fetch.page(&at(address, "/inside")).await.unwrap_err(), Refused::Address);
    assert_eq!(fetch.page(&at(address, "/metadata")).await.unwrap_err(), Refused::NotPublic);
    assert_eq!(fetch.page(&at(address, "/scheme")).await.unwrap_err(), Refused::Address);
    assert_eq!(fetch.page(&at(address, "/round")).await.unwrap_err(), Refused::Redirects);
    assert_eq!(fetch.page(&at(address, "/near")).await.unwrap().url, at(address, "/page"));
}

#[tokio::test]
async fn a_long_page_is_cut_and_a_large_picture_refused() {
    let site = Router::new()
        .route("/page", get(|| async { (HTML, vec![b'a'; 3 * 1024 * 1024]) }))
        .route("/picture", get(|| async { (PNG, vec![0_u8; 5 * 1024 * 1024 + 1]) }))
        .route("/largest", get(|| async { (PNG, vec![0_u8; 5 * 1024 * 1024]) }));
    let address = stranger(site).await;
    let fetch = Fetch::trusting(vec![address]);
    assert_eq!(fetch.page(&at(address, "/page")).await.unwrap().body.len(), 1024 * 1024);
    assert_eq!(fetch.picture(&at(address, "/picture")).await.unwrap_err(), Refused::TooLarge);
    assert_eq!(fetch.picture(&at(address, "/largest")).await.unwrap().len(), 5 * 1024 * 1024);
}

#[tokio::test]
async fn a_server_that_never_ends_is_left_after_five_seconds() {
    let site = Router::new().fallback(|| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        "late"
    });
    let address = stranger(site).await;
    let fetch = Fetch::trusting(vec![address]);
    let (url, start) = (at(address, "/"), tokio::time::Instant::now());
    assert!(matches!(fetch.page(&url).await.unwrap_err(), Refused::NoAnswer(_)));
    assert!(start.elapsed() < Duration::from_secs(30));
}
