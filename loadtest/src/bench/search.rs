//! Searches over many messages, by somebody who may read all of them and by somebody who may read a hundredth.

use std::collections::BTreeMap;
use std::time::Duration;

use hyper::Method;
use hyper::body::Bytes;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use wire::ids::RoomId;
use wire::search::SearchPage;

use super::load::send;
use super::measure::{Stretch, percentile, resident_kib, thousands};
use super::stage::Stage;
use super::table::{Row, row};
use super::words;
use crate::http::Http;
use crate::people::{self, Person};
use crate::random::Random;

/// Rooms, all private: whoever reads one reads a hundredth.
const ROOMS: usize = 100;
const LANES: usize = 64;
/// Searches of each kind, order and caller.
const SEARCHES: usize = 150;

/// Says `count` messages, then searches; answers the rows for the table.
///
/// # Errors
/// A sentence, when a request fails.
pub async fn measure(stage: &Stage, engine: &str, count: u64) -> Result<Vec<Row>, String> {
    let people = people::register(stage.plan.address, LANES / 8).await?;
    let (all, one) = (people.first().ok_or("nobody")?, people.get(1).ok_or("nobody")?);
    let mut http = stage.owner.http(stage.plan.address);
    // Whoever asks pages of others for their titles is not measured here.
    let quiet = Bytes::from_static(br#"{"link_previews":false}"#);
    http.bytes(Method::PATCH, "/api/v1/workspace", quiet).await?;
    let mut rooms = Vec::new();
    for number in 0..ROOMS {
        let room = people::create_private_room(&mut http, &format!("room {number}")).await?;
        let readers: Vec<&Person> =
            people.iter().filter(|person| number == 0 || person.username != one.username).collect();
        people::invite(&mut http, room, &readers).await?;
        rooms.push(room);
    }
    let began = Instant::now();
    say(stage, &people, &rooms, count).await?;
    let said = began.elapsed();
    let settled = settle(stage).await;
    let mut rows = vec![row(
        format!("{} messages for searches on {engine}: said, and taken into the lists", thousands(count as f64)),
        "",
        "",
        format!("{} s, {} s later", said.as_secs(), settled.as_secs()),
    )];
    let mut waits: BTreeMap<String, Vec<Duration>> = BTreeMap::new();
    let stretch = Stretch::begin(stage.server.pid());
    for (caller, who) in [("all", all), ("1 %", one)] {
        // The token of before has run out while all that was said.
        let who = people::sign_in(stage.plan.address, &who.username).await?;
        for order in ["newest", "best"] {
            search(&mut who.http(stage.plan.address), (caller, order), &mut waits).await?;
        }
    }
    let used = stretch.end();
    let mut every: Vec<Duration> = waits.values().flatten().copied().collect();
    rows.push(row(
        format!("search over {} messages on {engine}: p50, p99", thousands(count as f64)),
        "p99 50 ms",
        "",
        format!("{:.1} ms, {:.1} ms", percentile(&mut every, 0.5), percentile(&mut every, 0.99)),
    ));
    rows.push(row(
        "the same: the server's processor time a search, and its memory",
        "",
        "",
        format!(
            "{:.1} ms, {:.0} MiB",
            used.cpu * 1000.0 / every.len() as f64,
            resident_kib(stage.server.pid()) / 1024.0
        ),
    ));
    for (kind, mut waits) in waits {
        let figures = format!("{:.1} ms, {:.1} ms", percentile(&mut waits, 0.5), percentile(&mut waits, 0.99));
        rows.push(row(format!("  {kind}"), "", "", figures));
    }
    Ok(rows)
}

/// Sends as fast as the server takes it. The second of the people says nothing: they may read one room only.
async fn say(stage: &Stage, people: &[Person], rooms: &[RoomId], count: u64) -> Result<(), String> {
    let authors: Vec<&Person> =
        people.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, person)| person).collect();
    let mut tasks = JoinSet::new();
    for lane in 0..LANES {
        let author = (*authors.get(lane % authors.len().max(1)).ok_or("nobody")?).clone();
        let (rooms, address, mut random) = (rooms.to_vec(), stage.plan.address, Random::new(lane as u64));
        tasks.spawn(async move {
            let mut author = author;
            let mut http = author.http(address);
            let mut signed_in = Instant::now();
            for number in (lane as u64..count).step_by(LANES) {
                // Within the ten minutes of an access token.
                if signed_in.elapsed() > Duration::from_secs(400) {
                    author = people::sign_in(address, &author.username).await?;
                    (http, signed_in) = (author.http(address), Instant::now());
                }
                let room = *rooms.get(random.index(rooms.len())).ok_or("no room")?;
                send(&mut http, room, words::text(&mut random), format!("search-{number}")).await?;
            }
            Ok::<(), String>(())
        });
    }
    while let Some(lane) = tasks.join_next().await {
        lane.map_err(|error| error.to_string())??;
    }
    Ok(())
}

/// Waits until the server has nothing more to do, at most five minutes; answers when that was. It takes messages into its lists
/// ten seconds after they came, and looks for work every five.
async fn settle(stage: &Stage) -> Duration {
    let (began, mut busy) = (Instant::now(), Instant::now());
    while began.elapsed() < Duration::from_secs(300) && busy.elapsed() < Duration::from_secs(25) {
        let stretch = Stretch::begin(stage.server.pid());
        sleep(Duration::from_secs(3)).await;
        let used = stretch.end();
        if used.cpu / used.seconds > 0.05 {
            busy = Instant::now();
        }
    }
    busy.duration_since(began)
}

/// What is searched for, by kind.
fn query(kind: &str, random: &mut Random) -> String {
    let among = |random: &mut Random, from: u64, to: u64| words::word(from + random.below(to - from));
    match kind {
        "rare word" => format!("\"{}\"", among(random, 20_000, 200_000)),
        "common word" => format!("\"{}\"", among(random, 1, 30)),
        "two words" => format!("\"{}\" \"{}\"", among(random, 1, 300), among(random, 1, 3_000)),
        "phrase" => format!("\"{} {}\"", among(random, 1, 40), among(random, 1, 400)),
        "address" => words::machine(random),
        "part of rare words" => among(random, 20_000, 200_000).chars().skip(1).take(6).collect(),
        _ => among(random, 1, 3_000).chars().take(3).collect(),
    }
}

const KINDS: [&str; 7] =
    ["rare word", "common word", "two words", "phrase", "address", "part of rare words", "part of common words"];

async fn search(
    http: &mut Http,
    (caller, order): (&str, &str),
    waits: &mut BTreeMap<String, Vec<Duration>>,
) -> Result<(), String> {
    for kind in KINDS {
        let mut random = Random::new(7);
        let mut took = Vec::with_capacity(SEARCHES);
        let mut hits = 0;
        for _ in 0..SEARCHES {
            let text = query(kind, &mut random).replace(' ', "%20").replace('"', "%22");
            let path = format!("/api/v1/search?order={order}&limit=20&q={text}");
            let began = Instant::now();
            let answer = http.bytes(Method::GET, &path, Bytes::new()).await?;
            took.push(began.elapsed());
            let page: SearchPage = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
            hits += page.hits.len();
        }
        let each = hits as f64 / SEARCHES as f64;
        waits.insert(format!("{kind}, who reads {caller}, {order} first ({each:.1} hits on a page)"), took);
    }
    Ok(())
}
