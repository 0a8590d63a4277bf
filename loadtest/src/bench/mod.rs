//! The bench: what the server does in a second of its processor's time, with goal and floor beside each figure.
//!
//! It starts the real binary on a fresh data folder for each measurement, pins it to one core and itself to another, and never
//! fails because of a figure. [`stage`] sets the scene, [`load`] and [`fanout`] do the work, [`table`] prints.

mod depth;
mod fanout;
mod files;
mod load;
mod measure;
mod search;
mod stage;
mod table;
mod words;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{Instant, sleep};
use wire::ids::RoomId;

use self::load::Work;
use self::measure::{Stretch, percentile, resident_kib, thousands};
use self::stage::{Crowd, Persistence, Stage};
use self::table::{Row, row};
use crate::people::{self, Person, Start};
use crate::postgres::Database;
use crate::server::{Plan, Server};

/// The measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Measurement {
    /// Cold start, idle memory, size of the binary.
    Start,
    /// Fan-out to 1,000 sockets in one room.
    Fanout,
    /// Sends at 64 at once over 100 rooms.
    Sends,
    /// The last 50 messages of a room of 100,000.
    History,
    /// Uploads, and photographs until they can be shown.
    Files,
    /// Memory of 10,000 idle sockets.
    Idle,
    /// 1,000 and 5,000 sockets that come back after kill -9.
    Storm,
    /// Searches over a million messages. Only when asked for: saying them takes minutes.
    Search,
    /// The same on PostgreSQL.
    SearchPostgres,
}

impl Measurement {
    const USUAL: [Self; 7] =
        [Self::Start, Self::Fanout, Self::Sends, Self::History, Self::Files, Self::Idle, Self::Storm];
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only these measurements, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Measurement>,
    /// Messages for searches.
    #[arg(long, default_value_t = 1_000_000)]
    messages: u64,
    /// The server's binary.
    #[arg(long, env = "RELAYDESK_BIN", default_value = "target/fast/relaydesk")]
    server: PathBuf,
}

/// Where servers come from.
#[derive(Clone, Copy, Debug)]
struct Site<'a> {
    binary: &'a Path,
    core: Option<usize>,
}

/// Keeps this process, and with it the load, off the server's core; answers whether that worked. Call it before any thread starts.
#[must_use]
pub fn pin() -> bool {
    let own = std::process::id().to_string();
    let output = Command::new("taskset").args(["-cp", "1", &own]).output();
    output.is_ok_and(|output| output.status.success())
}

/// Takes the measurements and prints the table; answers whether all could be taken.
///
/// # Errors
/// A sentence, when the server's binary is not there.
pub async fn run(arguments: Arguments, pinned: bool) -> Result<bool, String> {
    let site = Site { binary: &arguments.server, core: pinned.then_some(0) };
    if !site.binary.is_file() {
        return Err(format!("There is no server at {}; name one with --server.", site.binary.display()));
    }
    table::print_head(pinned);
    let mut whole = true;
    let wanted = if arguments.only.is_empty() { Measurement::USUAL.to_vec() } else { arguments.only };
    for measurement in wanted {
        let rows = match measurement {
            Measurement::Start => start(site).await,
            Measurement::Fanout => fan_out(site).await,
            Measurement::Sends => sends(site).await,
            Measurement::History => history(site).await,
            Measurement::Files => files::measure(&Stage::set(site.binary, site.core).await?).await,
            Measurement::Idle => idle(site).await,
            Measurement::Storm => storm(site).await,
            Measurement::Search => search(site, None, arguments.messages).await,
            Measurement::SearchPostgres => match Database::start() {
                Ok(database) => search(site, Some(database), arguments.messages).await,
                Err(sentence) => Err(sentence),
            },
        };
        whole &= rows.is_ok();
        for row in rows.unwrap_or_else(|sentence| vec![row(format!("{measurement:?}"), "", "", sentence)]) {
            table::print(&row);
        }
    }
    Ok(whole)
}

async fn start(site: Site<'_>) -> Result<Vec<Row>, String> {
    const STARTS: usize = 7;
    let folder = TempDir::with_prefix("relaydesk-bench-").map_err(|error| format!("No temporary folder: {error}."))?;
    let mut plan = Plan::new(site.binary, folder.path())?;
    plan.core = site.core;
    let (mut server, first) = Server::start_until(&plan, "/").await?;
    people::set_up(plan.address).await?;
    server.kill();
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let (mut server, took) = Server::start_until(&plan, "/").await?;
        starts.push(took);
        server.kill();
    }
    let (server, _) = Server::start_until(&plan, "/").await?;
    sleep(Duration::from_secs(2)).await;
    let stretch = Stretch::begin(server.pid());
    sleep(Duration::from_secs(5)).await;
    let used = stretch.end();
    let memory = resident_kib(server.pid()) / 1024.0;
    let size = site.binary.metadata().map_or(0, |metadata| metadata.len()) as f64 / 1e6;
    let middle = percentile(&mut starts, 0.5);
    Ok(vec![
        row(
            "cold start: spawn to the first 200 on /",
            "50 ms",
            "300 ms",
            format!("{middle:.0} ms (median of {STARTS})"),
        ),
        row("the same on an empty data folder", "", "300 ms", format!("{:.0} ms", first.as_secs_f64() * 1000.0)),
        row(
            "idle server, resident memory",
            "25 MiB",
            "",
            format!("{memory:.1} MiB, {:.1} % of a core", used.cpu / used.seconds * 100.0),
        ),
        row("binary", "40 MB", "", format!("{size:.1} MB (profile of the bench)")),
    ])
}

async fn fan_out(site: Site<'_>) -> Result<Vec<Row>, String> {
    const SOCKETS: usize = 1000;
    let stage = Stage::set(site.binary, site.core).await?;
    let (room, starts) = one_room(&stage, SOCKETS / 20).await?;
    let crowd = Crowd::open(&stage, &starts, SOCKETS, Persistence::Once).await?;
    let sockets = SOCKETS as u64;
    let paced = fanout::paced(&stage, room, &crowd, sockets).await?;
    let saturated = fanout::saturated(&stage, room, &crowd, sockets).await?;
    let share = paced.used.cpu / paced.used.seconds * 100.0;
    Ok(vec![
        row("fan-out, 1,000 sockets, 20 a second: deliveries per cpu-s", "148,000", "100,000", heard(&paced)),
        row("the same: p50, p99 of the way", "8 ms, 25 ms", "", format!("{:.1} ms, {:.1} ms", paced.p50, paced.p99)),
        row("the same: share of one core", "20 %", "", format!("{share:.1} %")),
        row("the same, saturated with 64 messages under way", "800,000", "", heard(&saturated)),
    ])
}

fn heard(heard: &fanout::Heard) -> String {
    let mut text = format!(
        "{} ({}/s",
        thousands(heard.used.a_cpu_second(heard.deliveries)),
        thousands(heard.used.a_second(heard.deliveries))
    );
    if heard.off > 0 || heard.broken > 0 {
        text.push_str(&format!("; OFF by {} deliveries, {} sockets broke", heard.off, heard.broken));
    }
    text.push(')');
    text
}

/// One room with so many people in it, and from where each starts.
async fn one_room(stage: &Stage, people: usize) -> Result<(RoomId, Vec<(Person, Start)>), String> {
    let (rooms, people) = stage.fill(1, people).await?;
    let room = *rooms.first().ok_or("no room")?;
    Ok((room, stage.starts(&people, &rooms).await?))
}

async fn sends(site: Site<'_>) -> Result<Vec<Row>, String> {
    let stage = Stage::set(site.binary, site.core).await?;
    let (rooms, people) = stage.fill(100, 8).await?;
    let done = load::measure(&stage, &people, 64, &Work::Send(rooms), Duration::from_secs(10)).await?;
    let figure = |number: f64| thousands(number);
    Ok(vec![
        row(
            "sends to durable ack, 64 at once, 100 rooms: per cpu-s",
            "8,000",
            "4,000",
            figure(done.used.a_cpu_second(done.count)),
        ),
        row("the same: per second", "8,000", "", figure(done.used.a_second(done.count))),
        row("the same: p50, p99", "p99 16 ms", "", format!("{:.1} ms, {:.1} ms", done.p50, done.p99)),
    ])
}

async fn history(site: Site<'_>) -> Result<Vec<Row>, String> {
    let stage = Stage::set(site.binary, site.core).await?;
    let (rooms, people) = stage.fill(1, 8).await?;
    let room = *rooms.first().ok_or("no room")?;
    let count = load::seed(&stage, &people, room, 100_000, Duration::from_secs(60)).await?;
    let done = load::measure(&stage, &people, 16, &Work::History(room), Duration::from_secs(6)).await?;
    depth::dress(&stage, &people, room).await?;
    let dressed = load::measure(&stage, &people, 16, &Work::History(room), Duration::from_secs(6)).await?;
    let (requests, all) = (thousands(done.used.a_cpu_second(done.count)), thousands(count as f64));
    Ok(vec![
        row(format!("history, last 50 of {all}, 16 at once: per cpu-s"), "20,000", "", requests),
        row("the same: p50, p99", "p99 2 ms", "", format!("{:.1} ms, {:.1} ms", done.p50, done.p99)),
        row(
            "the same, each with 24 reactions and a thread: per cpu-s",
            "",
            "",
            thousands(dressed.used.a_cpu_second(dressed.count)),
        ),
        row("the same: p50, p99", "", "", format!("{:.1} ms, {:.1} ms", dressed.p50, dressed.p99)),
    ])
}

async fn idle(site: Site<'_>) -> Result<Vec<Row>, String> {
    const SOCKETS: usize = 10_000;
    let mut stage = Stage::set(site.binary, site.core).await?;
    let (room, starts) = one_room(&stage, SOCKETS / 20).await?;
    // Hashing passwords takes much memory that the allocator keeps: sockets would live in it for nothing.
    stage.restart().await?;
    drop(Crowd::open(&stage, &starts, 20, Persistence::Once).await?);
    sleep(Duration::from_secs(1)).await;
    let before = resident_kib(stage.server.pid());
    let began = Instant::now();
    let crowd = Crowd::open(&stage, &starts, SOCKETS, Persistence::Once).await?;
    let opening = began.elapsed();
    sleep(Duration::from_secs(3)).await;
    let each = (resident_kib(stage.server.pid()) - before) / SOCKETS as f64;
    let stretch = Stretch::begin(stage.server.pid());
    sleep(Duration::from_secs(10)).await;
    let used = stretch.end();
    let cost = used.cpu / used.seconds / SOCKETS as f64 * 1e6;
    let saturated = fanout::saturated(&stage, room, &crowd, SOCKETS as u64).await?;
    Ok(vec![
        row("resident KiB an idle, resumed socket, at 10,000", "8 (next 4, mark 2.4)", "12", format!("{each:.1} KiB")),
        row("the same: processor time", "1 us/s a socket", "", format!("{cost:.1} us/s a socket, heartbeats included")),
        row("the same: time to open all", "", "", format!("{:.1} s, 64 at once", opening.as_secs_f64())),
        row("fan-out, 10,000 sockets, saturated (64 under way): per cpu-s", "300,000", "", heard(&saturated)),
    ])
}

async fn search(site: Site<'_>, database: Option<Database>, messages: u64) -> Result<Vec<Row>, String> {
    let engine = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let stage = Stage::set_on(site.binary, site.core, database).await?;
    search::measure(&stage, engine, messages).await
}

async fn storm(site: Site<'_>) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for sockets in [1000, 5000] {
        let mut stage = Stage::set(site.binary, site.core).await?;
        let (_, starts) = one_room(&stage, sockets / 20).await?;
        let crowd = Crowd::open(&stage, &starts, sockets, Persistence::Returning).await?;
        stage.server.kill();
        let gone = Instant::now();
        while crowd.live() > 0 && gone.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(1)).await;
        }
        let began = Instant::now();
        let up = stage.restart().await?;
        let back = crowd.await_live(sockets, Duration::from_secs(60)).await;
        let figure = match back {
            Some(_) => format!("{:.2} s (server up after {} ms)", began.elapsed().as_secs_f64(), up.as_millis()),
            None => format!("only {} came back within 60 s", crowd.live()),
        };
        let goal = if sockets == 5000 { "3 s (at 10,000)" } else { "" };
        rows.push(row(
            format!("kill -9, restart: until {} sockets are resumed", thousands(sockets as f64)),
            goal,
            "",
            figure,
        ));
    }
    Ok(rows)
}
