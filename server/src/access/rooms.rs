//! Loading rooms and messages with the right to do something there.

use wire::bootstrap::WorkspaceAbility;
use wire::ids::{MessageId, RoomId};
use wire::members::RoomRole;
use wire::rooms::{Ability, RoomKind};
use wire::users::WorkspaceRole;

use super::can;
use super::rules::{Actor, Subject, Verdict, allows};
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::store::db::Tx;
use crate::store::members::MemberRecord;
use crate::store::messages::MessageRecord;
use crate::store::rooms::{RoomForUser, RoomRecord};
use crate::store::{messages, rooms};

/// A room that the caller may read, with the caller's part in it.
#[derive(Clone, Debug)]
pub struct RoomAccess {
    pub room: RoomRecord,
    pub member: Option<MemberRecord>,
    /// Seq of the last event of the room's stream, as of the same look; events of a running change are not in it.
    pub head: i64,
    actor: Actor,
}

impl RoomAccess {
    /// Goes on only when the caller may do this.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require(self, ability: Ability) -> Result<Self> {
        match allows(self.actor, ability, self.subject()) {
            Verdict::Yes => Ok(self),
            Verdict::Hidden => Err(Error::NotFound("room")),
            Verdict::No => Err(Error::Forbidden(refusal(ability, self.room.archived))),
        }
    }

    /// What the caller may do here.
    #[must_use]
    pub fn abilities(&self) -> Vec<Ability> {
        can::in_room(self.actor, self.subject())
    }

    /// Whether the caller sees only people and rooms that they were brought together with.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.actor.workspace == WorkspaceRole::Guest
    }

    fn subject(&self) -> Subject {
        Subject { kind: self.room.kind, archived: self.room.archived }
    }
}

fn refusal(ability: Ability, archived: bool) -> &'static str {
    match ability {
        _ if archived => "This room is archived: it can be read, nothing more.",
        Ability::Read => "You cannot read this room.",
        Ability::Join => "You are in this room already.",
        Ability::Leave => "You cannot leave this room.",
        Ability::Post => "You cannot post in this room.",
        Ability::React => "Only members of this room react to messages.",
        Ability::EditOwn | Ability::DeleteOwn => "You can change messages only in rooms you are a member of.",
        Ability::DeleteAny => "Only the room's owners and moderators delete other people's messages.",
        Ability::Pin => "You cannot pin messages in this room.",
        Ability::MentionEveryone => "You cannot mention everybody in this room.",
        Ability::Invite => "You cannot add people to this room.",
        Ability::ManageMembers => "Only the room's owners and moderators manage its members.",
        Ability::ManageRoom => "Only the room's owners and moderators change its name and topic.",
    }
}

/// A room that the caller may read.
///
/// # Errors
/// `NotFound` when there is none, or none that the caller may know of.
pub async fn room(tx: &mut Tx, caller: &Caller, room: RoomId) -> Result<RoomAccess> {
    let found = rooms::find_for(tx, room, caller.user).await?;
    of_record(caller, found.filter(|found| !found.room.hidden).ok_or(Error::NotFound("room"))?)
}

/// A room loaded already, with the caller's part in it.
///
/// # Errors
/// As [`room`].
pub fn of_record(caller: &Caller, found: RoomForUser) -> Result<RoomAccess> {
    let RoomForUser { room, member, head } = found;
    let actor = Actor { workspace: caller.role, room: member.as_ref().map(|member| member.role) };
    RoomAccess { room, member, head, actor }.require(Ability::Read)
}

/// Whether the caller may read a room of which a list tells the kind, whether it is archived, and the caller's role.
#[must_use]
pub fn reads(caller: &Caller, (kind, archived): (RoomKind, bool), role: Option<RoomRole>) -> bool {
    let actor = Actor { workspace: caller.role, room: role };
    allows(actor, Ability::Read, Subject { kind, archived }) == Verdict::Yes
}

/// A message of a room that the caller may read.
///
/// # Errors
/// `NotFound` when there is none, or none that the caller may know of.
pub async fn message(tx: &mut Tx, caller: &Caller, message: MessageId) -> Result<(MessageRecord, RoomAccess)> {
    let record = messages::find(tx, message).await?.ok_or(Error::NotFound("message"))?;
    match room(tx, caller, record.room_id).await {
        Ok(access) => Ok((record, access)),
        Err(Error::NotFound(_)) => Err(Error::NotFound("message")),
        Err(error) => Err(error),
    }
}

/// Goes on only when the caller may do this in the workspace.
///
/// # Errors
/// `Forbidden`.
pub fn require_in_workspace(caller: &Caller, ability: WorkspaceAbility) -> Result<()> {
    if can::in_workspace(caller.role).contains(&ability) {
        return Ok(());
    }
    Err(Error::Forbidden(match ability {
        WorkspaceAbility::CreateRooms => "Guests cannot make rooms.",
        WorkspaceAbility::BrowseRooms => "Guests see only the rooms they were added to.",
        WorkspaceAbility::Message => "Guests cannot start direct rooms.",
        WorkspaceAbility::AddEmoji => "Guests cannot add emoji.",
        WorkspaceAbility::ManageEmoji => "Only owners and admins take away other people's emoji.",
        WorkspaceAbility::ManageWorkspace => "Only owners and admins change the workspace.",
        WorkspaceAbility::ManageUsers => "Only owners and admins manage users.",
    }))
}
