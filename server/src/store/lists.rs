//! Lists of messages that run through many rooms, the newest first: what a user saved, what mentions a user.
//!
//! A statement leaves out what surely is not theirs; whether they may read each room is decided in `access/` from the parts
//! that come along.

use wire::ids::UserId;
use wire::members::RoomRole;
use wire::rooms::RoomKind;
use wire::time::Timestamp;

use super::db::{FromRow, Row, Tx, sql};
use super::messages::{MessageRecord, columns};
use crate::domain::cursor::Moment;
use crate::domain::error::Result;

/// A message in a list, with what decides whether the user may read it.
#[derive(Clone, Debug)]
pub struct ListedMessage {
    pub message: MessageRecord,
    pub kind: RoomKind,
    pub archived: bool,
    /// The user's role in the room; none when the user is no member.
    pub role: Option<RoomRole>,
    /// By which the list is ordered.
    pub listed_at: Timestamp,
}

impl FromRow for ListedMessage {
    fn from_row(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            message: MessageRecord::from_row(row)?,
            kind: row.next("room_kind")?,
            archived: row.next("room_archived")?,
            role: row.next("member_role")?,
            listed_at: row.next("listed_at")?,
        })
    }
}

/// What a user saved, the last saved first, after a place in the list.
pub async fn saved(tx: &mut Tx, user: UserId, after: Moment, limit: i64) -> Result<Vec<ListedMessage>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        ", room_kind, room_archived, member_role, listed_at FROM ( \
             SELECT t.*, r.kind AS room_kind, r.archived AS room_archived, m.role AS member_role, s.saved_at AS listed_at \
             FROM saved s JOIN messages t ON t.id = s.message_id JOIN rooms r ON r.id = t.room_id AND NOT r.hidden \
             LEFT JOIN members m ON m.room_id = t.room_id AND m.user_id = s.user_id \
             WHERE s.user_id = $1 AND (s.saved_at, s.message_id) < ($2, $3) AND (m.role IS NOT NULL OR r.kind = $4) \
             ORDER BY s.saved_at DESC, s.message_id DESC LIMIT $5 \
         ) AS listed ORDER BY listed_at DESC, id DESC"
    ))
    .bind(user)
    .bind(after.at)
    .bind(after.id)
    .bind(RoomKind::Public)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// The messages of others that mention a user, by name or with everybody in a room the user was a member of, the newest first,
/// after a place in the list.
pub async fn mentions(tx: &mut Tx, user: UserId, after: Moment, limit: i64) -> Result<Vec<ListedMessage>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        ", room_kind, room_archived, member_role, listed_at FROM ( \
             SELECT t.*, r.kind AS room_kind, r.archived AS room_archived, m.role AS member_role, n.created_at AS listed_at \
             FROM ( \
                 SELECT message_id, created_at FROM ( \
                     SELECT n.message_id, n.created_at FROM mentions n JOIN messages t ON t.id = n.message_id \
                     JOIN rooms r ON r.id = n.room_id AND NOT r.hidden \
                     LEFT JOIN members m ON m.room_id = n.room_id AND m.user_id = n.user_id \
                     WHERE n.user_id = $1 AND (n.created_at, n.message_id) < ($2, $3) AND t.author_id <> $1 \
                     AND (m.role IS NOT NULL OR r.kind = $4) ORDER BY n.created_at DESC, n.message_id DESC LIMIT $5 \
                 ) AS by_name \
                 UNION SELECT message_id, created_at FROM ( \
                     SELECT n.message_id, n.created_at FROM members m JOIN rooms r ON r.id = m.room_id AND NOT r.hidden \
                     JOIN mentions n ON n.room_id = m.room_id AND n.user_id IS NULL AND n.created_at >= m.joined_at \
                     JOIN messages t ON t.id = n.message_id \
                     WHERE m.user_id = $1 AND (n.created_at, n.message_id) < ($2, $3) AND t.author_id <> $1 \
                     ORDER BY n.created_at DESC, n.message_id DESC LIMIT $5 \
                 ) AS of_everybody \
             ) AS n JOIN messages t ON t.id = n.message_id JOIN rooms r ON r.id = t.room_id \
             LEFT JOIN members m ON m.room_id = t.room_id AND m.user_id = $1 \
             ORDER BY n.created_at DESC, n.message_id DESC LIMIT $5 \
         ) AS listed ORDER BY listed_at DESC, id DESC"
    ))
    .bind(user)
    .bind(after.at)
    .bind(after.id)
    .bind(RoomKind::Public)
    .bind(limit)
    .fetch_all(tx)
    .await
}
