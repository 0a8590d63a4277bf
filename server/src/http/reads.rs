//! Read marks over HTTP.

use std::sync::Arc;

use axum::extract::State;
use wire::ids::RoomId;
use wire::problem::Problem;
use wire::reads::{NewReadMark, ReadMark};

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
