//! Drafts over HTTP.

use std::sync::Arc;

use axum::extract::State;
use wire::drafts::{Draft, Drafts, NewDraft};
use wire::ids::RoomId;
use wire::problem::Problem;

use super::auth::Auth;
use super::extract::{Json, Path};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::drafts;

/// The caller's drafts, the newest first. Those of a room end with the membership.
#[utoipa::path(get, path = "/drafts", tag = "drafts",
    responses((status = 200, body = Drafts), (status = "default", body = Problem)))]
pub async fn list(State(app): State<Arc<App>>, Auth(caller): Auth) -> Result<Json<Drafts>> {
    drafts::list(&app, &caller).await.map(Json)
}

/// Keeps a draft of a room or of a thread in it, or drops it. Beyond 500 the oldest is dropped.
#[utoipa::path(put, path = "/rooms/{room}/draft", tag = "drafts", params(("room" = RoomId, Path)),
    request_body = NewDraft, responses((status = 200, body = Draft), (status = "default", body = Problem)))]
pub async fn put(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Json(new): Json<NewDraft>,
) -> Result<Json<Draft>> {
    drafts::put(&app, &caller, room, new).await.map(Json)
}
