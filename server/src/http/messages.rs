//! Messages over HTTP.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::{MessageId, RoomId};
use wire::messages::{MessageAnswer, MessagePage, MessagePatch, MessageVersions, NewMessage};
use wire::page::Cursor;
use wire::problem::Problem;

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use super::limits::{Limited, remaining};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::rate::Rule;
use crate::ops::newest::Page;
use crate::ops::timeline::{self, Place};
use crate::ops::{deletion, edits, messages};

/// Sends and edits of one user: 20 at once, then one a second.
const SENDS: Rule = Rule { name: "send", burst: 20, window: Duration::from_secs(20) };

/// Sends a message. 201 when it is new, 200 when its client key came before.
#[utoipa::path(post, path = "/rooms/{room}/messages", tag = "messages", params(("room" = RoomId, Path)),
    request_body = NewMessage, responses((status = 200, body = MessageAnswer), (status = 201, body = MessageAnswer),
    (status = "default", body = Problem)))]
pub async fn send(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Json(new): Json<NewMessage>,
) -> Result<(StatusCode, Limited, Json<MessageAnswer>)> {
    let limited = remaining(SENDS, app.rates.admit(SENDS, caller.user)?);
    let (answer, is_new) = messages::send(&app, &caller, room, new).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, limited, Json(answer)))
}

/// Which part of a list of messages. At most one of `before`, `after`, `around` and `position`; the newest when none is given.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessageQuery {
    before: Option<Cursor>,
    after: Option<Cursor>,
    /// With this message in the middle; in a room's timeline, its root for a reply that is not shown there.
    around: Option<MessageId>,
    /// With this position in the middle; in a thread, its `thread_position`.
    position: Option<i64>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

impl MessageQuery {
    fn place(self) -> Result<Place> {
        match (self.before, self.after, self.around, self.position) {
            (None, None, None, None) => Ok(Place::End),
            (Some(cursor), None, None, None) => Ok(Place::Before(cursor)),
            (None, Some(cursor), None, None) => Ok(Place::After(cursor)),
            (None, None, Some(message), None) => Ok(Place::Around(message)),
            (None, None, None, Some(position)) => Ok(Place::Position(position)),
            _ => Err(Error::Malformed("Give at most one of before, after, around and position.".into())),
        }
    }
}

/// A page of a room's timeline, oldest first.
#[utoipa::path(get, path = "/rooms/{room}/messages", tag = "messages", params(("room" = RoomId, Path), MessageQuery),
    responses((status = 200, body = MessagePage), (status = "default", body = Problem)))]
pub async fn page(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Query(query): Query<MessageQuery>,
) -> Result<Json<Page>> {
    let size = page_size(query.limit)?;
    timeline::page(&app, &caller, room, query.place()?, size).await.map(Json)
}

/// A message.
#[utoipa::path(get, path = "/messages/{message}", tag = "messages", params(("message" = MessageId, Path)),
    responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn show(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<MessageAnswer>> {
    messages::show(&app, &caller, message).await.map(Json)
}

/// Changes the text of one's own message, within the workspace's time limit. The same text again changes nothing.
#[utoipa::path(patch, path = "/messages/{message}", tag = "messages", params(("message" = MessageId, Path)),
    request_body = MessagePatch, responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn edit(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
    Json(patch): Json<MessagePatch>,
) -> Result<(Limited, Json<MessageAnswer>)> {
    let limited = remaining(SENDS, app.rates.admit(SENDS, caller.user)?);
    Ok((limited, Json(edits::edit(&app, &caller, message, patch).await?)))
}

/// Deletes a message: one's own, or anybody's with the ability `delete_any`. Answers with what is left: its place, and the thread
/// under it. Deleting it again changes nothing.
#[utoipa::path(delete, path = "/messages/{message}", tag = "messages", params(("message" = MessageId, Path)),
    responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn delete(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<MessageAnswer>> {
    deletion::delete(&app, &caller, message).await.map(Json)
}

/// The texts that a message had. Others than its author see them when the workspace says so (`show_versions`).
#[utoipa::path(get, path = "/messages/{message}/versions", tag = "messages", params(("message" = MessageId, Path)),
    responses((status = 200, body = MessageVersions), (status = "default", body = Problem)))]
pub async fn versions(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<MessageVersions>> {
    edits::versions(&app, &caller, message).await.map(Json)
}

/// A page of the replies in a thread, oldest first. The thread is named by its root, or by one of its replies.
#[utoipa::path(get, path = "/messages/{message}/replies", tag = "messages",
    params(("message" = MessageId, Path), MessageQuery),
    responses((status = 200, body = MessagePage), (status = "default", body = Problem)))]
pub async fn replies(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
    Query(query): Query<MessageQuery>,
) -> Result<Json<MessagePage>> {
    let size = page_size(query.limit)?;
    timeline::replies(&app, &caller, message, query.place()?, size).await.map(Json)
}
