//! What nodes do for each other: what a node tells the bus, and what it does about what others tell.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use wire::frames::{CloseCode, ServerFrame, Signal};
use wire::limits::TYPING_MEMBERS;
use wire::streams::Stream;

use super::bus::{self, Ended, NodeId, Notice};
use super::frames;
use super::hub::Hub;

/// How often a node tells who is connected to it.
const ROSTER: Duration = Duration::from_secs(30);
/// How long a node is believed: a killed one's users are gone within 90 seconds, although a roster may be lost.
const BELIEVED: Duration = Duration::from_secs(75);
/// How long changes of presence are gathered.
const GATHER: Duration = Duration::from_secs(2);

impl Hub {
    /// Does what another node's notices ask for. Never waits.
    pub(super) fn hear(&self, node: NodeId, notices: Vec<Notice>) {
        let until = Instant::now() + BELIEVED;
        let mut entries = Vec::new();
        for notice in notices {
            match notice {
                Notice::Entry(entry) => entries.push(entry),
                Notice::Signal(signal) => {
                    self.signal_here(&signal);
                }
                Notice::Ended(ended) => self.end_here(ended),
                Notice::Joined => {
                    self.tell_roster();
                    self.look();
                }
                Notice::Here(users) => self.presences.hear(node, users, until),
                Notice::Came(user) => self.presences.came(node, user, until),
                Notice::Went(users) => self.presences.went(node, &users),
            }
        }
        self.arrive(entries);
    }

    /// A sign of life from somebody in a room, for those who have the room open, on every node.
    pub fn signal(&self, signal: Signal) {
        if self.signal_here(&signal) {
            self.tell(Notice::Signal(signal));
        }
    }

    /// Answers whether the room is small enough for signs of life.
    fn signal_here(&self, signal: &Signal) -> bool {
        let (room, user) = match signal {
            Signal::Typing(typing) => (typing.room, typing.user),
            Signal::Read(read) => (read.room, read.user),
            // Presence goes its own way: only to those who watch the user.
            Signal::Presence(_) => return false,
        };
        let followers = self.followers(Stream::Room(room));
        if i64::try_from(followers.len()).unwrap_or(i64::MAX) > TYPING_MEMBERS {
            return false;
        }
        let mut frame = None;
        for follower in followers {
            if follower.caller.user != user && follower.focus() == Some(room) {
                let frame = frame.get_or_insert_with(|| frames::text(&ServerFrame::Ephemeral(signal.clone())));
                follower.push_ephemeral(frame.clone());
            }
        }
        true
    }

    /// Closes the sockets of a session, or of all sessions of a user, on every node; what is known of them is forgotten.
    pub fn end(&self, ended: Ended) {
        self.end_here(ended);
        self.tell(Notice::Ended(ended));
    }

    /// Closes them on this node.
    pub(super) fn end_here(&self, ended: Ended) {
        self.forget(ended);
        self.close_where(CloseCode::SessionEnded, |connection| match ended {
            Ended::Session(session) => connection.caller.session == session,
            Ended::User(user) => connection.caller.user == user,
        });
    }

    /// Tells the other nodes who is here every thirty seconds, and when the bus comes up, until cancelled.
    pub(super) async fn keep_rosters(self: Arc<Self>) {
        let Some(mut standing) = self.bus().map(bus::Bus::standing) else { return };
        loop {
            tokio::select! {
                () = sleep(ROSTER) => {}
                () = bus::turned(&mut standing) => {
                    if *standing.borrow_and_update() {
                        self.tell(Notice::Joined);
                    }
                }
            }
            self.tell_roster();
        }
    }

    fn tell_roster(&self) {
        self.tell(Notice::Here(self.presences.here()));
    }

    /// Tells changes of presence, here and to the other nodes, every two seconds, until cancelled.
    pub(super) async fn keep_presence(self: Arc<Self>) {
        loop {
            sleep(GATHER).await;
            let gone = self.presences.tell(Instant::now());
            if !gone.is_empty() {
                self.tell(Notice::Went(gone));
            }
        }
    }
}
