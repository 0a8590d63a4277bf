//! The access matrix: who may do what, as text. A change of policy is a change of ticks in a diff.

use std::fmt::Write as _;

use relaydesk::access::can;
use relaydesk::access::rules::{ABILITIES, Actor, Subject, Verdict, allows};
use wire::members::RoomRole;
use wire::rooms::RoomKind;
use wire::users::WorkspaceRole;

use super::golden;

const WORKSPACE_ROLES: [WorkspaceRole; 4] =
    [WorkspaceRole::Owner, WorkspaceRole::Admin, WorkspaceRole::Member, WorkspaceRole::Guest];
const ROOM_ROLES: [Option<RoomRole>; 5] =
    [Some(RoomRole::Owner), Some(RoomRole::Moderator), Some(RoomRole::Member), Some(RoomRole::Reader), None];

#[test]
fn the_access_matrix_is_as_reviewed() {
    let mut text = String::from("What users may do. ✓ yes · – forbidden (403) · blank: not even known (404)\n");
    for kind in [RoomKind::Public, RoomKind::Private, RoomKind::Direct] {
        for archived in [false, true] {
            text += &table(Subject { kind, archived });
        }
    }
    text += "\nIn the workspace\n";
    for role in WORKSPACE_ROLES {
        let _ = writeln!(text, "{:<8} {:?}", format!("{role:?}"), can::in_workspace(role));
    }
    golden::compare("access-matrix.txt", &text, "the access rules changed: read the diff, then");
}

fn table(subject: Subject) -> String {
    let state = if subject.archived { "archived " } else { "" };
    let mut text = format!("\n{state}{:?} room\n{:<20}", subject.kind, "workspace / room");
    for ability in ABILITIES {
        let _ = write!(text, "{:<15}", format!("{ability:?}"));
    }
    for workspace in WORKSPACE_ROLES {
        for room in ROOM_ROLES {
            let who = room.map_or_else(|| "no member".to_owned(), |role| format!("{role:?}").to_lowercase());
            let _ = write!(text, "\n{:<20}", format!("{} / {who}", format!("{workspace:?}").to_lowercase()));
            for ability in ABILITIES {
                let tick = match allows(Actor { workspace, room }, ability, subject) {
                    Verdict::Yes => "✓",
                    Verdict::No => "–",
                    Verdict::Hidden => " ",
                };
                let _ = write!(text, "{tick:<15}");
            }
        }
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n"
}
