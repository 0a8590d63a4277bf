//! Redis dies and comes back: latency, never data.

use serde_json::json;

use super::nodes::{Pair, eventually, heard};
use crate::harness::redis::shared;
use crate::harness::{Redis, Socket};

#[tokio::test]
async fn nothing_is_lost_or_doubled_while_redis_is_killed_and_restarted() {
    // One that is allowed Redis at all may start its own.
    if shared().is_none() {
        return;
    }
    let mut redis = Redis::start().await;
    let pair = Pair::start(Some(redis.url())).await;
    let mut socket = Socket::follow(&pair.two, &pair.ben).await;
    let speaking = async {
        for number in 0..60 {
            match number {
                20 => redis.kill(),
                40 => {
                    pair.wait_for_bus(false).await;
                    redis.restart().await;
                }
                _ => {}
            }
            pair.one.say(&pair.ana, &pair.room, &format!("message {number}")).await;
        }
        pair.wait_for_bus(true).await;
        pair.one.say(&pair.ana, &pair.room, "the last").await;
    };
    let hearing = async {
        let mut all = vec![heard(&mut socket).await];
        while all.last().is_some_and(|(_, text)| text != "the last") {
            all.push(heard(&mut socket).await);
        }
        all
    };
    let ((), all) = tokio::join!(speaking, hearing);
    assert_eq!(all.iter().map(|(position, _)| *position).collect::<Vec<_>>(), (1..=61).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_session_that_ends_while_redis_is_away_closes_its_socket_all_the_same() {
    if shared().is_none() {
        return;
    }
    let mut redis = Redis::start().await;
    let pair = Pair::start(Some(redis.url())).await;
    let mut socket = Socket::follow(&pair.two, &pair.ben).await;
    redis.kill();
    pair.wait_for_bus(false).await;
    pair.one.delete(&format!("/sessions/{}", pair.ben.session), &pair.ben).await.expect(204);
    assert_eq!(socket.close_code().await, 4403);
}

#[tokio::test]
async fn who_is_where_is_told_again_after_an_outage() {
    if shared().is_none() {
        return;
    }
    let mut redis = Redis::start().await;
    let pair = Pair::start(Some(redis.url())).await;
    assert_eq!(pair.one.readiness().await, "ready\n");
    redis.kill();
    pair.wait_for_bus(false).await;
    let told = pair.one.readiness().await;
    assert!(told.starts_with("ready\ndegraded: redis "), "{told}");
    let mut ana = Socket::follow(&pair.one, &pair.ana).await;
    let user = pair.one.app.hub.presences.here()[0];
    ana.send(json!({"type": "heartbeat"})).await;
    assert!(!pair.two.app.hub.presences.is_online(user));
    redis.restart().await;
    eventually(|| pair.two.app.hub.presences.is_online(user)).await;
}
