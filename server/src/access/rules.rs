//! The pure table: who may do what in a room. Rendered as text and compared by a test, so that a change of policy is a
//! change of ticks in a diff.

use wire::members::RoomRole;
use wire::rooms::{Ability, RoomKind};
use wire::users::WorkspaceRole;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub workspace: WorkspaceRole,
    /// The role in the room; none for who is no member.
    pub room: Option<RoomRole>,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: RoomKind,
    pub archived: bool,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Yes,
    /// The actor may know of the room, but not do this: 403.
    No,
    /// The actor may not even know of it: 404.
    Hidden,
}

/// Whether the actor may do this in such a room.
#[must_use]
pub fn allows(actor: Actor, ability: Ability, subject: Subject) -> Verdict {
    if !may_read(actor, subject) {
        return Verdict::Hidden;
    }
    let member = actor.room.is_some();
    let named = subject.kind != RoomKind::Direct;
    let yes = match ability {
        Ability::Read => true,
        Ability::Join => !member && !subject.archived,
        Ability::Leave => member && named,
        Ability::Post => speaks(actor) && !subject.archived,
        Ability::React | Ability::EditOwn | Ability::DeleteOwn => member && !subject.archived,
        Ability::DeleteAny => named && !subject.archived && keeps_order(actor, subject),
        Ability::Pin | Ability::MentionEveryone => {
            speaks(actor) && !subject.archived && actor.workspace != WorkspaceRole::Guest
        }
        Ability::Invite => named && !subject.archived && may_invite(actor),
        Ability::ManageMembers | Ability::ManageRoom => named && !subject.archived && keeps_order(actor, subject),
    };
    if yes { Verdict::Yes } else { Verdict::No }
}

/// Members read; a public room is read by everybody but guests.
fn may_read(actor: Actor, subject: Subject) -> bool {
    actor.room.is_some() || (subject.kind == RoomKind::Public && actor.workspace != WorkspaceRole::Guest)
}

fn may_invite(actor: Actor) -> bool {
    actor.workspace != WorkspaceRole::Guest && speaks(actor)
}

/// Members that are not there only to read.
fn speaks(actor: Actor) -> bool {
    matches!(actor.room, Some(role) if role != RoomRole::Reader)
}

/// Owners and moderators of the room; in a public room the workspace's owners and admins too.
fn keeps_order(actor: Actor, subject: Subject) -> bool {
    let by_room = matches!(actor.room, Some(RoomRole::Owner | RoomRole::Moderator));
    let by_workspace = matches!(actor.workspace, WorkspaceRole::Owner | WorkspaceRole::Admin);
    by_room || (by_workspace && subject.kind == RoomKind::Public)
}

/// Every ability there is.
pub const ABILITIES: [Ability; 13] = [
    Ability::Read,
    Ability::Join,
    Ability::Leave,
    Ability::Post,
    Ability::React,
    Ability::EditOwn,
    Ability::DeleteOwn,
    Ability::DeleteAny,
    Ability::Pin,
    Ability::MentionEveryone,
    Ability::Invite,
    Ability::ManageMembers,
    Ability::ManageRoom,
];
