//! Deleting messages: what was said is gone, at once and from everywhere.
//!
//! The row stays, empty, so that positions stay dense; clients show it only where replies hang on it. Whatever else derives from
//! a message goes in [`forget`]: who adds a thing that does, adds a line there.

use wire::events::Event;
use wire::ids::MessageId;
use wire::messages::MessageAnswer;
use wire::rooms::Ability;
use wire::streams::Stream;

use super::attached::Attached;
use super::change::{Change, Emit as _};
use super::job::{Enqueue as _, Job};
use super::messages::{as_of, room_of};
use super::search::index;
use super::{log, present, threads};
use crate::access::rooms::{self as access, RoomAccess};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::Result;
use crate::store::messages::MessageRecord;
use crate::store::{files, messages, previews, reactions, saved, versions};

/// Deletes a message: one's own, or anybody's with the right to. Deleting it again changes nothing.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn delete(app: &App, caller: &Caller, message: MessageId) -> Result<MessageAnswer> {
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message), |c, (caller, message)| {
        Box::pin(async move {
            let (mut record, access) = access::message(c, caller, *message).await?;
            may_delete(caller, &record, access)?;
            if record.deleted_at.is_none() {
                forget(c, &mut record).await?;
                let tombstone = present::message(record.clone())?;
                log::supersede(c, &tombstone).await?;
                c.emit(Stream::Room(record.room_id), &Event::MessageUpdated(tombstone))?;
                if let Some(root) = record.root_id {
                    threads::reply_gone(c, root).await?;
                }
            }
            let as_of = as_of(c, record.room_id)?;
            Ok(MessageAnswer { message: present::message(record)?, as_of })
        })
    })
    .await
}

fn may_delete(caller: &Caller, record: &MessageRecord, access: RoomAccess) -> Result<()> {
    let own = record.author_id == caller.user;
    let by_order = access.abilities().contains(&Ability::DeleteAny);
    access.require(if own && !by_order { Ability::DeleteOwn } else { Ability::DeleteAny }).map(|_| ())
}

/// Takes everything away that a message said and that derives from it; of what hangs on it, only its thread stays. The record
/// is the tombstone afterwards.
async fn forget(c: &mut Change, record: &mut MessageRecord) -> Result<()> {
    index::forgotten(c, record).await?;
    let thread = Attached::of(record)?.thread;
    record.text = String::new();
    record.document = None;
    record.edited_at = None;
    record.deleted_at = Some(c.now());
    (record.pinned_by, record.pinned_at) = (None, None);
    record.attached = Attached { thread, ..Attached::default() }.column()?;
    record.changed_seq = c.next_seq(Stream::Room(record.room_id))?;
    messages::empty(c, record).await?;
    versions::delete(c, record.id).await?;
    messages::delete_mentions(c, record.id).await?;
    forget_files(c, record.id).await?;
    reactions::delete_all(c, record.id).await?;
    saved::forget(c, record.id).await?;
    previews::delete(c, record.id).await?;
    if let Some(position) = record.position {
        messages::insert_gap(c, record.room_id, position).await?;
    }
    Ok(())
}

/// The rows of a message's files go with the message: from now on nobody reads them. Their contents go soon after.
async fn forget_files(c: &mut Change, message: MessageId) -> Result<()> {
    let files = files::delete_of_message(c, message).await?;
    if files.is_empty() {
        return Ok(());
    }
    let now = c.now();
    c.enqueue(&Job::DeleteFiles { files }, now).await
}
