//! What can be asked: the abilities that an answer ships, so that the browser never derives a permission from a role.

use wire::bootstrap::WorkspaceAbility;
use wire::rooms::Ability;
use wire::users::WorkspaceRole;

use super::rules::{ABILITIES, Actor, Subject, Verdict, allows};

/// What the actor may do in such a room.
#[must_use]
pub fn in_room(actor: Actor, subject: Subject) -> Vec<Ability> {
    ABILITIES.into_iter().filter(|ability| allows(actor, *ability, subject) == Verdict::Yes).collect()
}

/// What a role may do in the workspace.
#[must_use]
pub fn in_workspace(role: WorkspaceRole) -> Vec<WorkspaceAbility> {
    let mut abilities = Vec::new();
    if role != WorkspaceRole::Guest {
        abilities.extend([WorkspaceAbility::CreateRooms, WorkspaceAbility::BrowseRooms, WorkspaceAbility::Message]);
        abilities.push(WorkspaceAbility::AddEmoji);
    }
    if matches!(role, WorkspaceRole::Owner | WorkspaceRole::Admin) {
        abilities.extend([
            WorkspaceAbility::ManageUsers,
            WorkspaceAbility::ManageEmoji,
            WorkspaceAbility::ManageWorkspace,
        ]);
    }
    abilities
}
