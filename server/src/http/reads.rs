//! Read marks over HTTP.

use std::sync::Arc;

use axum::extract::State;
use wire::ids::RoomId;
use wire::problem::Problem;
use wire::reads::{NewReadMark, NewUnread, ReadMark};

use super::auth::Auth;
use super::extract::{Json, Path};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::reads;

/// Moves the caller's read mark forward; answers where it is now.
#[utoipa::path(put, path = "/rooms/{room}/read-mark", tag = "reads", params(("room" = RoomId, Path)),
    request_body = NewReadMark, responses((status = 200, body = ReadMark), (status = "default", body = Problem)))]
pub async fn mark(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Json(new): Json<NewReadMark>,
) -> Result<Json<ReadMark>> {
    reads::mark(&app, &caller, room, new.position).await.map(Json)
}

/// Marks a room unread from a position on, or takes that back; answers what counts as unread now.
#[utoipa::path(put, path = "/rooms/{room}/unread", tag = "reads", params(("room" = RoomId, Path)),
    request_body = NewUnread, responses((status = 200, body = ReadMark), (status = "default", body = Problem)))]
pub async fn mark_unread(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Json(new): Json<NewUnread>,
) -> Result<Json<ReadMark>> {
    reads::mark_unread(&app, &caller, room, new.from).await.map(Json)
}
