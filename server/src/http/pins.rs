//! Pins over HTTP.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::{MessageId, RoomId};
use wire::messages::MessageAnswer;
use wire::page::Cursor;
use wire::problem::Problem;
use wire::saved::MessageList;

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::pins;

/// Pins a message to its room; a room has at most 250 pins. One that is pinned stays as it is.
#[utoipa::path(put, path = "/messages/{message}/pin", tag = "pins", params(("message" = MessageId, Path)),
    responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn pin(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<MessageAnswer>> {
    pins::pin(&app, &caller, message).await.map(Json)
}

/// Takes a pin away. Without one it changes nothing.
#[utoipa::path(delete, path = "/messages/{message}/pin", tag = "pins", params(("message" = MessageId, Path)),
    responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn unpin(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<MessageAnswer>> {
    pins::unpin(&app, &caller, message).await.map(Json)
}

/// Which part of a room's pins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PinQuery {
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// What is pinned to a room, the newest pin first.
#[utoipa::path(get, path = "/rooms/{room}/pins", tag = "pins", params(("room" = RoomId, Path), PinQuery),
    responses((status = 200, body = MessageList), (status = "default", body = Problem)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Query(query): Query<PinQuery>,
) -> Result<Json<MessageList>> {
    let size = page_size(query.limit)?;
    pins::list(&app, &caller, room, (query.cursor, size)).await.map(Json)
}
