//! A changer: what one lane does to messages that are there: edits and deletes its own, reacts to anybody's.
//!
//! Each text has one author and each reaction one maker, who does one thing after another and repeats each until it is
//! confirmed: so the checker knows what must be there. Every lane has an emoji of its own.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde::de::IgnoredAny;
use tokio::time::sleep;
use wire::ids::{MessageId, UserId};
use wire::messages::MessagePatch;

use super::round::Shared;
use super::sender::passes;
use crate::checker::{Act, Change};
use crate::http::{Failure, Http};
use crate::random::Random;

const EMOJI: [&str; 3] = ["👍", "🎉", "👀"];

/// A message of the lane's own.
#[derive(Debug)]
struct Own {
    message: MessageId,
    first_text: String,
    edits: usize,
}

/// What a lane does to messages.
#[derive(Debug)]
pub struct Changer {
    user: UserId,
    emoji: &'static str,
    own: Vec<Own>,
    /// Where the lane's reaction is.
    reacted: Vec<MessageId>,
    random: Random,
    shared: Arc<Shared>,
}

impl Changer {
    /// A changer of one lane of a user.
    #[must_use]
    pub fn new(user: UserId, lane: usize, random: Random, shared: Arc<Shared>) -> Self {
        let emoji = EMOJI.get(lane % EMOJI.len()).copied().unwrap_or("👍");
        Self { user, emoji, own: Vec::new(), reacted: Vec::new(), random, shared }
    }

    /// Remembers a message of the lane's own.
    pub fn own(&mut self, message: MessageId, text: &str) {
        self.own.push(Own { message, first_text: text.to_owned(), edits: 0 });
    }

    /// Changes something, every second time.
    pub async fn maybe_change(&mut self, http: &mut Http) {
        match self.random.index(20) {
            0..4 => self.edit(http).await,
            4 => self.delete(http).await,
            5..8 => self.react(http).await,
            8..10 => self.take_back(http).await,
            _ => {}
        }
    }

    async fn edit(&mut self, http: &mut Http) {
        let Some(at) = self.pick(self.own.len()) else { return };
        let Some(own) = self.own.get_mut(at) else { return };
        own.edits += 1;
        let (message, text) = (own.message, format!("{} edit {}", own.first_text, own.edits));
        self.change(http, Change { message, act: Act::Edit(text) }).await;
    }

    async fn delete(&mut self, http: &mut Http) {
        let Some(at) = self.pick(self.own.len()) else { return };
        let message = self.own.swap_remove(at).message;
        self.change(http, Change { message, act: Act::Delete }).await;
    }

    async fn react(&mut self, http: &mut Http) {
        let Some(message) = self.shared.any_said(&mut self.random) else { return };
        if self.reacted.contains(&message) {
            return;
        }
        let act = Act::React(self.user, self.emoji.to_owned());
        if self.change(http, Change { message, act }).await {
            self.reacted.push(message);
        }
    }

    async fn take_back(&mut self, http: &mut Http) {
        let Some(at) = self.pick(self.reacted.len()) else { return };
        let message = self.reacted.swap_remove(at);
        let act = Act::TakeBack(self.user, self.emoji.to_owned());
        self.change(http, Change { message, act }).await;
    }

    fn pick(&mut self, count: usize) -> Option<usize> {
        (count > 0).then(|| self.random.index(count))
    }

    /// Repeats until the change is confirmed and its ack on disk; answers whether it was done.
    async fn change(&mut self, http: &mut Http, change: Change) -> bool {
        self.shared.set_out_to_change(change.clone());
        loop {
            match ask(http, &change).await {
                Ok(_) => {
                    if let Err(fault) = self.shared.acks.note_change(&change).await {
                        self.shared.fault(fault);
                    }
                    self.shared.changed();
                    return true;
                }
                Err(Failure::Lost(_)) => self.shared.repeated(),
                Err(Failure::Refused { status, .. }) if passes(status) => self.shared.repeated(),
                // Its author deleted it meanwhile: nothing hangs on it any more.
                Err(Failure::Refused { status: StatusCode::CONFLICT, .. }) if is_reaction(&change.act) => return false,
                Err(failure) => {
                    self.shared.fault(format!("{change:?}: {failure}"));
                    return false;
                }
            }
            if self.shared.is_over() {
                self.shared.fault(format!("{change:?} was never answered"));
                return false;
            }
            sleep(self.random.millis(10, 100)).await;
        }
    }
}

fn is_reaction(act: &Act) -> bool {
    matches!(act, Act::React(..) | Act::TakeBack(..))
}

async fn ask(http: &mut Http, Change { message, act }: &Change) -> Result<IgnoredAny, Failure> {
    let at = format!("/messages/{message}");
    match act {
        Act::Edit(text) => {
            let body = serde_json::to_vec(&MessagePatch { text: text.clone() });
            let body = body.map_err(|error| Failure::Unreadable(error.to_string()))?;
            http.call(Method::PATCH, &at, body).await
        }
        Act::Delete => http.call(Method::DELETE, &at, "").await,
        Act::React(_, emoji) => http.call(Method::PUT, &reaction(&at, emoji), "").await,
        Act::TakeBack(_, emoji) => http.call(Method::DELETE, &reaction(&at, emoji), "").await,
    }
}

fn reaction(at: &str, emoji: &str) -> String {
    let encoded: String = emoji.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{at}/reactions/{encoded}")
}
