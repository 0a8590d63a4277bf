//! A text on its way to becoming a message's: read, its names looked up, and whom it calls.
//!
//! What needs no look-up is parsed before the change, off the writer. Who may not mention everybody writes `@room` and `@here`
//! as plain words. It must never decide who is notified.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};
use wire::document::Document;
use wire::ids::UserId;
use wire::limits;
use wire::messages::Message;
use wire::rooms::Ability;

use super::attached::Attached;
use super::change::Change;
use crate::access::rooms::RoomAccess;
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::mentions::{self, Candidates, Known};
use crate::domain::names::MessageText;
use crate::domain::text;
use crate::store::db::Tx;
use crate::store::messages::{self, MessageRecord};
use crate::store::{members, rooms, users};

/// A text that is read as far as it can be without the store.
pub(super) struct NewText {
    text: MessageText,
    reading: Reading,
}

enum Reading {
    /// Names nobody.
    Done(Option<Document>),
    /// May name somebody: the names are looked up within the change.
    Names {
        candidates: Candidates,
        /// Who is online now, when `@here` may be meant.
        online: Vec<UserId>,
    },
}

impl NewText {
    pub(super) fn read(app: &App, text: MessageText) -> Self {
        let candidates = mentions::candidates(text.as_str());
        let reading = if candidates == Candidates::default() {
            Reading::Done(text::parse(text.as_str(), &Known::default()))
        } else {
            let online = if candidates.everybody { app.hub.presences.online() } else { Vec::new() };
            Reading::Names { candidates, online }
        };
        Self { text, reading }
    }

    pub(super) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Puts the text, what it means and whom it calls into a message's record. Whom `@here` means is settled when it first
    /// stands in the message, and for good.
    ///
    /// # Errors
    /// As the store fails.
    pub(super) async fn write_into(
        &self,
        c: &mut Change,
        access: &RoomAccess,
        record: &mut MessageRecord,
    ) -> Result<()> {
        record.text = self.as_str().to_owned();
        let (document, online) = match &self.reading {
            Reading::Done(document) => (document.clone(), &[][..]),
            Reading::Names { candidates, online } => {
                let everybody = access.abilities().contains(&Ability::MentionEveryone);
                let known = Known { everybody, ..known_to(c, access, record, candidates).await? };
                (text::parse(self.as_str(), &known), online.as_slice())
            }
        };
        record.document = document.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)?;
        let mut attached = Attached::of(record)?;
        if !attached.here_said && document.as_ref().is_some_and(mentions::call_who_is_here) {
            let here = present(c, record, online).await?;
            attached.here_said = true;
            attached.here_is_everybody = here.is_none();
            attached.here = here.unwrap_or_default();
        }
        record.attached = attached.column()?;
        Ok(())
    }
}

/// The members among those online, but for the author; none when there are too many to name.
async fn present(c: &mut Change, record: &MessageRecord, online: &[UserId]) -> Result<Option<Vec<UserId>>> {
    let mut here = Vec::new();
    for online in online.chunks(500) {
        here.extend(members::among(c, record.room_id, online).await?);
        here.retain(|user| *user != record.author_id);
        if here.len() > limits::HERE_USERS {
            return Ok(None);
        }
    }
    here.sort_unstable();
    Ok(Some(here))
}

/// Which of the candidates exist for the author: a guest learns neither of people nor of rooms beyond their own.
async fn known_to(
    c: &mut Change,
    access: &RoomAccess,
    record: &MessageRecord,
    candidates: &Candidates,
) -> Result<Known> {
    let mut known = known(c, candidates).await?;
    if access.is_guest() {
        let named: Vec<UserId> = known.users.values().copied().collect();
        let members = members::among(c, record.room_id, &named).await?;
        known.users.retain(|_, user| members.contains(user));
        let own = rooms::of_member(c, record.author_id).await?;
        known.rooms.retain(|_, room| own.iter().any(|own| own.id == *room));
    }
    Ok(known)
}

/// Which of the candidates exist.
async fn known(tx: &mut Tx, candidates: &Candidates) -> Result<Known> {
    let users = users::by_usernames(tx, &candidates.users).await?;
    let rooms = rooms::public_by_name_keys(tx, &candidates.rooms).await?;
    Ok(Known {
        users: users.into_iter().map(|user| (user.username, user.id)).collect(),
        rooms: rooms.into_iter().map(|room| (room.name_key, room.id)).collect(),
        everybody: true,
    })
}

/// Writes whom a message mentions: a row for each user, one for everybody.
///
/// # Errors
/// As the store fails.
pub(super) async fn write_mentions(c: &mut Change, record: &MessageRecord, message: &Message) -> Result<()> {
    let everybody = message.mentions.room.then_some(None);
    let mentioned: Vec<_> = mentioned(message).into_iter().map(Some).chain(everybody).collect();
    messages::insert_mentions(c, record, &mentioned).await
}

/// The users whom a message mentions one by one, each once.
pub(super) fn mentioned(message: &Message) -> Vec<UserId> {
    let mut seen = HashSet::new();
    let all = message.mentions.users.iter().chain(&message.mentions.here).copied();
    all.filter(|user| seen.insert(*user)).collect()
}

/// The first eight bytes of the SHA-256 of what was sent: enough to tell a repeat from a reuse.
pub(super) fn digest(text: &str) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}
