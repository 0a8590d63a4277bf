//! The bus between nodes: carries events and signs of life, and is never an authority.
//!
//! Nodes share one database. What one of them commits, the others hear here, faster than they would find it by polling the
//! log; a notice that is lost costs latency, never data. Telling never waits. Read [`envelope`] for what travels and
//! [`redis`] for how; `realtime/neighbours.rs` is what a node does about it.

pub mod envelope;
pub mod redis;

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use wire::frames::Signal;
use wire::ids::{SessionId, UserId};

use crate::platform::random;
use crate::store::db::Entry;

/// Notices that wait to be sent; what exceeds them is dropped, and found by polling.
const WAITING: usize = 4096;

/// A node: new with each start of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(pub [u8; 16]);

/// What one node tells the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Notice {
    /// An event was committed.
    Entry(Entry),
    /// Somebody types or read on.
    Signal(Signal),
    /// Sockets are to close.
    Ended(Ended),
    /// The node is on the bus from now on and knows nobody yet. What it committed before was not told.
    Joined,
    /// All who are connected to the node: replaces what it told before.
    Here(Vec<UserId>),
    /// Somebody connected to the node.
    Came(UserId),
    /// These are no longer connected to the node.
    Went(Vec<UserId>),
}

/// Whose sockets are to close, on every node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Ended {
    Session(SessionId),
    /// All sessions of a user.
    User(UserId),
}

/// A node's end of the bus.
#[derive(Debug)]
pub struct Bus {
    outbox: mpsc::Sender<Notice>,
    up: watch::Receiver<bool>,
}

impl Bus {
    /// The bus, and the line to Redis that serves it once it runs. Without an address there is no line, and the bus is never up.
    ///
    /// # Errors
    /// A sentence about the address.
    pub fn open(address: Option<&str>) -> Result<(Self, Option<redis::Line>), String> {
        let (outbox, waiting) = mpsc::channel(WAITING);
        let (turn, up) = watch::channel(false);
        let line = match address {
            Some(address) => Some(redis::Line::new(address, NodeId(random::bytes()), waiting, turn)?),
            None => None,
        };
        Ok((Self { outbox, up }, line))
    }

    /// Tells the other nodes. Never waits: what does not fit, or comes while the bus is down, is dropped.
    pub fn tell(&self, notice: Notice) {
        if self.is_up() && self.outbox.try_send(notice).is_err() {
            tracing::debug!("a notice was dropped; the other nodes find what matters by polling");
        }
    }

    /// Whether the other nodes can be told, and heard.
    #[must_use]
    pub fn is_up(&self) -> bool {
        *self.up.borrow()
    }

    /// Turns true when the bus comes up, false when it goes down.
    #[must_use]
    pub fn standing(&self) -> watch::Receiver<bool> {
        self.up.clone()
    }
}

/// Waits until the bus came up or went down; for ever when there is none.
pub async fn turned(standing: &mut watch::Receiver<bool>) {
    if standing.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_waits_to_be_told_while_the_bus_is_down() {
        let (outbox, mut waiting) = mpsc::channel(2);
        let (turn, up) = watch::channel(false);
        let bus = Bus { outbox, up };
        bus.tell(Notice::Joined);
        assert!(waiting.try_recv().is_err());
        turn.send_replace(true);
        bus.tell(Notice::Joined);
        assert_eq!(waiting.try_recv(), Ok(Notice::Joined));
    }

    #[test]
    fn telling_drops_what_does_not_fit() {
        let (outbox, waiting) = mpsc::channel(2);
        let (_turn, up) = watch::channel(true);
        let bus = Bus { outbox, up };
        for _ in 0..3 {
            bus.tell(Notice::Joined);
        }
        assert_eq!(waiting.len(), 2);
    }
}
