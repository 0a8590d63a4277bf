//! Files of messages. Their contents are in `blobs`; before a message carries them they are uploads.

use wire::files::FileKind;
use wire::ids::{FileId, MessageId, RoomId, UserId};
use wire::time::Timestamp;

use super::db::{Tx, Value, record, sql};
use crate::domain::error::Result;

record! {
    /// A file of a message as stored.
    pub struct FileRecord {
        pub id: FileId,
        pub message_id: MessageId,
        pub room_id: RoomId,
        /// Place among the files of its message.
        pub ordinal: i64,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub kind: FileKind,
        /// What is known of the image as JSON.
        pub image: Option<String>,
        /// Where it is when that is elsewhere.
        pub url: Option<String>,
        /// When its message was sent.
        pub created_at: Timestamp,
    }
}

macro_rules! columns {
    () => {
        "id, message_id, room_id, ordinal, name, media_type, size, kind, image, url, created_at"
    };
}

/// Writes files.
pub async fn insert(tx: &mut Tx, files: &[FileRecord]) -> Result<()> {
    for files in files.chunks(50) {
        let rows = files.iter().map(|file| -> [Value; 11] {
            [
                file.id.into(),
                file.message_id.into(),
                file.room_id.into(),
                file.ordinal.into(),
                (&file.name).into(),
                (&file.media_type).into(),
                file.size.into(),
                file.kind.into(),
                file.image.clone().into(),
                file.url.clone().into(),
                file.created_at.into(),
            ]
        });
        sql(concat!("INSERT INTO files (", columns!(), ") VALUES $rows")).bind_rows(rows).execute(tx).await?;
    }
    Ok(())
}

/// A file by its id.
pub async fn find(tx: &mut Tx, file: FileId) -> Result<Option<FileRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM files WHERE id = $1")).bind(file).fetch_optional(tx).await
}

/// The files of these messages, each message's in their order.
pub async fn of_messages(tx: &mut Tx, messages: &[MessageId]) -> Result<Vec<FileRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM files WHERE message_id IN ($list) ORDER BY message_id, ordinal"))
        .bind_list(messages.iter().copied())
        .fetch_all(tx)
        .await
}

/// Takes away the files of a message. Answers those whose contents are kept here.
pub async fn delete_of_message(tx: &mut Tx, message: MessageId) -> Result<Vec<FileId>> {
    let gone: Vec<FileRecord> = sql(concat!("DELETE FROM files WHERE message_id = $1 RETURNING ", columns!()))
        .bind(message)
        .fetch_all(tx)
        .await?;
    Ok(gone.into_iter().filter(|file| file.url.is_none()).map(|file| file.id).collect())
}

record! {
    /// A file with its message's author.
    pub struct RoomFileRow {
        pub id: FileId,
        pub message_id: MessageId,
        pub room_id: RoomId,
        pub ordinal: i64,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub kind: FileKind,
        pub image: Option<String>,
        pub url: Option<String>,
        pub created_at: Timestamp,
        pub author_id: UserId,
    }
}

impl RoomFileRow {
    /// The file and its author.
    #[must_use]
    pub fn split(self) -> (FileRecord, UserId) {
        let Self { id, message_id, room_id, ordinal, name, media_type, size, kind, image, url, created_at, author_id } =
            self;
        let file =
            FileRecord { id, message_id, room_id, ordinal, name, media_type, size, kind, image, url, created_at };
        (file, author_id)
    }
}

macro_rules! of_room {
    ($condition:literal, $limit:literal) => {
        concat!(
            "SELECT f.id, f.message_id, f.room_id, f.ordinal, f.name, f.media_type, f.size, f.kind, f.image, f.url, \
             f.created_at, m.author_id FROM files f JOIN messages m ON m.id = f.message_id \
             WHERE f.room_id = $1 AND (f.created_at, f.id) < ($2, $3)",
            $condition,
            " ORDER BY f.created_at DESC, f.id DESC LIMIT ",
            $limit
        )
    };
}

/// Files of a room before a place in the list, newest first.
pub async fn of_room(
    tx: &mut Tx,
    room: RoomId,
    kind: Option<FileKind>,
    before: (Timestamp, FileId),
    limit: i64,
) -> Result<Vec<RoomFileRow>> {
    let statement = match kind {
        Some(kind) => {
            let statement = sql(of_room!(" AND f.kind = $4", "$5")).bind(room).bind(before.0).bind(before.1);
            statement.bind(kind).bind(limit)
        }
        None => sql(of_room!("", "$4")).bind(room).bind(before.0).bind(before.1).bind(limit),
    };
    statement.fetch_all(tx).await
}
