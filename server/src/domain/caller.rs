//! The caller: who asks, as an authenticated request or socket knows it.

use wire::ids::{SessionId, UserId};
use wire::users::WorkspaceRole;

/// Somebody signed in. Made only by authentication; ops take it as proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub user: UserId,
    pub session: SessionId,
    pub role: WorkspaceRole,
}
