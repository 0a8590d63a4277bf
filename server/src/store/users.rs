//! Users.

use wire::ids::UserId;
use wire::time::Timestamp;
use wire::users::{UserKind, WorkspaceRole};

use super::db::{Tx, code, containing, record, sql};
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
    sql(concat!("SELECT ", columns!(), " FROM users WHERE id IN ($list)"))
        .bind_list(users.iter().copied())
        .fetch_all(tx)
        .await
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
    sql("SELECT id, username FROM users WHERE username IN ($list)")
        .bind_list(usernames.iter().cloned())
        .fetch_all(tx)
        .await
}

/// What a new user brings.
#[derive(Clone, Debug)]
pub struct NewUserRow {
    pub user: UserRecord,
    pub email: Option<String>,
    /// The mail address in lower case.
    pub email_key: Option<String>,
    pub password_hash: Option<String>,
}

fn search_key(user: &UserRecord) -> String {
    format!("{} {}", user.username, user.display_name.to_lowercase())
}

/// Writes a new user.
pub async fn insert(tx: &mut Tx, new: &NewUserRow) -> Result<()> {
    let user = &new.user;
    sql("INSERT INTO users (id, username, display_name, search_key, email, email_key, password_hash, kind, role, unclaimed, \
         deactivated, created_at, changed_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
    .bind(user.id)
    .bind(&user.username)
    .bind(&user.display_name)
    .bind(search_key(user))
    .bind(new.email.clone())
    .bind(new.email_key.clone())
    .bind(new.password_hash.clone())
    .bind(user.kind)
    .bind(user.role)
    .bind(user.unclaimed)
    .bind(user.deactivated)
    .bind(user.created_at)
    .bind(user.changed_seq)
    .execute(tx)
    .await?;
    Ok(())
}

record! {
    /// What signing in needs.
    pub struct Credentials {
        pub id: UserId,
        pub password_hash: Option<String>,
        pub deactivated: bool,
    }
}

/// The credentials of the user with this user name or mail address, both in lower case.
pub async fn credentials(tx: &mut Tx, login_key: &str) -> Result<Option<Credentials>> {
    sql("SELECT id, password_hash, deactivated FROM users WHERE username = $1 OR email_key = $1")
        .bind(login_key)
        .fetch_optional(tx)
        .await
}

/// Whether somebody has this user name or mail address.
pub async fn is_taken(tx: &mut Tx, username: &str, email_key: Option<&str>) -> Result<(bool, bool)> {
    let name = sql("SELECT id FROM users WHERE username = $1").bind(username).fetch_value::<UserId>(tx).await?;
    let Some(email_key) = email_key else { return Ok((name.is_some(), false)) };
    let mail = sql("SELECT id FROM users WHERE email_key = $1").bind(email_key).fetch_value::<UserId>(tx).await?;
    Ok((name.is_some(), mail.is_some()))
}

/// Active users whose names hold `part` (lower case), by user name, after one.
pub async fn search(tx: &mut Tx, part: &str, after: &str, limit: i64) -> Result<Vec<UserRecord>> {
    let pattern = containing(part);
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM users WHERE NOT deactivated AND username > $1 AND search_key LIKE $2 ESCAPE '\\' ORDER BY username LIMIT $3"
    ))
    .bind(after)
    .bind(pattern)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Which of these users share a room with a viewer: all that a guest may see.
pub async fn who_share_a_room(tx: &mut Tx, viewer: UserId, users: &[UserId]) -> Result<Vec<UserId>> {
    sql("SELECT DISTINCT o.user_id FROM members m JOIN members o ON o.room_id = m.room_id \
         WHERE m.user_id = $1 AND o.user_id IN ($list)")
    .bind(viewer)
    .bind_list(users.iter().copied())
    .fetch_values(tx)
    .await
}

/// Writes what a profile change leaves.
pub async fn update_profile(tx: &mut Tx, user: &UserRecord) -> Result<()> {
    sql("UPDATE users SET display_name = $2, search_key = $3, unclaimed = $4, changed_seq = $5 WHERE id = $1")
        .bind(user.id)
        .bind(&user.display_name)
        .bind(search_key(user))
        .bind(user.unclaimed)
        .bind(user.changed_seq)
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives a user a password.
pub async fn set_password(tx: &mut Tx, user: UserId, hash: &str) -> Result<()> {
    sql("UPDATE users SET password_hash = $2 WHERE id = $1").bind(user).bind(hash).execute(tx).await?;
    Ok(())
}
