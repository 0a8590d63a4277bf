//! Previews of links: fetched by a job after the message is there, shown with it, taken away by its author.

use futures_util::future::join_all;
use url::Url;
use wire::document::Document;
use wire::events::Event;
use wire::ids::{MessageId, PreviewId, UserId};
use wire::limits;
use wire::messages::MessageAnswer;
use wire::previews::{Preview, PreviewImage};
use wire::rooms::Ability;
use wire::streams::{AsOf, Stream};

use super::attached::{self, Attached};
use super::change::{Change, Emit as _};
use super::job::{Enqueue as _, Job};
use super::present;
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::page::{self, Summary};
use crate::domain::text;
use crate::platform::images::Small;
use crate::store::db::Tx;
use crate::store::messages::{self, MessageRecord};
use crate::store::previews::{self, PreviewRecord};
use crate::store::workspace;

/// Writes the job that looks at the links of a message, if it has any and the workspace wants previews. Called by whoever gives a
/// message a text.
///
/// # Errors
/// As the store fails.
pub async fn look_later(c: &mut Change, message: &MessageRecord) -> Result<()> {
    if links(message)?.is_empty() || !wanted(c).await? {
        return Ok(());
    }
    let now = c.now();
    c.enqueue(&Job::PreviewLinks { message: message.id }, now).await
}

/// After an edit: the previews of links that are no longer there go.
///
/// # Errors
/// `Internal` when the document cannot be read.
pub fn keep_linked(message: &MessageRecord, attached: &mut Attached) -> Result<()> {
    let links = links(message)?;
    attached.previews.retain(|preview| links.contains(&preview.url));
    Ok(())
}

fn links(message: &MessageRecord) -> Result<Vec<String>> {
    let document: Option<Document> =
        message.document.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    Ok(document.map(|document| text::links(&document, limits::PREVIEWS)).unwrap_or_default())
}

/// The job: fetches what the links of a message lead to, and shows what came. A link that gives nothing has no preview; running it
/// twice changes nothing.
///
/// # Errors
/// As the store fails.
pub async fn look(app: &App, message: MessageId) -> Result<()> {
    if !app.facts.link_previews {
        return Ok(());
    }
    let missing = app.read(message, |tx, message| {
        Box::pin(async move {
            let record = messages::find(tx, *message).await?.filter(|record| record.deleted_at.is_none());
            let Some(record) = record else { return Ok(None) };
            if !wanted(tx).await? {
                return Ok(None);
            }
            let held: Vec<String> =
                previews::of_message(tx, *message).await?.into_iter().map(|held| held.url).collect();
            let new = links(&record)?.into_iter().filter(|link| !held.contains(link)).collect();
            Ok::<_, Error>(Some((record.room_id, new)))
        })
    });
    let Some((room, new)): Option<(_, Vec<String>)> = missing.await? else { return Ok(()) };
    let found: Vec<Found> =
        join_all(new.into_iter().map(|link| fetch(app, link))).await.into_iter().flatten().collect();
    app.change(Stream::Room(room), (message, found), |c, (message, found)| Box::pin(show(c, *message, found))).await
}

/// Whether the workspace wants previews.
async fn wanted(tx: &mut Tx) -> Result<bool> {
    Ok(workspace::find(tx).await?.is_some_and(|workspace| workspace.link_previews))
}

/// What a link leads to.
struct Found {
    link: String,
    summary: Summary,
    picture: Option<Small>,
}

/// A picture whose sides are shorter shows nothing: it counts visitors.
const LEAST_PIXELS: u32 = 32;

async fn fetch(app: &App, link: String) -> Option<Found> {
    let outbound = &app.facts.outbound;
    let url = Url::parse(&link).ok()?;
    let page = match outbound.page(&url).await {
        Ok(page) => page,
        Err(refused) => {
            tracing::debug!(%refused, "a link has no preview");
            return None;
        }
    };
    let summary = page::summary(&page.url, &page.content_type, &page.body)?;
    let picture = match &summary.picture {
        Some(address) => picture_at(app, address).await,
        None => None,
    };
    Some(Found { link, summary, picture })
}

async fn picture_at(app: &App, address: &Url) -> Option<Small> {
    let bytes = app.facts.outbound.picture(address).await.ok()?;
    let small = app.images.small(bytes.into()).await.ok()??;
    (small.width.min(small.height) >= LEAST_PIXELS).then_some(small)
}

/// Puts what was found under the message, which may have been edited or deleted since.
async fn show(c: &mut Change, message: MessageId, found: &[Found]) -> Result<()> {
    let record = messages::find(c, message).await?.filter(|record| record.deleted_at.is_none());
    let Some(mut record) = record else { return Ok(()) };
    let links = links(&record)?;
    let mut new = Vec::new();
    for Found { link, summary, picture } in found.iter().filter(|found| links.contains(&found.link)) {
        let record = PreviewRecord {
            id: PreviewId(c.new_id()),
            message_id: message,
            url: link.clone(),
            site: summary.site.clone(),
            title: summary.title.clone(),
            text: summary.text.clone(),
            picture_width: picture.as_ref().map(|picture| picture.width.into()),
            picture_height: picture.as_ref().map(|picture| picture.height.into()),
            removed: false,
        };
        new.push((record, picture.as_ref().map(|picture| picture.bytes.as_slice())));
    }
    previews::insert(c, &new).await?;
    let held = previews::of_message(c, message).await?;
    let shown = |link: &String| held.iter().find(|held| !held.removed && held.url == *link).map(preview);
    let mut attached = Attached::of(&record)?;
    let now: Vec<Preview> = links.iter().filter_map(shown).collect();
    if attached.previews == now {
        return Ok(());
    }
    attached.previews = now;
    attached::write(c, &mut record, &attached).await?;
    tell(c, record)?;
    Ok(())
}

fn preview(record: &PreviewRecord) -> Preview {
    let size = record.picture_width.zip(record.picture_height);
    Preview {
        id: record.id,
        url: record.url.clone(),
        site: record.site.clone(),
        title: record.title.clone(),
        text: record.text.clone(),
        image: size.map(|(width, height)| PreviewImage { width, height }),
    }
}

fn tell(c: &mut Change, record: MessageRecord) -> Result<MessageAnswer> {
    let stream = Stream::Room(record.room_id);
    let message = present::message(record)?;
    c.emit(stream, &Event::MessageUpdated(message.clone()))?;
    Ok(MessageAnswer { message, as_of: AsOf { stream, seq: c.seq(stream)? } })
}

/// The picture of a preview on a message that the caller may read, PNG or JPEG.
///
/// # Errors
/// `NotFound`.
pub async fn picture(app: &App, caller: &Caller, preview: PreviewId) -> Result<Vec<u8>> {
    app.read((*caller, preview), |tx, (caller, preview)| {
        Box::pin(async move {
            let found = previews::picture(tx, *preview).await?.ok_or(Error::NotFound("preview"))?;
            match access::message(tx, caller, found.message_id).await {
                Ok(_) => Ok(found.picture),
                // Not even that there is such a preview is told.
                Err(Error::NotFound(_)) => Err(Error::NotFound("preview")),
                Err(error) => Err(error),
            }
        })
    })
    .await
}

/// Takes a preview away for good: its author may, and who may delete the message.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn remove(app: &App, caller: &Caller, message: MessageId, preview: PreviewId) -> Result<MessageAnswer> {
    let room = app.read((*caller, message), |tx, (caller, message)| {
        Box::pin(async move { Ok::<_, Error>(access::message(tx, caller, *message).await?.0.room_id) })
    });
    let room = room.await?;
    app.change(Stream::Room(room), (*caller, message, preview), |c, (caller, message, preview)| {
        Box::pin(async move {
            let (mut record, access) = access::message(c, caller, *message).await?;
            access.require(right_over(caller.user, &record))?;
            let mut attached = Attached::of(&record)?;
            let before = attached.previews.len();
            attached.previews.retain(|held| held.id != *preview);
            if attached.previews.len() == before {
                return Err(Error::NotFound("preview"));
            }
            previews::remove(c, *preview).await?;
            attached::write(c, &mut record, &attached).await?;
            tell(c, record)
        })
    })
    .await
}

fn right_over(user: UserId, message: &MessageRecord) -> Ability {
    if message.author_id == user { Ability::EditOwn } else { Ability::DeleteAny }
}
