//! Users.

use wire::ids::UserId;
use wire::time::Timestamp;
use wire::users::{UserKind, WorkspaceRole};

use super::db::{Tx, code, record, sql};
use crate::domain::error::Result;

code!(WorkspaceRole {
    Owner = "owner",
    Admin = "admin",
    Member = "member",
    Guest = "guest",
});

code!(UserKind {
    Person = "person",
    Bot = "bot",
});

record! {
    /// A user as stored, without secrets.
    pub struct UserRecord {
        pub id: UserId,
        pub username: String,
        pub display_name: String,
        pub kind: UserKind,
        pub role: WorkspaceRole,
        pub unclaimed: bool,
        pub deactivated: bool,
        pub created_at: Timestamp,
        pub changed_seq: i64,
    }
}

macro_rules! columns {
    () => {
        "id, username, display_name, kind, role, unclaimed, deactivated, created_at, changed_seq"
    };
}

/// A user by id.
pub async fn find(tx: &mut Tx, user: UserId) -> Result<Option<UserRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM users WHERE id = $1")).bind(user).fetch_optional(tx).await
}

/// The users among these ids.
pub async fn by_ids(tx: &mut Tx, users: &[UserId]) -> Result<Vec<UserRecord>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    sql(concat!("SELECT ", columns!(), " FROM users WHERE id IN ($list)")).bind_list(users.iter().copied()).fetch_all(tx).await
}

record! {
    /// A user's id and name.
    pub struct UserName {
        pub id: UserId,
        pub username: String,
    }
}

/// The users among these user names.
pub async fn by_usernames(tx: &mut Tx, usernames: &[String]) -> Result<Vec<UserName>> {
    if usernames.is_empty() {
        return Ok(Vec::new());
    }
    sql("SELECT id, username FROM users WHERE username IN ($list)").bind_list(usernames.iter().cloned()).fetch_all(tx).await
}
