//! Two nodes on one database: over Redis when the run has one, by polling always.

use std::time::{Duration, Instant};

use relaydesk::app::Facts;
use relaydesk::config::bus::RedisUrl;
use relaydesk::platform::secret::Secret;
use relaydesk::realtime::bus::Bus;
use serde_json::{Value, json};

use crate::harness::redis::shared;
use crate::harness::{Person, Server, Socket};

/// Two nodes with ana on the first, ben on the second, and a room of both.
pub struct Pair {
    pub one: Server,
    pub two: Server,
    pub ana: Person,
    pub ben: Person,
    pub room: String,
}

impl Pair {
    /// Without an address the nodes only poll.
    pub async fn start(redis: Option<String>) -> Self {
        let redis_url = redis.map(|url| Secret::new(RedisUrl(url)));
        let facts = Facts { rates: false, redis_url: redis_url.clone(), ..Facts::default() };
        let one = Server::with(facts.clone()).await;
        let two = one.beside(facts).await;
        let ana = one.set_up("ana").await;
        let ben = two.register("ben").await;
        let room = one.room(&ana, "public", "general").await;
        two.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
        let pair = Self { one, two, ana, ben, room };
        if redis_url.is_some() {
            pair.wait_for_bus(true).await;
        }
        pair
    }

    pub async fn wait_for_bus(&self, up: bool) {
        let stands = |server: &Server| server.app.hub.bus().is_some_and(Bus::is_up) == up;
        eventually(|| stands(&self.one) && stands(&self.two)).await;
    }
}

/// Waits until something is so, or fails.
#[track_caller]
pub fn eventually(holds: impl Fn() -> bool) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let start = Instant::now();
        while !holds() {
            assert!(start.elapsed() < Duration::from_secs(15), "still not so: {caller}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// The next message that a socket hears: its position and text.
pub async fn heard(socket: &mut Socket) -> (i64, String) {
    loop {
        let event = socket.event().await;
        if event["event"]["type"] == "message_created" {
            let data = &event["event"]["data"];
            return (data["position"].as_i64().unwrap(), data["text"].as_str().unwrap().to_owned());
        }
    }
}

/// How long messages of the first node take to the second's socket, the longest of some.
async fn latency(pair: &Pair, count: usize) -> Duration {
    let mut socket = Socket::follow(&pair.two, &pair.ben).await;
    let mut longest = Duration::ZERO;
    for number in 0..count {
        let text = format!("message {number}");
        pair.one.say(&pair.ana, &pair.room, &text).await;
        let said = Instant::now();
        assert_eq!(heard(&mut socket).await.1, text);
        longest = longest.max(said.elapsed());
    }
    longest
}

#[tokio::test]
async fn a_message_crosses_nodes_by_polling_alone() {
    let pair = Pair::start(None).await;
    let longest = latency(&pair, 2).await;
    println!("by polling: at most {longest:?}");
    assert!(longest < Duration::from_secs(8), "{longest:?}");
}

#[tokio::test]
async fn a_message_crosses_nodes_over_the_bus_sooner_than_any_poll() {
    let Some(redis) = shared() else { return };
    let pair = Pair::start(Some(redis)).await;
    let longest = latency(&pair, 50).await;
    println!("over Redis: at most {longest:?}");
    assert!(longest < Duration::from_millis(500), "{longest:?}");
}

#[tokio::test]
async fn both_nodes_send_at_once_and_every_socket_hears_all_in_one_order() {
    const EACH: i64 = 40;
    let pair = Pair::start(shared()).await;
    let mut on_one = Socket::follow(&pair.one, &pair.ana).await;
    let mut on_two = Socket::follow(&pair.two, &pair.ben).await;
    let say_all = async |server: &Server, who: &Person| {
        for number in 0..EACH {
            server.say(who, &pair.room, &format!("{} {number}", who.name)).await;
        }
    };
    let hear_all = async |socket: &mut Socket| {
        let mut all = Vec::new();
        while all.len() < usize::try_from(2 * EACH).unwrap() {
            all.push(heard(socket).await);
        }
        all
    };
    let ((), (), all, others) = tokio::join!(
        say_all(&pair.one, &pair.ana),
        say_all(&pair.two, &pair.ben),
        hear_all(&mut on_one),
        hear_all(&mut on_two)
    );
    assert_eq!(all, others);
    assert_eq!(all.iter().map(|(position, _)| *position).collect::<Vec<_>>(), (1..=2 * EACH).collect::<Vec<_>>());
    on_one.says_no_message().await;
    on_two.says_no_message().await;
}

#[tokio::test]
async fn a_session_that_ends_on_one_node_closes_its_socket_on_the_other_and_its_token() {
    let Some(redis) = shared() else { return };
    let pair = Pair::start(Some(redis)).await;
    let mut socket = Socket::follow(&pair.two, &pair.ben).await;
    pair.two.get("/bootstrap", &pair.ben).await.ok();
    let ended = Instant::now();
    pair.one.delete(&format!("/sessions/{}", pair.ben.session), &pair.ben).await.expect(204);
    assert_eq!(socket.close_code().await, 4403);
    println!("revoked on the other node within {:?}", ended.elapsed());
    assert!(ended.elapsed() < Duration::from_secs(1));
    pair.two.get("/bootstrap", &pair.ben).await.expect(401);
}

#[tokio::test]
async fn a_session_that_ends_on_one_node_closes_its_socket_on_the_other_by_polling_alone() {
    let pair = Pair::start(None).await;
    let mut socket = Socket::follow(&pair.two, &pair.ben).await;
    pair.one.delete(&format!("/sessions/{}", pair.ben.session), &pair.ben).await.expect(204);
    assert_eq!(socket.close_code().await, 4403);
}

#[tokio::test]
async fn typing_is_seen_on_the_other_node_by_who_has_the_room_open() {
    let Some(redis) = shared() else { return };
    let pair = Pair::start(Some(redis)).await;
    let mut ana = Socket::follow(&pair.one, &pair.ana).await;
    let mut ben = Socket::follow(&pair.two, &pair.ben).await;
    ben.send(json!({"type": "focus", "data": {"room": pair.room, "active": true}})).await;
    ben.is_quiet().await;
    ana.send(json!({"type": "typing", "data": {"room": pair.room}})).await;
    let signal = ben.next_of("ephemeral").await;
    assert_eq!(signal, json!({"type": "typing", "data": {"room": pair.room, "user": pair.ana.id}}));
}

#[tokio::test]
async fn who_connects_to_one_node_is_online_on_the_other() {
    let Some(redis) = shared() else { return };
    let pair = Pair::start(Some(redis)).await;
    let mut ben = Socket::follow(&pair.two, &pair.ben).await;
    ben.send(json!({"type": "watch", "data": {"users": [pair.ana.id]}})).await;
    assert_eq!(presence(&ben.next_of("ephemeral").await), (pair.ana.id.clone(), "offline".to_owned()));
    let _ana = Socket::follow(&pair.one, &pair.ana).await;
    assert_eq!(presence(&ben.next_of("ephemeral").await), (pair.ana.id.clone(), "online".to_owned()));
}

#[tokio::test]
async fn a_node_that_starts_later_learns_who_is_there() {
    let Some(redis) = shared() else { return };
    let pair = Pair::start(Some(redis)).await;
    let _ana = Socket::follow(&pair.one, &pair.ana).await;
    let third = pair.one.beside((*pair.one.app.facts).clone()).await;
    let ana = pair.one.app.hub.presences.here()[0];
    eventually(|| third.app.hub.presences.is_online(ana)).await;
}

fn presence(signal: &Value) -> (String, String) {
    let user = &signal["data"]["users"][0];
    (user["user"].as_str().unwrap().to_owned(), user["presence"].as_str().unwrap().to_owned())
}
