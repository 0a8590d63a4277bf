//! Requests at once: lanes that each send the next request when the last one is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::Method;
use hyper::body::Bytes;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use wire::ids::RoomId;
use wire::messages::NewMessage;

use super::measure::{Stretch, Used, percentile};
use super::stage::Stage;
use crate::http::Http;
use crate::people::Person;
use crate::random::Random;

/// Bytes of a message's text.
const TEXT: usize = 200;
/// Load before the measurement begins.
const WARM_UP: Duration = Duration::from_secs(2);

/// What lanes do.
#[derive(Clone, Debug)]
pub enum Work {
    /// Send to a random one of these rooms.
    Send(Vec<RoomId>),
    /// Read the newest 50 messages of this room.
    History(RoomId),
}

/// What lanes did within the time measured.
#[derive(Debug)]
pub struct Done {
    pub count: u64,
    pub used: Used,
    /// Milliseconds.
    pub p50: f64,
    pub p99: f64,
}

/// A text of the usual length.
#[must_use]
pub fn text(start: &str) -> String {
    format!("{start}{}", "word ".repeat(TEXT / 5)).chars().take(TEXT).collect::<String>().trim_end().to_owned()
}

/// Sends one message.
///
/// # Errors
/// A sentence.
pub async fn send(http: &mut Http, room: RoomId, text: String, client_key: String) -> Result<(), String> {
    let body =
        serde_json::to_vec(&NewMessage { text, client_key, reply_to: None, also_in_room: false, files: Vec::new() })
            .map_err(|error| error.to_string())?;
    http.bytes(Method::POST, &format!("/api/v1/rooms/{room}/messages"), Bytes::from(body)).await?;
    Ok(())
}

/// Keeps `lanes` requests under way for `time`, after a warm-up.
///
/// # Errors
/// A sentence, when a request fails.
pub async fn measure(
    stage: &Stage,
    people: &[Person],
    lanes: usize,
    work: &Work,
    time: Duration,
) -> Result<Done, String> {
    let (counting, over) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let mut tasks = JoinSet::new();
    for (number, person) in people.iter().cycle().take(lanes).enumerate() {
        let lane = Lane {
            http: person.http(stage.plan.address),
            name: format!("lane{number}"),
            random: Random::new(number as u64),
            work: work.clone(),
            counting: Arc::clone(&counting),
            over: Arc::clone(&over),
        };
        tasks.spawn(lane.run());
    }
    sleep(WARM_UP).await;
    counting.store(true, Ordering::Relaxed);
    let stretch = Stretch::begin(stage.server.pid());
    sleep(time).await;
    let used = stretch.end();
    counting.store(false, Ordering::Relaxed);
    over.store(true, Ordering::Relaxed);
    let mut waits = Vec::new();
    while let Some(lane) = tasks.join_next().await {
        waits.extend(lane.map_err(|error| error.to_string())??);
    }
    let (p50, p99) = (percentile(&mut waits, 0.5), percentile(&mut waits, 0.99));
    Ok(Done { count: waits.len() as u64, used, p50, p99 })
}

struct Lane {
    http: Http,
    /// Prefix of its client keys.
    name: String,
    random: Random,
    work: Work,
    counting: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Lane {
    /// Answers the waits within the time measured.
    async fn run(mut self) -> Result<Vec<Duration>, String> {
        let mut waits = Vec::new();
        for number in 0.. {
            if self.over.load(Ordering::Relaxed) {
                break;
            }
            let began = Instant::now();
            match &self.work {
                Work::Send(rooms) => {
                    let Some(room) = rooms.get(self.random.index(rooms.len())) else { break };
                    let key = format!("{}-{number}", self.name);
                    send(&mut self.http, *room, text(&key), key).await?;
                }
                Work::History(room) => {
                    self.http
                        .bytes(Method::GET, &format!("/api/v1/rooms/{room}/messages?limit=50"), Bytes::new())
                        .await?;
                }
            }
            if self.counting.load(Ordering::Relaxed) {
                waits.push(began.elapsed());
            }
        }
        Ok(waits)
    }
}

/// Sends `count` messages into a room with 64 lanes, or as many as fit into `time`; answers how many.
///
/// # Errors
/// A sentence, when a send fails.
pub async fn seed(stage: &Stage, people: &[Person], room: RoomId, count: u64, time: Duration) -> Result<u64, String> {
    const LANES: u64 = 64;
    let until = Instant::now() + time;
    let mut tasks = JoinSet::new();
    for (number, person) in (0..LANES).zip(people.iter().cycle()) {
        let mut http = person.http(stage.plan.address);
        tasks.spawn(async move {
            let mut sent = 0;
            for next in (number..count).step_by(64) {
                if Instant::now() > until {
                    break;
                }
                let key = format!("seed-{next}");
                send(&mut http, room, text(&key), key).await?;
                sent += 1;
            }
            Ok::<u64, String>(sent)
        });
    }
    let mut sent = 0;
    while let Some(lane) = tasks.join_next().await {
        sent += lane.map_err(|error| error.to_string())??;
    }
    Ok(sent)
}
