//! Threads: where their replies stand, and who follows them.

use wire::ids::{MessageId, RoomId, UserId};
use wire::members::RoomRole;
use wire::rooms::RoomKind;
use wire::time::Timestamp;

use super::db::{FromRow, Row, Tx, Value, record, sql};
use super::messages::{MessageRecord, columns};
use crate::domain::cursor::Moment;
use crate::domain::error::Result;

/// The thread position of a thread's last reply, deleted or not; 0 when there is none.
pub async fn last_place(tx: &mut Tx, root: MessageId) -> Result<i64> {
    let last: Option<Option<i64>> =
        sql("SELECT max(thread_position) AS last FROM messages WHERE root_id = $1").bind(root).fetch_value(tx).await?;
    Ok(last.flatten().unwrap_or_default())
}

/// Writes a root's thread with the seq of the event that tells so.
pub async fn write(tx: &mut Tx, root: &MessageRecord, last_position: i64) -> Result<()> {
    sql("UPDATE messages SET reply_count = $2, last_reply_at = $3, last_thread_position = $4, attached = $5, \
         changed_seq = $6 WHERE id = $1")
    .bind(root.id)
    .bind(root.reply_count)
    .bind(root.last_reply_at)
    .bind(last_position)
    .bind(root.attached.clone())
    .bind(root.changed_seq)
    .execute(tx)
    .await?;
    Ok(())
}

record! {
    /// The replies of a thread that are not deleted, in numbers.
    pub struct ReplyCount {
        pub replies: i64,
        pub last_reply_at: Option<Timestamp>,
    }
}

/// Counts a thread's replies anew.
pub async fn count(tx: &mut Tx, root: MessageId) -> Result<ReplyCount> {
    sql("SELECT count(*) AS replies, max(created_at) AS last_reply_at FROM messages \
         WHERE root_id = $1 AND deleted_at IS NULL")
    .bind(root)
    .fetch_one(tx)
    .await
}

record! {
    /// A user's part in a thread as stored.
    pub struct FollowRecord {
        pub user_id: UserId,
        pub root_id: MessageId,
        pub room_id: RoomId,
        pub followed: bool,
        /// `thread_position` up to which the user has read.
        pub mark: i64,
    }
}

/// A user's part in a thread.
pub async fn find(tx: &mut Tx, user: UserId, root: MessageId) -> Result<Option<FollowRecord>> {
    sql("SELECT user_id, root_id, room_id, followed, mark FROM thread_follows WHERE user_id = $1 AND root_id = $2")
        .bind(user)
        .bind(root)
        .fetch_optional(tx)
        .await
}

/// Which of these users ever followed a thread, and may have unfollowed it since.
pub async fn known_to(tx: &mut Tx, root: MessageId, users: &[UserId]) -> Result<Vec<UserId>> {
    sql("SELECT user_id FROM thread_follows WHERE root_id = $1 AND user_id IN ($list)")
        .bind(root)
        .bind_list(users.iter().copied())
        .fetch_values(tx)
        .await
}

/// Writes users' parts in threads, in the place of those that were there.
pub async fn put(tx: &mut Tx, follows: &[FollowRecord]) -> Result<()> {
    for follows in follows.chunks(128) {
        let rows = follows.iter().map(|follow| -> [Value; 5] {
            let FollowRecord { user_id, root_id, room_id, followed, mark } = *follow;
            [user_id.into(), root_id.into(), room_id.into(), followed.into(), mark.into()]
        });
        sql("INSERT INTO thread_follows (user_id, root_id, room_id, followed, mark) VALUES $rows \
             ON CONFLICT (user_id, root_id) DO UPDATE SET followed = excluded.followed, mark = excluded.mark")
        .bind_rows(rows)
        .execute(tx)
        .await?;
    }
    Ok(())
}

/// Moves a read mark in a followed thread forward, never back; answers whether it moved.
pub async fn advance_mark(tx: &mut Tx, user: UserId, root: MessageId, mark: i64) -> Result<bool> {
    let moved =
        sql("UPDATE thread_follows SET mark = $3 WHERE user_id = $1 AND root_id = $2 AND mark < $3 AND followed")
            .bind(user)
            .bind(root)
            .bind(mark)
            .execute(tx)
            .await?;
    Ok(moved > 0)
}

/// Ends a user's part in the threads of a room.
pub async fn forget_room(tx: &mut Tx, user: UserId, room: RoomId) -> Result<()> {
    sql("DELETE FROM thread_follows WHERE user_id = $1 AND room_id = $2").bind(user).bind(room).execute(tx).await?;
    Ok(())
}

record! {
    /// A followed thread with where it ends.
    pub struct FollowedRow {
        pub room_id: RoomId,
        pub root_id: MessageId,
        pub mark: i64,
        pub last_position: i64,
        pub changed_seq: i64,
    }
}

/// The threads that a user follows in rooms of the sidebar, those replied to last first.
pub async fn latest(tx: &mut Tx, user: UserId, limit: i64) -> Result<Vec<FollowedRow>> {
    sql("SELECT f.room_id, f.root_id, f.mark, t.last_thread_position AS last_position, t.changed_seq \
         FROM thread_follows f JOIN messages t ON t.id = f.root_id \
         JOIN members m ON m.room_id = f.room_id AND m.user_id = f.user_id \
         JOIN rooms r ON r.id = f.room_id AND NOT r.archived AND NOT r.hidden \
         WHERE f.user_id = $1 AND f.followed ORDER BY t.last_reply_at DESC NULLS LAST, f.root_id DESC LIMIT $2")
    .bind(user)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// A followed thread in the list, with what decides whether the user may read it.
#[derive(Clone, Debug)]
pub struct ListedThread {
    pub root: MessageRecord,
    pub mark: i64,
    pub kind: RoomKind,
    pub archived: bool,
    pub role: Option<RoomRole>,
}

impl FromRow for ListedThread {
    fn from_row(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self {
            root: MessageRecord::from_row(row)?,
            mark: row.next("mark")?,
            kind: row.next("room_kind")?,
            archived: row.next("room_archived")?,
            role: row.next("member_role")?,
        })
    }
}

/// A half of the list of followed threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    Unread,
    Read,
}

macro_rules! listed {
    ($unread:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", mark, room_kind, room_archived, member_role FROM ( \
                 SELECT t.*, f.mark, r.kind AS room_kind, r.archived AS room_archived, m.role AS member_role \
                 FROM thread_follows f JOIN messages t ON t.id = f.root_id \
                 JOIN members m ON m.room_id = f.room_id AND m.user_id = f.user_id \
                 JOIN rooms r ON r.id = f.room_id AND NOT r.archived AND NOT r.hidden \
                 WHERE f.user_id = $1 AND f.followed AND t.reply_count > $2 AND ",
            $unread,
            " AND (t.last_reply_at, t.id) < ($3, $4) ORDER BY t.last_reply_at DESC, t.id DESC LIMIT $5 \
             ) AS listed ORDER BY last_reply_at DESC, id DESC"
        )
    };
}

/// The threads that a user follows and that have replies, those replied to last first, after a place in this half of the list.
pub async fn page(tx: &mut Tx, user: UserId, (half, after): (Half, Moment), limit: i64) -> Result<Vec<ListedThread>> {
    let statement = match half {
        Half::Unread => sql(listed!("t.last_thread_position > f.mark")),
        Half::Read => sql(listed!("t.last_thread_position <= f.mark")),
    };
    statement.bind(user).bind(0_i64).bind(after.at).bind(after.id).bind(limit).fetch_all(tx).await
}

/// The newest replies of these threads that are not deleted, at most `most` of each, each thread's in their order.
pub async fn newest_replies(tx: &mut Tx, roots: &[MessageId], most: i64) -> Result<Vec<MessageRecord>> {
    sql(concat!(
        "SELECT ",
        columns!(),
        " FROM (SELECT n.* FROM messages t JOIN messages n ON n.root_id = t.id AND n.deleted_at IS NULL \
             AND n.thread_position >= (SELECT min(place) FROM ( \
                 SELECT o.thread_position AS place FROM messages o WHERE o.root_id = t.id AND o.deleted_at IS NULL \
                 ORDER BY o.thread_position DESC LIMIT $1 \
             ) AS newest) WHERE t.id IN ($list) \
         ) AS replies ORDER BY thread_position"
    ))
    .bind(most)
    .bind_list(roots.iter().copied())
    .fetch_all(tx)
    .await
}

record! {
    /// How many replies of a thread a user has not read.
    pub struct UnreadRow {
        pub root_id: MessageId,
        pub unread: i64,
    }
}

/// How many replies of these threads a user has not read; threads without any are left out.
pub async fn unread(tx: &mut Tx, user: UserId, roots: &[MessageId]) -> Result<Vec<UnreadRow>> {
    sql("SELECT f.root_id, count(*) AS unread FROM thread_follows f \
         JOIN messages n ON n.root_id = f.root_id AND n.thread_position > f.mark AND n.deleted_at IS NULL \
         WHERE f.user_id = $1 AND f.root_id IN ($list) GROUP BY f.root_id")
    .bind(user)
    .bind_list(roots.iter().copied())
    .fetch_all(tx)
    .await
}
