//! Fan-out: one room, many sockets; every message must reach each of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use wire::ids::RoomId;

use super::load::{send, text};
use super::measure::{Stretch, Used, percentile};
use super::stage::{Crowd, Stage, mark};

/// Messages a second, paced.
const PACE: u64 = 20;
const PACED: Duration = Duration::from_secs(10);
const SATURATED: Duration = Duration::from_secs(8);
/// Senders at once, saturated.
const LANES: usize = 16;
/// Messages that may be under way to the slowest socket: less than what a server drops a socket for.
const UNDER_WAY: u64 = 64;

/// What a crowd heard in a stretch.
#[derive(Debug)]
pub struct Heard {
    pub deliveries: u64,
    pub used: Used,
    /// Milliseconds; 0 when not taken.
    pub p50: f64,
    pub p99: f64,
    /// Deliveries that never came, or came twice.
    pub off: u64,
    /// Sockets that broke.
    pub broken: u64,
}

/// Twenty messages a second.
///
/// # Errors
/// A sentence, when a send fails.
pub async fn paced(stage: &Stage, room: RoomId, crowd: &Crowd, sockets: u64) -> Result<Heard, String> {
    let mut http = stage.owner.http(stage.plan.address);
    // The first messages find cold code and empty caches.
    for number in 0..5 {
        send(&mut http, room, text(&mark(crowd.epoch)), format!("warm-{number}")).await?;
    }
    settle(crowd, 5 * sockets).await;
    let before = crowd.messages();
    crowd.heard.timing.store(true, Ordering::Relaxed);
    let stretch = Stretch::begin(stage.server.pid());
    let mut tick = interval(Duration::from_millis(1000 / PACE));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let count = PACE * PACED.as_secs();
    for number in 0..count {
        tick.tick().await;
        send(&mut http, room, text(&mark(crowd.epoch)), format!("paced-{number}")).await?;
    }
    settle(crowd, before + count * sockets).await;
    let used = stretch.end();
    crowd.heard.timing.store(false, Ordering::Relaxed);
    let deliveries = crowd.messages() - before;
    let mut waits = std::mem::take(&mut *crowd.heard.waits.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    Ok(Heard {
        deliveries,
        used,
        p50: percentile(&mut waits, 0.5),
        p99: percentile(&mut waits, 0.99),
        off: (count * sockets).abs_diff(deliveries),
        broken: crowd.broken(),
    })
}

/// As many messages as the crowd takes, with a bounded number under way.
///
/// # Errors
/// A sentence, when a send fails.
pub async fn saturated(stage: &Stage, room: RoomId, crowd: &Crowd, sockets: u64) -> Result<Heard, String> {
    let before = crowd.messages();
    let (sent, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut lanes = JoinSet::new();
    let stretch = Stretch::begin(stage.server.pid());
    for lane in 0..LANES {
        let (sent, over) = (Arc::clone(&sent), Arc::clone(&over));
        let mut http = stage.owner.http(stage.plan.address);
        let heard = Arc::clone(&crowd.heard);
        lanes.spawn(async move {
            for number in 0.. {
                // Who hears nothing any more must not stop the rest: the wait is for the whole crowd's count.
                while sent.load(Ordering::Relaxed) * sockets
                    > heard.messages.load(Ordering::Relaxed) - before + UNDER_WAY * sockets
                {
                    if over.load(Ordering::Relaxed) {
                        return Ok(());
                    }
                    sleep(Duration::from_millis(1)).await;
                }
                if over.load(Ordering::Relaxed) {
                    break;
                }
                sent.fetch_add(1, Ordering::Relaxed);
                send(&mut http, room, text("fast "), format!("fast-{lane}-{number}")).await?;
            }
            Ok::<(), String>(())
        });
    }
    sleep(SATURATED).await;
    let used = stretch.end();
    let deliveries = crowd.messages() - before;
    over.store(true, Ordering::Relaxed);
    while let Some(lane) = lanes.join_next().await {
        lane.map_err(|error| error.to_string())??;
    }
    let wanted = before + sent.load(Ordering::Relaxed) * sockets;
    settle(crowd, wanted).await;
    let off = wanted.abs_diff(crowd.messages());
    Ok(Heard { deliveries, used, p50: 0.0, p99: 0.0, off, broken: crowd.broken() })
}

/// Waits until the crowd has heard so many messages, or hears none any more.
async fn settle(crowd: &Crowd, count: u64) {
    let (mut last, mut since) = (crowd.messages(), Instant::now());
    while crowd.messages() < count && since.elapsed() < Duration::from_secs(3) {
        sleep(Duration::from_millis(2)).await;
        if crowd.messages() != last {
            (last, since) = (crowd.messages(), Instant::now());
        }
    }
}
