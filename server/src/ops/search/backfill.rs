//! Messages from before there was an index: read once, by id, and put into the tail as if they were new.

use std::collections::HashMap;

use wire::ids::RoomId;
use wire::rooms::RoomKind;
use wire::streams::Stream;

use super::index;
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::change::Change;
use crate::store::{messages, rooms, search};

/// Messages of one change.
const MESSAGES: i64 = 500;
/// Changes before a round takes them on.
const CHANGES: usize = 32;

/// Reads on; answers how many messages that were: none when all were read.
///
/// # Errors
/// As the store fails; what was read until then is not read again.
pub async fn step(app: &App) -> Result<usize> {
    let is_pending = app.read((), |tx, ()| Box::pin(search::backfill(tx))).await?.is_some();
    let mut read = 0;
    for _ in 0..if is_pending { CHANGES } else { 0 } {
        let more = app.change(Stream::Workspace, (), |c, ()| Box::pin(read_on(c))).await?;
        if more == 0 {
            break;
        }
        read += more;
    }
    Ok(read)
}

async fn read_on(c: &mut Change) -> Result<usize> {
    let Some(after) = search::backfill(c).await? else { return Ok(0) };
    let records = messages::after_id(c, after, MESSAGES).await?;
    search::set_backfill(c, records.last().map(|record| record.id)).await?;
    let mut room_ids: Vec<RoomId> = records.iter().map(|record| record.room_id).collect();
    room_ids.sort_unstable_by_key(|room| room.0);
    room_ids.dedup();
    let kinds = rooms::kinds(c, &room_ids).await?;
    let kinds: HashMap<RoomId, RoomKind> = kinds.into_iter().map(|room| (room.id, room.kind)).collect();
    for (room, kind) in kinds {
        let of_room: Vec<_> = records.iter().filter(|record| record.room_id == room).cloned().collect();
        index::filled(c, kind, &of_room).await?;
    }
    Ok(records.len())
}
