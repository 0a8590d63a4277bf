//! Previews of links: what was fetched for a message, and what its author took away.

use wire::ids::{MessageId, PreviewId};

use super::db::{Tx, Value, record, sql};
use crate::domain::error::Result;

record! {
    /// A preview as stored.
    pub struct PreviewRecord {
        pub id: PreviewId,
        pub message_id: MessageId,
        /// The link as it stands in the text.
        pub url: String,
        pub site: String,
        pub title: String,
        pub text: String,
        /// Size of the picture; none when there is none.
        pub picture_width: Option<i64>,
        pub picture_height: Option<i64>,
        /// Taken away: kept so that it does not come back with the next edit.
        pub removed: bool,
    }
}

macro_rules! columns {
    () => {
        "id, message_id, url, site, title, text, picture_width, picture_height, removed"
    };
}

/// The previews of a message, removed ones too.
pub async fn of_message(tx: &mut Tx, message: MessageId) -> Result<Vec<PreviewRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM previews WHERE message_id = $1 ORDER BY id"))
        .bind(message)
        .fetch_all(tx)
        .await
}

/// A preview by its id.
pub async fn find(tx: &mut Tx, preview: PreviewId) -> Result<Option<PreviewRecord>> {
    sql(concat!("SELECT ", columns!(), " FROM previews WHERE id = $1")).bind(preview).fetch_optional(tx).await
}

record! {
    /// The picture of a preview.
    pub struct PictureRow {
        pub message_id: MessageId,
        /// PNG or JPEG.
        pub picture: Vec<u8>,
    }
}

/// The picture of a preview, when it has one.
pub async fn picture(tx: &mut Tx, preview: PreviewId) -> Result<Option<PictureRow>> {
    sql("SELECT message_id, picture FROM previews WHERE id = $1 AND picture IS NOT NULL")
        .bind(preview)
        .fetch_optional(tx)
        .await
}

/// A preview with its picture.
pub type Pictured<'a> = (PreviewRecord, Option<&'a [u8]>);

/// Writes new previews of one message; a link has one at most.
pub async fn insert(tx: &mut Tx, previews: &[Pictured<'_>]) -> Result<()> {
    if previews.is_empty() {
        return Ok(());
    }
    let rows = previews.iter().map(|(preview, picture)| -> [Value; 10] {
        [
            preview.id.into(),
            preview.message_id.into(),
            (&preview.url).into(),
            (&preview.site).into(),
            (&preview.title).into(),
            (&preview.text).into(),
            preview.picture_width.into(),
            preview.picture_height.into(),
            preview.removed.into(),
            picture.map_or(Value::Null, Value::from),
        ]
    });
    sql(concat!(
        "INSERT INTO previews (",
        columns!(),
        ", picture) VALUES $rows ON CONFLICT (message_id, url) DO NOTHING"
    ))
    .bind_rows(rows)
    .execute(tx)
    .await?;
    Ok(())
}

/// A preview is taken away; its words go, its link stays known.
pub async fn remove(tx: &mut Tx, preview: PreviewId) -> Result<()> {
    sql("UPDATE previews SET removed = $2, site = $3, title = $3, text = $3, picture_width = NULL, picture_height = NULL, \
             picture = NULL \
         WHERE id = $1")
    .bind(preview)
    .bind(true)
    .bind("")
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets all previews of a message.
pub async fn delete(tx: &mut Tx, message: MessageId) -> Result<()> {
    sql("DELETE FROM previews WHERE message_id = $1").bind(message).execute(tx).await?;
    Ok(())
}
