//! Rooms.

use wire::ids::{RoomId, UserId};
use wire::members::RoomRole;
use wire::rooms::RoomKind;
use wire::time::Timestamp;

use super::db::{FromRow, Row, Tx, code, containing, record, sql};
use super::members::MemberRecord;
use crate::domain::error::Result;

code!(RoomKind {
    Public = "public",
    Private = "private",
    Direct = "direct",
});

record! {
    /// A room as stored.
    pub struct RoomRecord {
        pub id: RoomId,
        pub kind: RoomKind,
        pub name: String,
        pub topic: String,
        pub archived: bool,
        /// An import that is not complete: nobody sees it yet.
        pub hidden: bool,
        /// The sorted user ids of a direct room, separated by spaces.
        pub direct_key: Option<String>,
        pub created_by: Option<UserId>,
        pub created_at: Timestamp,
        pub member_count: i64,
        pub last_position: i64,
        pub last_message_at: Option<Timestamp>,
        pub changed_seq: i64,
    }
}

macro_rules! columns {
    () => {
        "r.id, r.kind, r.name, r.topic, r.archived, r.hidden, r.direct_key, r.created_by, r.created_at, r.member_count, \
         r.last_position, r.last_message_at, r.changed_seq"
    };
}

/// Writes a new room. `name_key` is unique among rooms with a name; none for a direct room.
pub async fn insert(tx: &mut Tx, room: &RoomRecord, name_key: Option<&str>) -> Result<()> {
    sql("INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, archived, hidden, direct_key, created_by, \
         created_at, member_count, last_position, last_message_at, changed_seq) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
    .bind(room.id)
    .bind(room.kind)
    .bind(&room.name)
    .bind(name_key)
    .bind(&room.topic)
    .bind(room.topic.to_lowercase())
    .bind(room.archived)
    .bind(room.hidden)
    .bind(room.direct_key.clone())
    .bind(room.created_by)
    .bind(room.created_at)
    .bind(room.member_count)
    .bind(room.last_position)
    .bind(room.last_message_at)
    .bind(room.changed_seq)
    .execute(tx)
    .await?;
    Ok(())
}

/// A room by its id.
pub async fn find(tx: &mut Tx, room: RoomId) -> Result<Option<RoomRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM rooms r WHERE r.id = $1")).bind(room).fetch_optional(tx).await
}

/// A room with one user's membership and the head of its stream.
#[derive(Clone, Debug)]
pub struct RoomForUser {
    pub room: RoomRecord,
    pub member: Option<MemberRecord>,
    pub head: i64,
}

impl FromRow for RoomForUser {
    fn from_row(row: &mut Row<'_>) -> Result<Self> {
        let room = RoomRecord::from_row(row)?;
        let head = row.next("head")?;
        let (user, role) = (row.next("user_id")?, row.next("role")?);
        let joined_at = row.next("joined_at")?;
        let marks = (row.next("mark")?, row.next("unread_from")?);
        let member = MemberRecord::of_columns(room.id, (user, role), joined_at, marks);
        Ok(Self { room, member, head })
    }
}

/// A room by its id, as a user stands to it: one statement for what nearly everything begins with.
pub async fn find_for(tx: &mut Tx, room: RoomId, user: UserId) -> Result<Option<RoomForUser>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        ", s.head, m.user_id, m.role, m.joined_at, m.mark, m.unread_from FROM rooms r JOIN streams s ON s.id = r.id \
         LEFT JOIN members m ON m.room_id = r.id AND m.user_id = $2 WHERE r.id = $1"
    ))
    .bind(room)
    .bind(user)
    .fetch_optional(tx)
    .await
}

/// The room with this lower-cased name.
pub async fn by_name_key(tx: &mut Tx, name_key: &str) -> Result<Option<RoomRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM rooms r WHERE r.name_key = $1")).bind(name_key).fetch_optional(tx).await
}

/// The direct room of these people.
pub async fn by_direct_key(tx: &mut Tx, direct_key: &str) -> Result<Option<RoomRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM rooms r WHERE r.direct_key = $1"))
        .bind(direct_key)
        .fetch_optional(tx)
        .await
}

/// The rooms a user is a member of and that are in the sidebar: neither archived nor hidden.
pub async fn of_member(tx: &mut Tx, user: UserId) -> Result<Vec<RoomRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM members m JOIN rooms r ON r.id = m.room_id WHERE m.user_id = $1 AND NOT r.archived AND NOT r.hidden \
         ORDER BY r.id"
    ))
    .bind(user)
    .fetch_all(tx)
    .await
}

/// Public rooms whose lower-cased name or topic holds `part`, by name, after a name.
pub async fn page_public(tx: &mut Tx, part: &str, after: &str, limit: i64) -> Result<Vec<RoomRecord>> {
    let pattern = containing(part);
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM rooms r WHERE r.kind = $1 AND NOT r.archived AND NOT r.hidden AND r.name_key > $2 \
         AND (r.name_key LIKE $3 ESCAPE '\\' OR r.topic_key LIKE $3 ESCAPE '\\') ORDER BY r.name_key LIMIT $4"
    ))
    .bind(RoomKind::Public)
    .bind(after)
    .bind(pattern)
    .bind(limit)
    .fetch_all(tx)
    .await
}

record! {
    /// A room's id and name.
    pub struct RoomName {
        pub id: RoomId,
        pub name_key: String,
    }
}

/// The public rooms among these lower-cased names.
pub async fn public_by_name_keys(tx: &mut Tx, name_keys: &[String]) -> Result<Vec<RoomName>> {
    if name_keys.is_empty() {
        return Ok(Vec::new());
    }
    sql("SELECT id, name_key FROM rooms WHERE kind = $1 AND NOT hidden AND name_key IN ($list)")
        .bind(RoomKind::Public)
        .bind_list(name_keys.iter().cloned())
        .fetch_all(tx)
        .await
}

record! {
    /// What rights in a room depend on, for one of its members.
    pub struct PartRow {
        pub id: RoomId,
        pub kind: RoomKind,
        pub archived: bool,
        pub role: RoomRole,
    }
}

/// The rooms that a user is a member of, archived ones too, with the user's role.
pub async fn parts_of_member(tx: &mut Tx, user: UserId) -> Result<Vec<PartRow>> {
    sql("SELECT r.id, r.kind, r.archived, m.role FROM members m JOIN rooms r ON r.id = m.room_id \
         WHERE m.user_id = $1 AND NOT r.hidden")
    .bind(user)
    .fetch_all(tx)
    .await
}

record! {
    /// What rights in a room depend on, for everybody else.
    pub struct KindRow {
        pub id: RoomId,
        pub kind: RoomKind,
        pub archived: bool,
        pub hidden: bool,
    }
}

/// What rights in these rooms depend on.
pub async fn kinds(tx: &mut Tx, rooms: &[RoomId]) -> Result<Vec<KindRow>> {
    let mut found = Vec::with_capacity(rooms.len());
    for rooms in rooms.chunks(512) {
        let rows: Vec<KindRow> = sql("SELECT id, kind, archived, hidden FROM rooms WHERE id IN ($list)")
            .bind_list(rooms.iter().copied())
            .fetch_all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Gives a room another name and topic.
pub async fn rename(tx: &mut Tx, room: &RoomRecord, name_key: &str) -> Result<()> {
    sql("UPDATE rooms SET name = $2, name_key = $3, topic = $4, topic_key = $5, changed_seq = $6 WHERE id = $1")
        .bind(room.id)
        .bind(&room.name)
        .bind(name_key)
        .bind(&room.topic)
        .bind(room.topic.to_lowercase())
        .bind(room.changed_seq)
        .execute(tx)
        .await?;
    Ok(())
}

/// The timeline ends later now.
pub async fn extend(tx: &mut Tx, room: RoomId, last_position: i64, at: Timestamp) -> Result<()> {
    sql("UPDATE rooms SET last_position = $2, last_message_at = $3 WHERE id = $1")
        .bind(room)
        .bind(last_position)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Counts the members anew; answers how many there are.
pub async fn recount(tx: &mut Tx, room: RoomId) -> Result<i64> {
    let count = sql(
        "UPDATE rooms SET member_count = (SELECT count(*) FROM members WHERE room_id = $1) WHERE id = $1 RETURNING member_count",
    )
    .bind(room)
    .fetch_value(tx)
    .await?;
    Ok(count.unwrap_or_default())
}
