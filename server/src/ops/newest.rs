//! The newest page of a room's timeline: read once for everybody who asks before the room goes on.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::value::to_raw_value;
use wire::ids::{MessageId, RoomId};
use wire::messages::{MessagePage, OwnReactions};
use wire::page::Cursor;
use wire::streams::{AsOf, Stream};

use super::own::{self, OwnParts};
use super::present;
use super::timeline::{Timeline, older};
use crate::access::rooms::{self as access, RoomAccess};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::newest::NewestPage;
use crate::store::db::Tx;

/// The newest messages of a room.
///
/// # Errors
/// `NotFound`.
pub(super) async fn newest(app: &App, caller: &Caller, room: RoomId, limit: usize) -> Result<Page> {
    app.read((*caller, room, limit, app.newest.clone()), |tx, (caller, room, limit, kept)| {
        Box::pin(async move {
            let access = access::room(tx, caller, *room).await?;
            let newest = match kept.find(*room, *limit, access.head) {
                Some(newest) => newest,
                None => {
                    let newest = Arc::new(read(tx, &access, *limit).await?);
                    kept.keep(*room, *limit, Arc::clone(&newest));
                    newest
                }
            };
            let OwnParts { reactions: own_reactions, saved } = own::parts(tx, caller.user, &newest.messages).await?;
            let older = newest.older.clone();
            let as_of = AsOf { stream: Stream::Room(*room), seq: access.head };
            let messages = SharedMessages(newest);
            Ok(Page::Newest(SharedPage { messages, older, newer: None, own_reactions, saved, as_of }))
        })
    })
    .await
}

async fn read(tx: &mut Tx, access: &RoomAccess, limit: usize) -> Result<NewestPage> {
    let (records, more) = older(tx, Timeline::Room(access.room.id), i64::MAX, limit).await?;
    let messages = present::messages(records)?;
    let first = messages.first().and_then(|message| message.position).filter(|_| more);
    let text = to_raw_value(&messages).map_err(Error::internal)?;
    Ok(NewestPage { head: access.head, messages, text, older: first.map(|first| cursor::at("messages", first)) })
}

/// A page as it is sent: in either case a [`MessagePage`].
#[derive(Serialize)]
#[serde(untagged)]
pub enum Page {
    /// Read for this viewer.
    Own(MessagePage),
    /// Read for everybody.
    Newest(SharedPage),
}

/// A [`MessagePage`] whose messages others get too.
#[derive(Serialize)]
pub struct SharedPage {
    messages: SharedMessages,
    older: Option<Cursor>,
    newer: Option<Cursor>,
    own_reactions: Vec<OwnReactions>,
    saved: Vec<MessageId>,
    as_of: AsOf,
}

struct SharedMessages(Arc<NewestPage>);

impl Serialize for SharedMessages {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.text.serialize(serializer)
    }
}
