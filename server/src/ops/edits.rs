//! Edits: another text for a message, and the texts it had before.
//!
//! Every text is kept; whether others than the author see earlier ones is a setting of the workspace. The log keeps none.

use wire::document::Document;
use wire::events::Event;
use wire::ids::MessageId;
use wire::limits;
use wire::messages::{MessageAnswer, MessagePatch, MessageVersion, MessageVersions};
use wire::rooms::Ability;
use wire::streams::{AsOf, Stream};

use super::attached::Attached;
use super::change::{Change, Emit as _};
use super::messages::{as_of, room_of};
use super::new_text::{NewText, write_mentions};
use super::search::index;
use super::{follows, log, present, previews};
use crate::access::rooms::{self as access, RoomAccess};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::names::MessageText;
use crate::store::messages::MessageRecord;
use crate::store::versions::VersionRecord;
use crate::store::{messages, versions, workspace};

/// Gives a message another text. The same text again changes nothing.
///
/// # Errors
/// `NotFound`, `Forbidden` for who is not its author or comes too late, `Conflict` when it is deleted, `Invalid`.
pub async fn edit(app: &App, caller: &Caller, message: MessageId, patch: MessagePatch) -> Result<MessageAnswer> {
    let new = NewText::read(app, MessageText::parse_beside_files(&patch.text)?);
    let room = room_of(app, caller, message).await?;
    app.change(Stream::Room(room), (*caller, message, new), |c, (caller, message, new)| {
        Box::pin(async move {
            let (mut record, access) = editable(c, caller, *message).await?;
            let text = new.as_str();
            if text.is_empty() && Attached::of(&record)?.files.is_empty() {
                return Err(Error::field("text", "A message needs some text."));
            }
            if record.text != text {
                let before = record.clone();
                keep(c, &record).await?;
                new.write_into(c, &access, &mut record).await?;
                record.edited_at = Some(c.now());
                write(c, &mut record).await?;
                index::changed(c, &[(before, record.clone())]).await?;
            }
            let as_of = as_of(c, record.room_id)?;
            Ok(MessageAnswer { message: present::message(record)?, as_of })
        })
    })
    .await
}

/// A message whose text the caller may change now.
async fn editable(c: &mut Change, caller: &Caller, message: MessageId) -> Result<(MessageRecord, RoomAccess)> {
    let (record, access) = access::message(c, caller, message).await?;
    let access = access.require(Ability::EditOwn)?;
    if record.author_id != caller.user {
        return Err(Error::Forbidden("Only its author changes the text of a message."));
    }
    if record.deleted_at.is_some() {
        return Err(Error::Conflict("This message was deleted."));
    }
    let workspace = workspace::find(c).await?.ok_or_else(|| Error::internal("no workspace"))?;
    let Some(minutes) = workspace.edit_minutes else { return Ok((record, access)) };
    if c.now() >= record.created_at.plus_seconds(minutes * 60) {
        return Err(Error::Forbidden("The time in which this message could be changed is over."));
    }
    Ok((record, access))
}

/// Keeps the present text of a message among its earlier ones.
///
/// # Errors
/// As the store fails.
pub(super) async fn keep(c: &mut Change, record: &MessageRecord) -> Result<()> {
    let version = VersionRecord {
        number: versions::present_number(c, record.id).await?,
        text: record.text.clone(),
        document: record.document.clone(),
        created_at: record.edited_at.unwrap_or(record.created_at),
    };
    versions::insert(c, record.id, &version).await
}

/// Writes a changed text with whom it mentions, and tells the room.
async fn write(c: &mut Change, record: &mut MessageRecord) -> Result<()> {
    let stream = Stream::Room(record.room_id);
    record.changed_seq = c.next_seq(stream)?;
    let mut attached = Attached::of(record)?;
    previews::keep_linked(record, &mut attached)?;
    record.attached = attached.column()?;
    messages::edit(c, record).await?;
    previews::look_later(c, record).await?;
    let message = present::message(record.clone())?;
    messages::delete_mentions(c, record.id).await?;
    write_mentions(c, record, &message).await?;
    log::supersede(c, &message).await?;
    c.emit(stream, &Event::MessageUpdated(message.clone()))?;
    follows::edited(c, &message).await
}

/// The texts of a message, the newest first. Its author sees them all, other readers of the room when the workspace shows
/// earlier texts.
///
/// # Errors
/// `NotFound`, `Forbidden` when earlier texts are not shown.
pub async fn versions(app: &App, caller: &Caller, message: MessageId) -> Result<MessageVersions> {
    app.read((*caller, message), |tx, (caller, message)| {
        Box::pin(async move {
            let (record, access) = access::message(tx, caller, *message).await?;
            let workspace = workspace::find(tx).await?.ok_or_else(|| Error::internal("no workspace"))?;
            if record.author_id != caller.user && !workspace.show_versions {
                return Err(Error::Forbidden("This workspace shows earlier texts to nobody but their authors."));
            }
            let as_of = AsOf { stream: Stream::Room(access.room.id), seq: access.head };
            if record.deleted_at.is_some() {
                return Ok(MessageVersions { versions: Vec::new(), as_of });
            }
            let present = VersionRecord {
                number: versions::present_number(tx, record.id).await?,
                text: record.text,
                document: record.document,
                created_at: record.edited_at.unwrap_or(record.created_at),
            };
            let earlier = versions::newest(tx, *message, limits::VERSIONS - 1).await?;
            let versions = std::iter::once(present).chain(earlier).map(version).collect::<Result<_>>()?;
            Ok(MessageVersions { versions, as_of })
        })
    })
    .await
}

fn version(record: VersionRecord) -> Result<MessageVersion> {
    let document: Option<Document> =
        record.document.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    Ok(MessageVersion { number: record.number, text: record.text, document, created_at: record.created_at })
}
