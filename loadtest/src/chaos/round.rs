//! A round: clients send and listen, the server is killed and started again, everything comes to rest, all is checked.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use wire::ids::{MessageId, RoomId};
use wire::streams::Stream;

use super::acks::{Acks, Noted};
use super::changer::Changer;
use super::listener::{Listener, View, history};
use super::proxy::Proxy;
use super::sender::Lane;
use crate::checker::{self, Change, Evidence, History, Sent, Violation};
use crate::people::{self, Person, Start};
use crate::random::Random;
use crate::server::{Plan, Server};

/// Rooms of a round.
const ROOMS: usize = 8;
/// Sends that each client has under way at once.
const LANES: usize = 3;
/// The server is killed after so many milliseconds of load, and for as long it is watched after its restart.
const LOAD: (u64, u64) = (1_000, 4_000);
/// How long a client stays away after its socket broke, in milliseconds.
const AWAY: (u64, u64) = (0, 150);
/// One client stays away so long that it misses more of the busiest room than is replayed.
const LONG_AWAY: (u64, u64) = (3_000, 6_000);
/// What has not come to rest by then never will.
const REST_WITHIN: Duration = Duration::from_secs(60);

/// What the tasks of a round share.
#[derive(Debug)]
pub struct Shared {
    pub acks: Acks,
    sent: Mutex<Vec<Sent>>,
    changes: Mutex<Vec<Change>>,
    /// What was said in this round, for whoever wants to react.
    said: Mutex<Vec<MessageId>>,
    faults: Mutex<Vec<String>>,
    resting: AtomicBool,
    over: AtomicBool,
    confirmed: AtomicU64,
    changed: AtomicU64,
    repeated: AtomicU64,
    reconnected: AtomicU64,
    refetched: AtomicU64,
}

impl Shared {
    fn new(acks: Acks) -> Self {
        Self {
            acks,
            sent: Mutex::default(),
            changes: Mutex::default(),
            said: Mutex::default(),
            faults: Mutex::default(),
            resting: AtomicBool::new(false),
            over: AtomicBool::new(false),
            confirmed: AtomicU64::new(0),
            changed: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            reconnected: AtomicU64::new(0),
            refetched: AtomicU64::new(0),
        }
    }

    /// Notes a message before its first byte leaves.
    pub fn set_out(&self, sent: Sent) {
        lock(&self.sent).push(sent);
    }

    /// Notes a change before its first byte leaves.
    pub fn set_out_to_change(&self, change: Change) {
        lock(&self.changes).push(change);
    }

    /// A message is there for all.
    pub fn said(&self, message: MessageId) {
        lock(&self.said).push(message);
    }

    /// Some message of the round.
    pub fn any_said(&self, random: &mut Random) -> Option<MessageId> {
        let said = lock(&self.said);
        let count = said.len();
        if count == 0 { None } else { said.get(random.index(count)).copied() }
    }

    /// Notes something that no checker would see.
    pub fn fault(&self, fault: String) {
        lock(&self.faults).push(fault);
    }

    /// No new sends any more.
    pub fn is_resting(&self) -> bool {
        self.resting.load(Ordering::Relaxed)
    }

    /// No repeats any more either.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// A send is confirmed, its ack on disk.
    pub fn confirmed(&self) {
        self.confirmed.fetch_add(1, Ordering::Relaxed);
    }

    /// A change is confirmed, its ack on disk.
    pub fn changed(&self) {
        self.changed.fetch_add(1, Ordering::Relaxed);
    }

    /// A send or a change had no answer.
    pub fn repeated(&self) {
        self.repeated.fetch_add(1, Ordering::Relaxed);
    }

    /// A socket broke.
    pub fn reconnected(&self) {
        self.reconnected.fetch_add(1, Ordering::Relaxed);
    }

    /// A client had to fetch a stream afresh.
    pub fn refetched(&self) {
        self.refetched.fetch_add(1, Ordering::Relaxed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What rounds need of the whole run.
#[derive(Debug)]
pub struct Ground<'a> {
    pub plan: &'a Plan,
    pub proxy: &'a Proxy,
    pub acks: &'a Acks,
    pub people: &'a [Person],
}

/// What a round did and found.
#[derive(Debug)]
pub struct Outcome {
    pub rooms: Vec<RoomId>,
    pub sent: Vec<Sent>,
    pub changes: Vec<Change>,
    pub violations: Vec<Violation>,
    pub faults: Vec<String>,
    /// Confirmed sends, while load was on.
    pub confirmed: u64,
    /// Confirmed edits, deletions and reactions.
    pub changed: u64,
    pub load: Duration,
    pub repeated: u64,
    pub reconnected: u64,
    pub refetched: u64,
    /// From the start of the new server to its first page.
    pub restart: Duration,
    /// From the end of the load until everything was everywhere.
    pub rest: Duration,
}

/// Plays one round; the server that runs afterwards is put in the place of the former.
///
/// # Errors
/// A sentence, when the round could not be played at all.
pub async fn play(
    ground: &Ground<'_>,
    number: usize,
    server: &mut Option<Server>,
    random: &mut Random,
) -> Result<Outcome, String> {
    let shared = Arc::new(Shared::new(ground.acks.clone()));
    let (rooms, starts) = prepare(ground, number).await?;
    let mut lanes = JoinSet::new();
    let mut listeners = JoinSet::new();
    let mut views = Vec::new();
    ground.proxy.set_calm(false);
    for (client, (person, start)) in ground.people.iter().zip(starts).enumerate() {
        let view = Arc::new(View::new(client, &start.heads));
        views.push(Arc::clone(&view));
        let (address, direct) = (ground.proxy.address, ground.plan.address);
        let listener = Listener {
            person: person.clone(),
            start,
            address,
            server: direct,
            view,
            away: if client == 0 { LONG_AWAY } else { AWAY },
            random: random.fork(),
            shared: Arc::clone(&shared),
        };
        listeners.spawn(listener.run());
        for lane in 0..LANES {
            let (name, address) = (format!("r{number}c{client}l{lane}"), if lane == 0 { address } else { direct });
            let (person, rooms) = (person.clone(), rooms.clone());
            let changer = Changer::new(person.id, lane, random.fork(), Arc::clone(&shared));
            let (random, shared) = (random.fork(), Arc::clone(&shared));
            lanes.spawn(Lane { person, name, address, rooms, random, shared, changer }.run());
        }
    }
    let began = Instant::now();
    let restart = kill_and_restart(ground.plan, server, random).await?;
    shared.resting.store(true, Ordering::Relaxed);
    ground.proxy.set_calm(true);
    let (confirmed, load) = (shared.confirmed.load(Ordering::Relaxed), began.elapsed());
    let rest_began = Instant::now();
    bring_home(&shared, &mut lanes).await;
    let (histories, heads) = read_afresh(ground, &rooms).await?;
    await_heads(&views, &heads).await;
    let rest = rest_began.elapsed();
    listeners.shutdown().await;
    let evidence = gather(ground, &shared, &views, (histories, heads))?;
    let violations = checker::check(&evidence);
    let faults = std::mem::take(&mut *lock(&shared.faults));
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    Ok(Outcome {
        rooms,
        sent: evidence.sent,
        changes: evidence.changes,
        violations,
        faults,
        confirmed,
        changed: count(&shared.changed),
        load,
        repeated: count(&shared.repeated),
        reconnected: count(&shared.reconnected),
        refetched: count(&shared.refetched),
        restart,
        rest,
    })
}

/// Rooms of this round's own, with everybody in them, and from where everybody starts.
async fn prepare(ground: &Ground<'_>, number: usize) -> Result<(Vec<RoomId>, Vec<Start>), String> {
    let (first, others) = ground.people.split_first().ok_or("nobody is there")?;
    let mut http = first.http(ground.plan.address);
    let mut rooms = Vec::new();
    for room in 0..ROOMS {
        rooms.push(people::create_room(&mut http, &format!("round {number} room {room}")).await?);
    }
    let joins = others.iter().map(async |person| people::join(&mut person.http(ground.plan.address), &rooms).await);
    futures_util::future::try_join_all(joins).await?;
    let starts =
        ground.people.iter().map(async |person| people::bootstrap(&mut person.http(ground.plan.address), &rooms).await);
    Ok((rooms.clone(), futures_util::future::try_join_all(starts).await?))
}

/// Lets load run, kills the server at a random moment, starts it again on the same data, lets load run on.
async fn kill_and_restart(plan: &Plan, server: &mut Option<Server>, random: &mut Random) -> Result<Duration, String> {
    sleep(random.millis(LOAD.0, LOAD.1)).await;
    let mut running = server.take().ok_or("no server runs")?;
    if !running.is_alive() {
        return Err(format!("The server ended by itself; see {}.", plan.log.display()));
    }
    running.kill();
    sleep(random.millis(0, 500)).await;
    let (started, took) = Server::start(plan).await?;
    *server = Some(started);
    sleep(random.millis(LOAD.0, LOAD.1)).await;
    Ok(took)
}

/// Waits for the sends that are under way.
async fn bring_home(shared: &Shared, lanes: &mut JoinSet<()>) {
    let all = async { while lanes.join_next().await.is_some() {} };
    if timeout(REST_WITHIN, all).await.is_err() {
        shared.over.store(true, Ordering::Relaxed);
        while lanes.join_next().await.is_some() {}
    }
}

type Afresh = (Vec<History>, BTreeMap<Stream, i64>);

/// What somebody gets who comes now: the rooms' histories, and the heads of every stream that somebody follows.
async fn read_afresh(ground: &Ground<'_>, rooms: &[RoomId]) -> Result<Afresh, String> {
    let mut heads = BTreeMap::new();
    for person in ground.people {
        let start = people::bootstrap(&mut person.http(ground.plan.address), rooms).await?;
        heads.extend(start.heads.into_iter().map(|as_of| (as_of.stream, as_of.seq)));
    }
    Ok((read_histories(ground, rooms).await?, heads))
}

/// The whole history of rooms.
///
/// # Errors
/// A sentence.
pub async fn read_histories(ground: &Ground<'_>, rooms: &[RoomId]) -> Result<Vec<History>, String> {
    let reader = ground.people.first().ok_or("nobody is there")?;
    let mut http = reader.http(ground.plan.address);
    let mut histories = Vec::new();
    for room in rooms {
        let (lines, _) = history(&mut http, &format!("/rooms/{room}/messages")).await?;
        histories.push(History { room: *room, lines });
    }
    Ok(histories)
}

/// Waits until every client holds the heads; who never does is the checker's finding.
async fn await_heads(views: &[Arc<View>], heads: &BTreeMap<Stream, i64>) {
    let behind =
        |view: &View| view.heads().iter().any(|(stream, held)| heads.get(stream).is_some_and(|head| held < head));
    let until = Instant::now() + REST_WITHIN;
    while views.iter().any(|view| behind(view)) && Instant::now() < until {
        sleep(Duration::from_millis(20)).await;
    }
    // What comes after the head would be a double: give it the time to come.
    sleep(Duration::from_millis(300)).await;
}

fn gather(ground: &Ground<'_>, shared: &Shared, views: &[Arc<View>], afresh: Afresh) -> Result<Evidence, String> {
    let sent = std::mem::take(&mut *lock(&shared.sent));
    let changes = std::mem::take(&mut *lock(&shared.changes));
    let keys: HashSet<&str> = sent.iter().map(|sent| sent.client_key.as_str()).collect();
    let changing: HashSet<MessageId> = changes.iter().map(|change| change.message).collect();
    // Acks of other rounds are looked at when all is over.
    let Noted { sends, changes: confirmed } = ground.acks.read()?;
    let acked = sends.into_iter().filter(|ack| keys.contains(ack.client_key.as_str())).collect();
    let confirmed = confirmed.into_iter().filter(|change| changing.contains(&change.message)).collect();
    let (histories, heads) = afresh;
    let seen = views.iter().flat_map(|view| view.seen()).collect();
    Ok(Evidence { acked, changes, confirmed, histories, heads, seen, sent })
}
