//! Messages: send one and read one. Pages of them are in `timeline.rs`.

use wire::events::Event;
use wire::ids::{FileId, MessageId, RoomId, UserId};
use wire::limits;
use wire::messages::{MessageAnswer, NewMessage};
use wire::rooms::Ability;
use wire::streams::{AsOf, Stream};

use super::change::{Change, Emit as _};
use super::new_text::{NewText, digest, write_mentions};
use super::search::index;
use super::{follows, present, previews, threads, uploads};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::names::{ClientKey, MessageText};
use crate::store::messages::MessageRecord;
use crate::store::rooms::RoomRecord;
use crate::store::{self, members, rooms};

/// Sends a message. Answers whether it is new: a repeat of its client key answers with the first.
///
/// # Errors
/// `Invalid`, `NotFound`, `Forbidden`, `Conflict` for a reply to what is deleted, or `KeyReused` when the key came before with
/// another message.
pub async fn send(app: &App, caller: &Caller, room: RoomId, new: NewMessage) -> Result<(MessageAnswer, bool)> {
    let send = Send::parse(app, new)?;
    let sent = app.change(Stream::Room(room), (*caller, room, send), |c, (caller, room, send)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?.require(Ability::Post)?;
            if let Some(first) = store::messages::by_client_key(c, caller.user, *room, send.key.as_str()).await? {
                return repeat(c, first, send);
            }
            let mut root = match send.reply_to {
                Some(to) => Some(threads::root_for(c, *room, to).await?),
                None => None,
            };
            let mut record = record(c, &access.room, caller.user, send)?;
            if let Some(root) = &root {
                record.root_id = Some(root.id);
                record.thread_position = Some(store::threads::last_place(c, root.id).await? + 1);
            }
            send.text.write_into(c, &access, &mut record).await?;
            let files = uploads::attach(c, &mut record, &send.files).await?;
            store::messages::insert(c, std::slice::from_ref(&record)).await?;
            store::files::insert(c, &files).await?;
            index::added(c, access.room.kind, std::slice::from_ref(&record)).await?;
            if let Some(position) = record.position {
                rooms::extend(c, *room, position, record.created_at).await?;
                members::advance_mark(c, *room, caller.user, position).await?;
            }
            let message = present::message(record.clone())?;
            write_mentions(c, &record, &message).await?;
            previews::look_later(c, &record).await?;
            c.emit(Stream::Room(*room), &Event::MessageCreated(message.clone()))?;
            if let Some(root) = &mut root {
                threads::replied(c, root, &record).await?;
                follows::replied(c, root, &message).await?;
            }
            Ok((MessageAnswer { message, as_of: as_of(c, *room)? }, true))
        })
    });
    let sent = sent.await?;
    index::sent(app).await;
    Ok(sent)
}

/// A message on its way.
struct Send {
    key: ClientKey,
    text: NewText,
    /// Uploads of the author's to attach.
    files: Vec<FileId>,
    reply_to: Option<MessageId>,
    /// Whether it shows in the room's timeline.
    in_room: bool,
    digest: i64,
}

impl Send {
    fn parse(app: &App, new: NewMessage) -> Result<Self> {
        let NewMessage { text, client_key, reply_to, also_in_room, files } = new;
        if files.len() > limits::FILES {
            return Err(Error::field("files", "A message has at most 10 files."));
        }
        if also_in_room && reply_to.is_none() {
            return Err(Error::field("also_in_room", "Only a reply is sent to the room too."));
        }
        let parse = if files.is_empty() { MessageText::parse } else { MessageText::parse_beside_files };
        let text = NewText::read(app, parse(&text)?);
        // No text holds a NUL.
        let mut sent = text.as_str().to_owned();
        files.iter().for_each(|file| sent.push_str(&format!("\0{file}")));
        if let Some(root) = reply_to {
            let place = if also_in_room { "room" } else { "thread" };
            sent.push_str(&format!("\0{place}\0{root}"));
        }
        let in_room = reply_to.is_none() || also_in_room;
        Ok(Self { key: ClientKey::parse(&client_key)?, text, files, reply_to, in_room, digest: digest(&sent) })
    }
}

/// The record of a message without its text and its thread.
fn record(c: &Change, room: &RoomRecord, author: UserId, send: &Send) -> Result<MessageRecord> {
    Ok(MessageRecord {
        id: MessageId(c.new_id()),
        room_id: room.id,
        author_id: author,
        position: send.in_room.then_some(room.last_position + 1),
        root_id: None,
        thread_position: None,
        text: String::new(),
        document: None,
        created_at: c.now(),
        edited_at: None,
        deleted_at: None,
        client_key: send.key.as_str().to_owned(),
        sent_digest: send.digest,
        reply_count: 0,
        last_reply_at: None,
        changed_seq: c.next_seq(Stream::Room(room.id))?,
        attached: None,
        pinned_by: None,
        pinned_at: None,
    })
}

fn repeat(c: &Change, first: MessageRecord, send: &Send) -> Result<(MessageAnswer, bool)> {
    if first.sent_digest != send.digest {
        return Err(Error::KeyReused);
    }
    let as_of = as_of(c, first.room_id)?;
    Ok((MessageAnswer { message: present::message(first)?, as_of }, false))
}

/// As of this change.
pub(super) fn as_of(c: &Change, room: RoomId) -> Result<AsOf> {
    let stream = Stream::Room(room);
    Ok(AsOf { stream, seq: c.seq(stream)? })
}

/// The room of a message that the caller may read: its stream is what a change of the message locks. What the change then
/// does is authorised again under the lock.
///
/// # Errors
/// `NotFound`.
pub(super) async fn room_of(app: &App, caller: &Caller, message: MessageId) -> Result<RoomId> {
    app.read((*caller, message), |tx, (caller, message)| {
        Box::pin(async move { Ok(access::message(tx, caller, *message).await?.1.room.id) })
    })
    .await
}

/// A message that the caller may read.
///
/// # Errors
/// `NotFound`.
pub async fn show(app: &App, caller: &Caller, message: MessageId) -> Result<MessageAnswer> {
    app.read((*caller, message), |tx, (caller, message)| {
        Box::pin(async move {
            let (record, access) = access::message(tx, caller, *message).await?;
            let as_of = AsOf { stream: Stream::Room(access.room.id), seq: access.head };
            Ok(MessageAnswer { message: present::message(record)?, as_of })
        })
    })
    .await
}
