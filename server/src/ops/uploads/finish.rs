//! The end of an upload: what it is, seen by its content; its contents kept; then, at last, counted whole.

use tokio::io::AsyncReadExt as _;
use wire::files::{FileKind, ImageFacts};
use wire::limits;
use wire::streams::Stream;

use crate::app::App;
use crate::blobs::{self, Key, Part};
use crate::domain::error::{Error, Result};
use crate::domain::media;
use crate::ops::job::{Enqueue as _, Job};
use crate::platform::images::Picture;
use crate::store::uploads::{self, Found, UploadRecord};

/// Makes a file of an upload all of whose bytes are in staging. When it fails, the last chunk counts for nothing and may come
/// again.
pub(super) async fn finish(app: &App, record: UploadRecord) -> Result<UploadRecord> {
    let (staged, cleaned) = (app.staging.path(record.id), app.staging.cleaned_path(record.id));
    let picture = app.images.read(staged.clone(), cleaned).await?;
    let key = |part| Key::of(record.file_id, part);
    let found = match picture {
        Some(picture) => {
            for (pixels, thumbnail) in limits::THUMBNAIL_PIXELS.into_iter().zip(picture.thumbnails.clone()) {
                app.blobs.put(&key(Part::Thumbnail(pixels)), thumbnail).await?;
            }
            app.blobs.put_file(&key(Part::Content), &picture.cleaned).await?;
            of_picture(picture).await?
        }
        None => {
            app.blobs.put_file(&key(Part::Content), &staged).await?;
            let media_type = media::sniff(&head(&staged).await?);
            Found { kind: media::kind(media_type), media_type: media_type.to_owned(), size: record.size, image: None }
        }
    };
    let finished = UploadRecord {
        stored: record.size,
        kind: Some(found.kind),
        media_type: Some(found.media_type.clone()),
        content_size: Some(found.size),
        image: found.image.clone(),
        ..record
    };
    let input = (finished.id, finished.file_id, found);
    let counted = app.change(Stream::User(finished.user_id), input, |c, (upload, file, found)| {
        Box::pin(async move {
            let counted = uploads::finish(c, *upload, found).await?;
            if !counted {
                // It ended on another node while its contents were kept here.
                let now = c.now();
                c.enqueue(&Job::DeleteFiles { files: vec![*file] }, now).await?;
            }
            Ok(counted)
        })
    });
    let counted = counted.await?;
    app.staging.remove(finished.id).await;
    if counted { Ok(finished) } else { Err(Error::NotFound("upload")) }
}

async fn of_picture(picture: Picture) -> Result<Found> {
    let kept = tokio::fs::metadata(&picture.cleaned).await.map_err(blobs::failure)?;
    let (width, height) = (picture.width.into(), picture.height.into());
    let image = ImageFacts { width, height, placeholder: picture.placeholder };
    Ok(Found {
        kind: FileKind::Image,
        media_type: picture.format.media_type().to_owned(),
        size: i64::try_from(kept.len()).map_err(Error::internal)?,
        image: Some(serde_json::to_string(&image).map_err(Error::internal)?),
    })
}

/// The beginning of a file.
async fn head(file: &std::path::Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let open = tokio::fs::File::open(file).await.map_err(blobs::failure)?;
    open.take(media::HEAD_BYTES as u64).read_to_end(&mut head).await.map_err(blobs::failure)?;
    Ok(head)
}
