//! How far a caller's eyes reach: which rooms they may read, for lists that run through many rooms.
//!
//! It decides by the same table as for a single room. Each room is looked at once in a snapshot.

use std::collections::HashMap;

use wire::ids::RoomId;
use wire::members::RoomRole;
use wire::rooms::{Ability, RoomKind};

use super::rules::{Actor, Subject, Verdict, allows};
use crate::domain::caller::Caller;
use crate::domain::error::Result;
use crate::store::db::Tx;
use crate::store::rooms;

/// The rooms that a caller may read.
#[derive(Debug)]
pub struct Reach {
    caller: Caller,
    /// Their own, with the kind of each.
    own: Vec<(RoomId, RoomKind)>,
    /// What was found of rooms that were asked for.
    judged: HashMap<RoomId, bool>,
}

impl Reach {
    /// The caller's own rooms are known from the start.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn open(tx: &mut Tx, caller: &Caller) -> Result<Self> {
        let mut reach = Self { caller: *caller, own: Vec::new(), judged: HashMap::new() };
        for part in rooms::parts_of_member(tx, caller.user).await? {
            let subject = Subject { kind: part.kind, archived: part.archived };
            let readable = reach.reads(Some(part.role), subject);
            reach.judged.insert(part.id, readable);
            if readable {
                reach.own.push((part.id, part.kind));
            }
        }
        Ok(reach)
    }

    fn reads(&self, role: Option<RoomRole>, subject: Subject) -> bool {
        let actor = Actor { workspace: self.caller.role, room: role };
        allows(actor, Ability::Read, subject) == Verdict::Yes
    }

    /// The caller's own rooms that they may read.
    #[must_use]
    pub fn own(&self) -> &[(RoomId, RoomKind)] {
        &self.own
    }

    /// Whether the caller may read public rooms without being a member.
    #[must_use]
    pub fn has_public(&self) -> bool {
        self.reads(None, Subject { kind: RoomKind::Public, archived: false })
    }

    /// Looks at these rooms, as far as nobody has yet.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn look(&mut self, tx: &mut Tx, rooms: impl IntoIterator<Item = RoomId>) -> Result<()> {
        let mut unknown: Vec<RoomId> = rooms.into_iter().filter(|room| !self.judged.contains_key(room)).collect();
        unknown.sort_unstable_by_key(|room| room.0);
        unknown.dedup();
        if unknown.is_empty() {
            return Ok(());
        }
        self.judged.extend(unknown.iter().map(|room| (*room, false)));
        for found in rooms::kinds(tx, &unknown).await? {
            // Whoever is a member was known from the start.
            let subject = Subject { kind: found.kind, archived: found.archived };
            let readable = !found.hidden && self.reads(None, subject);
            self.judged.insert(found.id, readable);
        }
        Ok(())
    }

    /// Whether the caller may read a room that was looked at.
    #[must_use]
    pub fn reads_room(&self, room: RoomId) -> bool {
        self.judged.get(&room).copied().unwrap_or_default()
    }
}
