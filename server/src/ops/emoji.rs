//! Custom emoji: pictures that members gave a name. A picture is small, so it lives in its row.

use wire::bootstrap::WorkspaceAbility;
use wire::emoji::{CustomEmoji, EmojiList, EmojiRemoved, NewEmoji};
use wire::events::Event;
use wire::ids::EmojiId;
use wire::limits;
use wire::streams::{AsOf, Stream};

use super::change::Emit as _;
use super::job::{Enqueue as _, Job};
use crate::access::files as access;
use crate::access::rooms::require_in_workspace;
use crate::app::App;
use crate::blobs::{Key, Part};
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::names::EmojiName;
use crate::domain::slack;
use crate::store::emoji::{self, EmojiRecord};
use crate::store::{streams, uploads};

/// All custom emoji, by name.
///
/// # Errors
/// As the store fails.
pub async fn list(app: &App) -> Result<EmojiList> {
    app.read((), |tx, ()| {
        Box::pin(async move {
            let emoji = emoji::all(tx).await?.into_iter().map(present).collect();
            let seq = streams::head(tx, Stream::Workspace).await?;
            Ok(EmojiList { emoji, as_of: AsOf { stream: Stream::Workspace, seq } })
        })
    })
    .await
}

/// Makes a custom emoji of a finished upload of the caller's.
///
/// # Errors
/// `Forbidden`, `Invalid`, `NameTaken`, `Conflict` when there are too many.
pub async fn create(app: &App, caller: &Caller, new: NewEmoji) -> Result<CustomEmoji> {
    require_in_workspace(caller, WorkspaceAbility::AddEmoji)?;
    let name = EmojiName::parse(&new.name)?;
    if emojis::get_by_shortcode(name.as_str()).is_some() || slack::standard_emoji(name.as_str()).is_some() {
        return Err(Error::field("name", "There is an emoji of this name for everybody already. Choose another."));
    }
    let wrong = |detail: &str| Error::field("file", detail);
    let file = app.read((*caller, new.file), |tx, (caller, file)| Box::pin(access::own_upload(tx, caller, *file)));
    let file = file.await?.ok_or_else(|| wrong("This picture is not here any more. Add it again."))?;
    if file.size > limits::EMOJI_BYTES {
        return Err(wrong("The picture of an emoji has at most 1 MiB."));
    }
    let most = u64::try_from(limits::EMOJI_BYTES).map_err(Error::internal)?;
    let bytes = app.blobs.get_whole(&Key::of(file.id, Part::Content), most).await?;
    let emblem = app.images.emblem(bytes).await?;
    let emblem = emblem.ok_or_else(|| wrong("Only a PNG, JPEG, WebP or GIF makes an emoji."))?;
    let input = (*caller, name, new.file, emblem);
    app.change(Stream::Workspace, input, |c, (caller, name, file, emblem)| {
        Box::pin(async move {
            if emoji::by_name(c, name.as_str()).await?.is_some() {
                return Err(Error::NameTaken(name.as_str().to_owned()));
            }
            if emoji::count(c).await? >= limits::CUSTOM_EMOJI {
                return Err(Error::Conflict("The workspace has as many emoji as it can have."));
            }
            let now = c.now();
            if uploads::take_finished(c, caller.user, *file).await?.is_some() {
                c.enqueue(&Job::DeleteFiles { files: vec![*file] }, now).await?;
            }
            let record = EmojiRecord {
                id: EmojiId(c.new_id()),
                name: name.as_str().to_owned(),
                created_by: caller.user,
                created_at: now,
                animated: emblem.animated,
            };
            emoji::insert(c, &record, &emblem.bytes).await?;
            let emoji = present(record);
            c.emit(Stream::Workspace, &Event::EmojiUpdated(emoji.clone()))?;
            Ok(emoji)
        })
    })
    .await
}

/// Takes away a custom emoji: one's own, or anybody's with the right to. What used it shows its name.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn remove(app: &App, caller: &Caller, name: String) -> Result<()> {
    app.change(Stream::Workspace, (*caller, name), |c, (caller, name)| {
        Box::pin(async move {
            let found = emoji::by_name(c, name).await?.ok_or(Error::NotFound("emoji"))?;
            if found.created_by != caller.user {
                require_in_workspace(caller, WorkspaceAbility::ManageEmoji)?;
            }
            emoji::delete(c, found.id).await?;
            c.emit(Stream::Workspace, &Event::EmojiRemoved(EmojiRemoved { name: found.name }))
        })
    })
    .await
}

/// The picture of a custom emoji.
#[derive(Clone, Debug)]
pub struct Picture {
    pub id: EmojiId,
    /// GIF, else PNG.
    pub animated: bool,
    pub bytes: Vec<u8>,
}

/// The picture of a custom emoji.
///
/// # Errors
/// `NotFound`.
pub async fn picture(app: &App, name: String) -> Result<Picture> {
    let found = app.read(name, |tx, name| Box::pin(emoji::picture(tx, name))).await?;
    let found = found.ok_or(Error::NotFound("emoji"))?;
    Ok(Picture { id: found.id, animated: found.animated, bytes: found.picture })
}

fn present(record: EmojiRecord) -> CustomEmoji {
    CustomEmoji {
        id: record.id,
        name: record.name,
        created_by: record.created_by,
        created_at: record.created_at,
        animated: record.animated,
    }
}
