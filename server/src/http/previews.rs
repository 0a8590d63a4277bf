//! Previews of links.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use wire::ids::{MessageId, PreviewId};
use wire::messages::MessageAnswer;
use wire::problem::Problem;

use super::auth::{Auth, Reader};
use super::extract::{Json, Path};
use super::headers::of_upload;
use super::tags;
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::previews;

/// Takes the preview of a link away from a message, for good. The link stays.
#[utoipa::path(delete, path = "/messages/{message}/previews/{preview}", tag = "previews",
    params(("message" = MessageId, Path), ("preview" = PreviewId, Path)),
    responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((message, preview)): Path<(MessageId, PreviewId)>,
) -> Result<Json<MessageAnswer>> {
    previews::remove(&app, &caller, message, preview).await.map(Json)
}

/// The picture of a preview, PNG or JPEG, at most 800 pixels on its longer side. The session's cookie will do for who asks, so that
/// a page can show it.
#[utoipa::path(get, path = "/previews/{preview}/image", tag = "previews", params(("preview" = PreviewId, Path)),
    security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, content_type = "image/jpeg"), (status = 304), (status = "default", body = Problem)))]
pub async fn image(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(preview): Path<PreviewId>,
    request: HeaderMap,
) -> Result<Response> {
    let bytes = previews::picture(&app, &caller, preview).await?;
    let tag = format!("\"{}\"", preview.0.simple());
    let dress = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    let mut response = if tags::is_known(&request, &tag) {
        (StatusCode::NOT_MODIFIED, dress).into_response()
    } else {
        let media_type = if bytes.starts_with(&[0xFF, 0xD8]) { "image/jpeg" } else { "image/png" };
        (dress, [(header::CONTENT_TYPE, media_type)], bytes).into_response()
    };
    of_upload(response.headers_mut());
    Ok(response)
}
