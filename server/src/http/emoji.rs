//! Custom emoji over HTTP.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::emoji::{CustomEmoji, EmojiList, NewEmoji};
use wire::ids::EmojiId;
use wire::problem::Problem;

use super::auth::{Auth, Reader};
use super::extract::{Json, Path, Query};
use super::headers::of_upload;
use super::limits::{Limited, remaining};
use super::tags;
use crate::app::App;
use crate::domain::error::Result;
use crate::domain::rate::Rule;
use crate::ops::emoji;

/// Emoji made by one user: 60 at once, then one a minute.
const MADE: Rule = Rule { name: "emoji", burst: 60, window: Duration::from_secs(3600) };

/// All custom emoji, by name.
#[utoipa::path(get, path = "/emoji", tag = "emoji",
    responses((status = 200, body = EmojiList), (status = "default", body = Problem)))]
pub async fn list(State(app): State<Arc<App>>, _: Auth) -> Result<Json<EmojiList>> {
    emoji::list(&app).await.map(Json)
}

/// Makes a custom emoji of a finished upload of the caller's, which is used up by it. The picture is made anew, 128 pixels at most;
/// a small GIF keeps moving.
#[utoipa::path(post, path = "/emoji", tag = "emoji", request_body = NewEmoji,
    responses((status = 201, body = CustomEmoji), (status = "default", body = Problem)))]
pub async fn create(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Json(new): Json<NewEmoji>,
) -> Result<(StatusCode, Limited, Json<CustomEmoji>)> {
    let limited = remaining(MADE, app.rates.admit(MADE, caller.user)?);
    Ok((StatusCode::CREATED, limited, Json(emoji::create(&app, &caller, new).await?)))
}

/// Takes away a custom emoji: one's own, or any with the right to manage emoji.
#[utoipa::path(delete, path = "/emoji/{name}", tag = "emoji", params(("name" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn remove(State(app): State<Arc<App>>, Auth(caller): Auth, Path(name): Path<String>) -> Result<StatusCode> {
    emoji::remove(&app, &caller, name).await.map(|()| StatusCode::NO_CONTENT)
}

/// Which picture.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PictureQuery {
    /// The emoji's id: with it the answer may be kept for ever.
    v: Option<EmojiId>,
}

/// The picture of a custom emoji, PNG or GIF. The session's cookie will do for who asks, so that a page can show it.
#[utoipa::path(get, path = "/emoji/{name}/image", tag = "emoji", params(("name" = String, Path), PictureQuery),
    security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, content_type = "image/png"), (status = 304), (status = "default", body = Problem)))]
pub async fn image(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(name): Path<String>,
    Query(query): Query<PictureQuery>,
    request: HeaderMap,
) -> Result<Response> {
    let picture = emoji::picture(&app, name).await?;
    let tag = format!("\"{}\"", picture.id.0.simple());
    let kept = if query.v == Some(picture.id) { "private, max-age=31536000, immutable" } else { "private, no-cache" };
    let dress = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, kept.to_owned())];
    let mut response = if tags::is_known(&request, &tag) {
        (StatusCode::NOT_MODIFIED, dress).into_response()
    } else {
        let media_type = if picture.animated { "image/gif" } else { "image/png" };
        (dress, [(header::CONTENT_TYPE, media_type)], picture.bytes).into_response()
    };
    of_upload(response.headers_mut());
    Ok(response)
}
