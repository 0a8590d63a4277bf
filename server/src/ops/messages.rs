//! Messages: send one and read one. Pages of them are in `timeline.rs`.

use sha2::{Digest as _, Sha256};
use wire::document::Document;
use wire::events::Event;
use wire::ids::{FileId, MessageId, RoomId, UserId};
use wire::limits;
use wire::messages::{Message, MessageAnswer, NewMessage};
use wire::rooms::Ability;
use wire::streams::{AsOf, Stream};

use super::change::{Change, Emit as _};
use super::search::index;
use super::{present, uploads};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::mentions::{self, Candidates, Known};
use crate::domain::names::{ClientKey, MessageText};
use crate::domain::text;
use crate::store::db::Tx;
use crate::store::messages::MessageRecord;
use crate::store::rooms::RoomRecord;
use crate::store::{self, members, rooms, users};

/// Sends a message. Answers whether it is new: a repeat of its client key answers with the first.
///
/// # Errors
/// `Invalid`, `NotFound`, `Forbidden`, or `KeyReused` when the key came before with another text.
pub async fn send(app: &App, caller: &Caller, room: RoomId, new: NewMessage) -> Result<(MessageAnswer, bool)> {
    let key = ClientKey::parse(&new.client_key)?;
    let parse = if new.files.is_empty() { MessageText::parse } else { MessageText::parse_beside_files };
    let draft = Draft::parse(parse(&new.text)?).with_files(new.files)?;
    let sent = app.change(Stream::Room(room), (*caller, room, key, draft), |c, (caller, room, key, draft)| {
        Box::pin(async move {
            let access = access::room(c, caller, *room).await?.require(Ability::Post)?;
            if let Some(first) = store::messages::by_client_key(c, caller.user, *room, key.as_str()).await? {
                return repeat(c, first, draft);
            }
            let mut record = record(c, &access.room, caller.user, (key, draft)).await?;
            let files = uploads::attach(c, &mut record, &draft.files).await?;
            store::messages::insert(c, std::slice::from_ref(&record)).await?;
            store::files::insert(c, &files).await?;
            index::added(c, access.room.kind, std::slice::from_ref(&record)).await?;
            let position = record.position.unwrap_or_default();
            rooms::extend(c, *room, position, record.created_at).await?;
            members::advance_mark(c, *room, caller.user, position).await?;
            let message = present::message(record.clone())?;
            write_mentions(c, &record, &message).await?;
            c.emit(Stream::Room(*room), &Event::MessageCreated(message.clone()))?;
            Ok((MessageAnswer { message, as_of: as_of(c, *room)? }, true))
        })
    });
    let sent = sent.await?;
    index::sent(app).await;
    Ok(sent)
}

/// Writes whom a message mentions: a row for each user, one for everybody.
pub(super) async fn write_mentions(c: &mut Change, record: &MessageRecord, message: &Message) -> Result<()> {
    let everybody = message.mentions.room.then_some(None);
    let mentioned: Vec<_> = message.mentions.users.iter().copied().map(Some).chain(everybody).collect();
    store::messages::insert_mentions(c, record, &mentioned).await
}

/// A text on its way to becoming a message's.
pub(super) struct Draft {
    pub(super) text: MessageText,
    /// Uploads of the author's to attach.
    files: Vec<FileId>,
    digest: i64,
    reading: Reading,
}

enum Reading {
    /// Names nobody: parsed before the change, off the writer.
    Done(Option<Document>),
    /// May name somebody: the names are looked up within the change.
    Names(Candidates),
}

impl Draft {
    pub(super) fn parse(text: MessageText) -> Self {
        let candidates = mentions::candidates(text.as_str());
        let reading = if candidates.users.is_empty() && candidates.rooms.is_empty() {
            Reading::Done(text::parse(text.as_str(), &Known::default()))
        } else {
            Reading::Names(candidates)
        };
        Self { digest: digest(text.as_str()), text, files: Vec::new(), reading }
    }

    fn with_files(self, files: Vec<FileId>) -> Result<Self> {
        if files.len() > limits::FILES {
            return Err(Error::field("files", "A message has at most 10 files."));
        }
        let named: String = files.iter().map(|file| format!("\0{file}")).collect();
        Ok(Self { digest: digest(&(self.text.as_str().to_owned() + &named)), files, ..self })
    }

    /// The parsed text as JSON; none when it is plain.
    pub(super) async fn document(&self, tx: &mut Tx) -> Result<Option<String>> {
        let document = match &self.reading {
            Reading::Done(document) => document.clone(),
            Reading::Names(candidates) => text::parse(self.text.as_str(), &known(tx, candidates).await?),
        };
        document.as_ref().map(serde_json::to_string).transpose().map_err(Error::internal)
    }
}

/// Which of the candidates exist.
pub(super) async fn known(tx: &mut Tx, candidates: &Candidates) -> Result<Known> {
    let users = users::by_usernames(tx, &candidates.users).await?;
    let rooms = rooms::public_by_name_keys(tx, &candidates.rooms).await?;
    Ok(Known {
        users: users.into_iter().map(|user| (user.username, user.id)).collect(),
        rooms: rooms.into_iter().map(|room| (room.name_key, room.id)).collect(),
    })
}

/// The first eight bytes of the SHA-256 of what was sent: enough to tell a repeat from a reuse.
pub(super) fn digest(text: &str) -> i64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}

async fn record(
    c: &mut Change,
    room: &RoomRecord,
    author: UserId,
    (key, draft): (&ClientKey, &Draft),
) -> Result<MessageRecord> {
    Ok(MessageRecord {
        id: MessageId(c.new_id()),
        room_id: room.id,
        author_id: author,
        position: Some(room.last_position + 1),
        root_id: None,
        thread_position: None,
        text: draft.text.as_str().to_owned(),
        document: draft.document(c).await?,
        created_at: c.now(),
        edited_at: None,
        deleted_at: None,
        client_key: key.as_str().to_owned(),
        sent_digest: draft.digest,
        reply_count: 0,
        last_reply_at: None,
        changed_seq: c.next_seq(Stream::Room(room.id))?,
        attached: None,
        pinned_by: None,
        pinned_at: None,
    })
}

fn repeat(c: &Change, first: MessageRecord, draft: &Draft) -> Result<(MessageAnswer, bool)> {
    if first.sent_digest != draft.digest {
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
