//! A lane: one client's sends, one after another, each repeated under its client key until it is confirmed.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::StatusCode;
use tokio::time::{Instant, sleep, sleep_until};
use wire::ids::{MessageId, RoomId};
use wire::messages::{MessageAnswer, NewMessage};

use super::changer::Changer;
use super::round::Shared;
use crate::checker::Sent;
use crate::http::{Failure, Http};
use crate::people::Person;
use crate::random::Random;

/// Time from the start of one send to the next, in milliseconds: 60 lanes make 600 a second when nothing is in the way.
const PACE: (u64, u64) = (60, 140);

/// One lane of a client.
#[derive(Debug)]
pub struct Lane {
    pub person: Person,
    /// Prefix of its client keys, unique in the run.
    pub name: String,
    /// The server, or a proxy that cuts.
    pub address: SocketAddr,
    pub rooms: Vec<RoomId>,
    pub random: Random,
    pub shared: Arc<Shared>,
    /// What it does to messages that are there.
    pub changer: Changer,
}

impl Lane {
    /// Sends until the round comes to rest; the send at hand is still brought home.
    pub async fn run(mut self) {
        let mut http = self.person.http(self.address);
        for number in 0.. {
            if self.shared.is_resting() {
                return;
            }
            let next_at = Instant::now() + self.random.millis(PACE.0, PACE.1);
            let Some(room) = self.pick_room() else { return };
            let client_key = format!("{}-{number}", self.name);
            let text = format!("{client_key} {}", "word ".repeat(self.random.index(20) + 1).trim_end());
            let new = NewMessage { text, client_key, reply_to: None, also_in_room: false, files: Vec::new() };
            self.shared.set_out(Sent { room, client_key: new.client_key.clone(), text: new.text.clone() });
            let message = self.send(&mut http, room, &new).await;
            if self.random.one_in(10) {
                // A client that did not trust the answer: the repeat must find the same message.
                self.send(&mut http, room, &new).await;
            }
            if let Some(message) = message {
                self.changer.own(message, &new.text);
                self.shared.said(message);
            }
            self.changer.maybe_change(&mut http).await;
            sleep_until(next_at).await;
        }
    }

    /// Half of all goes to the first room, so that whoever stays away for long misses much of it.
    fn pick_room(&mut self) -> Option<RoomId> {
        let index = if self.random.one_in(2) { 0 } else { self.random.index(self.rooms.len()) };
        self.rooms.get(index).copied()
    }

    /// Repeats until the answer is there and its ack on disk; none when it never came.
    async fn send(&mut self, http: &mut Http, room: RoomId, new: &NewMessage) -> Option<MessageId> {
        let path = format!("/rooms/{room}/messages");
        loop {
            match http.post::<_, MessageAnswer>(&path, new).await {
                Ok(answer) => {
                    if let Err(fault) = self.shared.acks.note(&answer.message).await {
                        self.shared.fault(fault);
                    }
                    self.shared.confirmed();
                    return Some(answer.message.id);
                }
                Err(Failure::Lost(_)) => self.shared.repeated(),
                Err(Failure::Refused { status, .. }) if passes(status) => self.shared.repeated(),
                Err(failure) => {
                    self.shared.fault(format!("send {}: {failure}", new.client_key));
                    return None;
                }
            }
            if self.shared.is_over() {
                self.shared.fault(format!("send {} was never answered", new.client_key));
                return None;
            }
            sleep(self.random.millis(10, 100)).await;
        }
    }
}

/// Whether a refusal asks to come back.
pub(super) fn passes(status: StatusCode) -> bool {
    matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS)
}
