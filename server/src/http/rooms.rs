//! Rooms and the bootstrap over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::bootstrap::Bootstrap;
use wire::ids::RoomId;
use wire::page::Cursor;
use wire::problem::Problem;
use wire::rooms::{NewDirectRoom, NewRoom, RoomAnswer, RoomPage, RoomPatch};

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::{bootstrap, rooms};

/// All that the app needs before its first screen.
#[utoipa::path(get, path = "/bootstrap", tag = "sync",
    responses((status = 200, body = Bootstrap), (status = "default", body = Problem)))]
pub async fn bootstrap(State(app): State<Arc<App>>, Auth(caller): Auth) -> Result<Json<Bootstrap>> {
    bootstrap::bootstrap(&app, &caller).await.map(Json)
}

/// Which public rooms to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoomQuery {
    /// Part of a name or topic, at most 256 characters.
    query: Option<String>,
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// Public rooms, by name.
#[utoipa::path(get, path = "/rooms", tag = "rooms", params(RoomQuery),
    responses((status = 200, body = RoomPage), (status = "default", body = Problem)))]
pub async fn browse(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Query(query): Query<RoomQuery>,
) -> Result<Json<RoomPage>> {
    let size = page_size(query.limit)?;
    rooms::browse(&app, &caller, query.query.unwrap_or_default(), query.cursor, size).await.map(Json)
}

/// Makes a public or private room.
#[utoipa::path(post, path = "/rooms", tag = "rooms", request_body = NewRoom,
    responses((status = 201, body = RoomAnswer), (status = "default", body = Problem)))]
pub async fn create(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Json(new): Json<NewRoom>,
) -> Result<(StatusCode, Json<RoomAnswer>)> {
    let answer = rooms::create(&app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Opens the direct room of the caller and some others. 201 when it is new, 200 when it was there.
#[utoipa::path(post, path = "/direct-rooms", tag = "rooms", request_body = NewDirectRoom,
    responses((status = 200, body = RoomAnswer), (status = 201, body = RoomAnswer), (status = "default", body = Problem)))]
pub async fn open_direct(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Json(new): Json<NewDirectRoom>,
) -> Result<(StatusCode, Json<RoomAnswer>)> {
    let (answer, is_new) = rooms::open_direct(&app, &caller, new).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(answer)))
}

/// A room.
#[utoipa::path(get, path = "/rooms/{room}", tag = "rooms", params(("room" = RoomId, Path)),
    responses((status = 200, body = RoomAnswer), (status = "default", body = Problem)))]
pub async fn show(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
) -> Result<Json<RoomAnswer>> {
    rooms::show(&app, &caller, room).await.map(Json)
}

/// Changes a room's name and topic.
#[utoipa::path(patch, path = "/rooms/{room}", tag = "rooms", params(("room" = RoomId, Path)), request_body = RoomPatch,
    responses((status = 200, body = RoomAnswer), (status = "default", body = Problem)))]
pub async fn update(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Json(patch): Json<RoomPatch>,
) -> Result<Json<RoomAnswer>> {
    rooms::update(&app, &caller, room, patch).await.map(Json)
}
