//! Files: read their contents, list those of a room.

use std::ops::Range;

use bytes::Bytes;
use wire::files::{FileKind, RoomFile, RoomFilePage};
use wire::ids::{FileId, RoomId};
use wire::page::Cursor;
use wire::streams::{AsOf, Stream};
use wire::time::Timestamp;

use crate::access::{files as access, rooms};
use crate::app::App;
use crate::blobs::{BlobStream, Key, Part};
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::media::KeptFile;
use crate::ops::present;
use crate::store::files::{self, RoomFileRow};

/// A thumbnail is never larger: 1280 pixels squared, of four bytes.
const THUMBNAIL_BYTES: u64 = 8 * 1024 * 1024;

/// A file that the caller may read.
///
/// # Errors
/// `NotFound`.
pub async fn find(app: &App, caller: &Caller, file: FileId) -> Result<KeptFile> {
    app.read((*caller, file), |tx, (caller, file)| Box::pin(access::file(tx, caller, *file))).await
}

/// Bytes of a file that was found.
///
/// # Errors
/// `NotFound` when its content is lost, `Unavailable` when it cannot be reached.
pub async fn content(app: &App, file: &KeptFile, range: Range<u64>) -> Result<BlobStream> {
    let content = app.blobs.get(&Key::of(file.id, Part::Content), range).await;
    lost(file, content)
}

/// A thumbnail of an image that was found, PNG or JPEG.
///
/// # Errors
/// `NotFound` when there is none of this size; else as [`content`].
pub async fn thumbnail(app: &App, file: &KeptFile, pixels: u32) -> Result<Bytes> {
    let part = Part::Thumbnail(pixels);
    if file.kind != FileKind::Image || !Part::ALL.contains(&part) {
        return Err(Error::NotFound("thumbnail"));
    }
    let thumbnail = app.blobs.get_whole(&Key::of(file.id, part), THUMBNAIL_BYTES).await;
    lost(file, thumbnail)
}

/// A file whose row is there and whose content is not: somebody must know.
fn lost<T>(file: &KeptFile, outcome: Result<T>) -> Result<T> {
    if matches!(outcome, Err(Error::NotFound(_))) {
        tracing::error!(file = %file.id, "the content of a file is lost");
    }
    outcome
}

/// Files of a room, newest first; of one kind when it is given.
///
/// # Errors
/// `NotFound`, `BadCursor`.
pub async fn of_room(
    app: &App,
    caller: &Caller,
    room: RoomId,
    kind: Option<FileKind>,
    (before, limit): (Option<Cursor>, usize),
) -> Result<RoomFilePage> {
    app.read((*caller, room, kind, before, limit), |tx, (caller, room, kind, before, limit)| {
        Box::pin(async move {
            let access = rooms::room(tx, caller, *room).await?;
            let before = before.as_ref().map_or(Ok(Place::newest()), |cursor| cursor::place("files", cursor))?;
            let wanted = i64::try_from(*limit + 1).map_err(Error::internal)?;
            let mut rows = files::of_room(tx, *room, *kind, (before.at, before.file), wanted).await?;
            let more = rows.len() > *limit;
            rows.truncate(*limit);
            let last = rows.last().filter(|_| more).map(|row| Place { at: row.created_at, file: row.id });
            let files = rows.into_iter().map(room_file).collect::<Result<_>>()?;
            let as_of = AsOf { stream: Stream::Room(*room), seq: access.head };
            Ok(RoomFilePage { files, next: last.map(|last| cursor::at("files", last)), as_of })
        })
    })
    .await
}

fn room_file(row: RoomFileRow) -> Result<RoomFile> {
    let (record, author) = row.split();
    let (message, room, created_at) = (record.message_id, record.room_id, record.created_at);
    Ok(RoomFile { file: present::file(record)?, message, room, author, created_at })
}

/// A place in a room's list of files.
struct Place {
    at: Timestamp,
    file: FileId,
}

impl Place {
    /// Before everything.
    fn newest() -> Self {
        Self { at: Timestamp::from_micros(i64::MAX), file: FileId(uuid::Uuid::max()) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.micros(), self.file.0.simple())
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, file) = text.split_once('.').ok_or(())?;
        let at = Timestamp::from_micros(at.parse().map_err(|_| ())?);
        Ok(Self { at, file: file.parse().map_err(|_| ())? })
    }
}
