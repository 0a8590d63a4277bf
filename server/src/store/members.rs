//! Members: users in rooms, with their read marks.

use wire::ids::{RoomId, UserId};
use wire::members::RoomRole;
use wire::time::Timestamp;

use super::db::{Tx, code, record, sql};
use crate::domain::error::Result;

code!(RoomRole {
    Owner = "owner",
    Moderator = "moderator",
    Member = "member",
    Reader = "reader",
});

record! {
    /// A membership as stored.
    pub struct MemberRecord {
        pub room_id: RoomId,
        pub user_id: UserId,
        pub role: RoomRole,
        pub joined_at: Timestamp,
        /// Position up to which the member has read.
        pub mark: i64,
        /// The member marked the room unread from this position on.
        pub unread_from: Option<i64>,
    }
}

impl MemberRecord {
    /// A membership that a statement found or not: its columns are then all there or all absent.
    pub(super) fn of_columns(
        room_id: RoomId,
        (user, role): (Option<UserId>, Option<RoomRole>),
        joined_at: Option<Timestamp>,
        (mark, unread_from): (Option<i64>, Option<i64>),
    ) -> Option<Self> {
        Some(Self { room_id, user_id: user?, role: role?, joined_at: joined_at?, mark: mark?, unread_from })
    }
}

/// One membership.
pub async fn find(tx: &mut Tx, room: RoomId, user: UserId) -> Result<Option<MemberRecord>> {
    sql("SELECT room_id, user_id, role, joined_at, mark, unread_from FROM members WHERE room_id = $1 AND user_id = $2")
        .bind(room)
        .bind(user)
        .fetch_optional(tx)
        .await
}

/// All memberships of a user.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<MemberRecord>> {
    sql("SELECT room_id, user_id, role, joined_at, mark, unread_from FROM members WHERE user_id = $1")
        .bind(user)
        .fetch_all(tx)
        .await
}

/// Members of a room by user id, after one.
pub async fn page(tx: &mut Tx, room: RoomId, after: Option<UserId>, limit: i64) -> Result<Vec<MemberRecord>> {
    sql("SELECT room_id, user_id, role, joined_at, mark, unread_from FROM members WHERE room_id = $1 AND user_id > $2 \
         ORDER BY user_id LIMIT $3")
    .bind(room)
    .bind(after.unwrap_or(UserId(uuid::Uuid::nil())))
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Which of these users are members of a room.
pub async fn among(tx: &mut Tx, room: RoomId, users: &[UserId]) -> Result<Vec<UserId>> {
    sql("SELECT user_id FROM members WHERE room_id = $1 AND user_id IN ($list)")
        .bind(room)
        .bind_list(users.iter().copied())
        .fetch_values(tx)
        .await
}

/// Makes somebody a member.
pub async fn insert(tx: &mut Tx, member: &MemberRecord) -> Result<()> {
    sql("INSERT INTO members (room_id, user_id, role, joined_at, mark) VALUES ($1, $2, $3, $4, $5)")
        .bind(member.room_id)
        .bind(member.user_id)
        .bind(member.role)
        .bind(member.joined_at)
        .bind(member.mark)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends a membership.
pub async fn delete(tx: &mut Tx, room: RoomId, user: UserId) -> Result<()> {
    sql("DELETE FROM members WHERE room_id = $1 AND user_id = $2").bind(room).bind(user).execute(tx).await?;
    Ok(())
}

/// Gives a member another role.
pub async fn set_role(tx: &mut Tx, room: RoomId, user: UserId, role: RoomRole) -> Result<()> {
    sql("UPDATE members SET role = $3 WHERE room_id = $1 AND user_id = $2")
        .bind(room)
        .bind(user)
        .bind(role)
        .execute(tx)
        .await?;
    Ok(())
}

/// How many owners a room has.
pub async fn count_owners(tx: &mut Tx, room: RoomId) -> Result<i64> {
    let count = sql("SELECT count(*) FROM members WHERE room_id = $1 AND role = $2")
        .bind(room)
        .bind(RoomRole::Owner)
        .fetch_value(tx)
        .await?;
    Ok(count.unwrap_or_default())
}

/// Moves a read mark forward, never back; answers whether it moved. A room that was marked unread no longer is then.
pub async fn advance_mark(tx: &mut Tx, room: RoomId, user: UserId, position: i64) -> Result<bool> {
    let moved = sql("UPDATE members SET mark = $3, unread_from = $4 WHERE room_id = $1 AND user_id = $2 AND mark < $3")
        .bind(room)
        .bind(user)
        .bind(position)
        .bind(None::<i64>)
        .execute(tx)
        .await?;
    Ok(moved > 0)
}

/// Marks a room unread from a position on, or no more.
pub async fn set_unread(tx: &mut Tx, member: &MemberRecord) -> Result<()> {
    sql("UPDATE members SET mark = $3, unread_from = $4 WHERE room_id = $1 AND user_id = $2")
        .bind(member.room_id)
        .bind(member.user_id)
        .bind(member.mark)
        .bind(member.unread_from)
        .execute(tx)
        .await?;
    Ok(())
}
