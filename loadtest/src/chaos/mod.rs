//! Chaos: rounds of load, cut connections and kill -9 that try to make a server lose, double or reorder a message.
//!
//! It owns the run: the server and its database, the people, the proxy, the file of acks. [`round`] plays one round,
//! [`crate::checker`] judges it. [`outage`] is another attack: Redis dies under two nodes.

mod acks;
mod changer;
mod listener;
mod outage;
mod proxy;
mod round;
mod sender;

use std::path::PathBuf;

use tempfile::TempDir;
use tokio::time::Instant;
use wire::ids::RoomId;

use self::acks::{Acks, Noted};
use self::proxy::Proxy;
use self::round::{Ground, Outcome};
use crate::checker::{self, Change, Evidence, Sent};
use crate::people::{self, Person};
use crate::postgres::Database;
use crate::random::Random;
use crate::say;
use crate::server::{Plan, Server};

const CLIENTS: usize = 20;
/// Violations printed of one round; one cause has many.
const SHOWN: usize = 12;

/// Which database the server uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Rounds to play; each takes some ten seconds.
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// The database.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    engine: Engine,
    /// Decides what is random; the same seed makes the same choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server's binary.
    #[arg(long, env = "RELAYDESK_BIN", default_value = "target/fast/relaydesk")]
    server: PathBuf,
    /// A PostgreSQL in which databases may be made; a private one is started when absent.
    #[arg(long, env = "RELAYDESK_TEST_DATABASE_URL")]
    database_url: Option<String>,
    /// No rounds: Redis is killed for half a minute under two nodes on one PostgreSQL.
    #[arg(long)]
    outage: bool,
}

/// Plays the rounds; answers whether every promise held.
///
/// # Errors
/// A sentence, when they could not be played.
pub async fn run(arguments: Arguments) -> Result<bool, String> {
    let folder = TempDir::with_prefix("relaydesk-chaos-").map_err(|error| format!("No temporary folder: {error}."))?;
    let database = match (arguments.engine, &arguments.database_url) {
        (Engine::Sqlite, _) if !arguments.outage => None,
        (_, None) => Some(Database::start()?),
        (_, Some(server)) => Some(Database::create_in(server)?),
    };
    if arguments.outage {
        let url = database.as_ref().map(|database| database.url.clone());
        return outage::play(&arguments.server, folder.path(), url).await;
    }
    let mut plan = Plan::new(&arguments.server, folder.path())?;
    plan.database_url = database.as_ref().map(|database| database.url.clone());
    let sound = match play(&arguments, &plan, &folder.path().join("acks")).await {
        Ok(sound) => sound,
        Err(sentence) => {
            say!("{sentence}");
            false
        }
    };
    if !sound {
        say!("What the server kept and wrote is in {}.", folder.keep().display());
    }
    Ok(sound)
}

async fn play(arguments: &Arguments, plan: &Plan, acks: &std::path::Path) -> Result<bool, String> {
    let mut random = Random::new(arguments.seed);
    let (server, _) = Server::start(plan).await?;
    let mut server = Some(server);
    people::set_up(plan.address).await?;
    let mut people = people::register(plan.address, CLIENTS).await?;
    let mut signed_in = Instant::now();
    let proxy = Proxy::start(plan.address, random.fork()).await?;
    let acks = Acks::create(acks)?;
    let (mut rooms, mut done, mut sound) = (Vec::new(), Done::default(), true);
    say!("{:?}, seed {}, {} rounds, {CLIENTS} clients", arguments.engine, arguments.seed, arguments.rounds);
    for number in 1..=arguments.rounds {
        if signed_in.elapsed().as_secs() > 300 {
            people = renew(plan, &people).await?;
            signed_in = Instant::now();
        }
        let ground = Ground { plan, proxy: &proxy, acks: &acks, people: &people };
        let cuts_before = proxy.cuts();
        let outcome = round::play(&ground, number, &mut server, &mut random).await?;
        sound &= tell(number, &outcome, cuts_before, proxy.cuts());
        rooms.extend(outcome.rooms);
        done.sent.extend(outcome.sent);
        done.changes.extend(outcome.changes);
    }
    let ground = Ground { plan, proxy: &proxy, acks: &acks, people: &people };
    sound &= check_all(&ground, &rooms, done).await?;
    Ok(sound)
}

/// Fresh access tokens, before the old ones expire.
async fn renew(plan: &Plan, people: &[Person]) -> Result<Vec<Person>, String> {
    let mut renewed = Vec::new();
    for person in people {
        renewed.push(people::sign_in(plan.address, &person.username).await?);
    }
    Ok(renewed)
}

/// One line a round, and what is wrong with it; answers whether nothing is.
fn tell(number: usize, outcome: &Outcome, before: (u64, u64), after: (u64, u64)) -> bool {
    let sound = outcome.violations.is_empty() && outcome.faults.is_empty();
    let rate = outcome.confirmed as f64 / outcome.load.as_secs_f64();
    say!(
        "round {number:>3}: {} sent, {} confirmed ({rate:.0}/s), {} changed, {} repeats, {} cuts ({} early), {} reconnects, {} refetches, \
         restart {} ms, rest {} ms: {}",
        outcome.sent.len(),
        outcome.confirmed,
        outcome.changed,
        outcome.repeated,
        after.0 - before.0,
        after.1 - before.1,
        outcome.reconnected,
        outcome.refetched,
        outcome.restart.as_millis(),
        outcome.rest.as_millis(),
        if sound { "ok" } else { "VIOLATED" },
    );
    for violation in outcome.violations.iter().take(SHOWN) {
        say!("  {violation}");
    }
    for fault in outcome.faults.iter().take(SHOWN) {
        say!("  Fault: {fault}");
    }
    let hidden = outcome.violations.len().saturating_sub(SHOWN) + outcome.faults.len().saturating_sub(SHOWN);
    if hidden > 0 {
        say!("  and {hidden} more");
    }
    sound
}

/// What clients set out to do in all rounds.
#[derive(Default)]
struct Done {
    sent: Vec<Sent>,
    changes: Vec<Change>,
}

/// All acks of all rounds against all histories: what survived one kill must survive those after it.
async fn check_all(ground: &Ground<'_>, rooms: &[RoomId], done: Done) -> Result<bool, String> {
    let histories = round::read_histories(ground, rooms).await?;
    let kept: usize = histories.iter().map(|history| history.lines.len()).sum();
    let Done { sent, changes } = done;
    let Noted { sends: acked, changes: confirmed } = ground.acks.read()?;
    let evidence = Evidence { sent, acked, changes, confirmed, histories, ..Evidence::default() };
    let violations = checker::check(&evidence);
    for violation in violations.iter().take(SHOWN) {
        say!("  {violation}");
    }
    let verdict = if violations.is_empty() { "nothing lost, doubled or reordered" } else { "VIOLATED" };
    let (sends, changes) = (evidence.acked.len(), evidence.confirmed.len());
    say!("all rounds: {sends} sends and {changes} changes on disk, {kept} messages kept: {verdict}");
    Ok(violations.is_empty())
}
