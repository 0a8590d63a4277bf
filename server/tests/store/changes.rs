//! Changes: detached, whole or not at all, published in order.

use std::time::Duration;

use relaydesk::domain::error::{Error, Result};
use relaydesk::ops::change::Emit as _;
use relaydesk::store::db::sql;
use relaydesk::store::streams;
use serde_json::json;
use tokio::time::timeout;
use wire::events::{Event, RoomRemoved};
use wire::ids::{RoomId, UserId};
use wire::streams::Stream;

use crate::harness::{Server, Socket};

/// An event that anybody's stream can carry.
fn event() -> Event {
    Event::RoomRemoved(RoomRemoved { room: RoomId(uuid::Uuid::nil()) })
}

async fn head(server: &Server, stream: Stream) -> i64 {
    server.app.read(stream, |tx, stream| Box::pin(streams::head(tx, *stream))).await.unwrap()
}

#[tokio::test]
async fn a_change_goes_on_when_its_caller_is_gone() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let path = format!("/rooms/{room}/messages");
    for number in 0..20 {
        let body = json!({"text": "hello", "client_key": format!("k{number}")});
        let send = server.post(&path, &ana, body);
        // Long enough to begin, too short to be answered.
        let _ = timeout(Duration::from_micros(number * 200), send).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let page = server.get(&path, &ana).await.ok();
    let positions: Vec<i64> =
        page["messages"].as_array().unwrap().iter().map(|m| m["position"].as_i64().unwrap()).collect();
    assert_eq!(positions, (1..=i64::try_from(positions.len()).unwrap()).collect::<Vec<_>>());
    for number in 0..20 {
        let body = json!({"text": "hello", "client_key": format!("k{number}")});
        let status = server.post(&path, &ana, body).await.status;
        assert!(status.is_success(), "{status}");
    }
    assert_eq!(server.get(&path, &ana).await.ok()["messages"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn a_body_that_panics_or_fails_leaves_nothing_and_the_next_goes_on() {
    let (server, ana) = Server::start().await;
    let user = Stream::User(ana.id.parse::<UserId>().unwrap());
    let before = head(&server, user).await;
    for fault in ["panic", "error"] {
        let outcome: Result<()> = server
            .app
            .change(user, (user, fault), |c, (user, fault)| {
                Box::pin(async move {
                    sql("UPDATE users SET display_name = $1").bind("broken").execute(c).await?;
                    c.emit(*user, &event())?;
                    assert!(*fault != "panic", "a planted panic");
                    Err(Error::Conflict("a planted error"))
                })
            })
            .await;
        assert!(outcome.is_err(), "{fault}");
    }
    assert_eq!(head(&server, user).await, before);
    let bootstrap = server.get("/bootstrap", &ana).await.ok();
    assert_eq!(bootstrap["user"]["display_name"], "ana", "nothing of the broken changes stayed");
    server.patch("/users/me", &ana, json!({"display_name": "Ana Bell"})).await.ok();
}

#[tokio::test]
async fn a_failed_statement_cannot_be_swallowed() {
    let (server, ana) = Server::start().await;
    let user = Stream::User(ana.id.parse::<UserId>().unwrap());
    let outcome: Result<()> = server
        .app
        .change(user, user, |c, user| {
            Box::pin(async move {
                sql("UPDATE users SET display_name = $1").bind("half").execute(c).await?;
                // A row that is there already: the body takes no notice.
                let _ = sql("INSERT INTO streams (id, kind, head, floor) VALUES ($1, $2, $2, $2)")
                    .bind(uuid::Uuid::nil())
                    .bind(0_i64)
                    .execute(c)
                    .await;
                c.emit(*user, &event())
            })
        })
        .await;
    let name = server.get("/bootstrap", &ana).await.ok()["user"]["display_name"].clone();
    // PostgreSQL cannot go on after a failed statement, SQLite can: either is whole, and says so.
    let expected = if outcome.is_ok() { "half" } else { "ana" };
    assert_eq!(name, expected, "{outcome:?}");
}

#[tokio::test]
async fn streams_are_locked_in_one_order() {
    let (server, ana) = Server::start().await;
    let user = Stream::User(ana.id.parse::<UserId>().unwrap());
    let locked: Result<()> =
        server.app.change(user, (), |c, ()| Box::pin(async move { c.lock(Stream::Workspace).await })).await;
    assert!(matches!(locked, Err(Error::Internal(_))), "{locked:?}");
    let emitted: Result<()> =
        server.app.change(user, (), |c, ()| Box::pin(async move { c.emit(Stream::Workspace, &event()) })).await;
    assert!(matches!(emitted, Err(Error::Internal(_))), "{emitted:?}");
}

#[tokio::test]
async fn many_at_once_get_dense_seqs_and_one_order() {
    let (server, ana) = Server::start().await;
    let mut rooms = Vec::new();
    for number in 0..3 {
        rooms.push(server.room(&ana, "public", &format!("room {number}")).await);
    }
    let mut socket = Socket::follow(&server, &ana).await;
    let sends = (0..90).map(|number| {
        let (server, ana, room) = (&server, &ana, &rooms[number % 3]);
        async move { server.say(ana, room, &format!("message {number}")).await }
    });
    let sent = futures_util::future::join_all(sends).await;
    let mut last = std::collections::HashMap::new();
    for _ in 0..sent.len() {
        let event = socket.event().await;
        let (stream, seq) = (event["stream"].as_str().unwrap().to_owned(), event["seq"].as_i64().unwrap());
        assert_eq!(seq, last.insert(stream, seq).map_or(1, |last| last + 1));
        assert_eq!(event["event"]["data"]["position"], seq, "in these rooms the two count alike");
    }
    assert_eq!(last.values().sum::<i64>(), 90);
}
