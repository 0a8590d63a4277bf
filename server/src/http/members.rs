//! Members over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::{RoomId, UserId};
use wire::members::{MemberPage, MemberPatch, MembersAnswer, NewMembers};
use wire::page::Cursor;
use wire::problem::Problem;
use wire::rooms::RoomAnswer;

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::members;

/// Makes the caller a member of a public room.
#[utoipa::path(post, path = "/rooms/{room}/join", tag = "members", params(("room" = RoomId, Path)),
    responses((status = 200, body = RoomAnswer), (status = "default", body = Problem)))]
pub async fn join(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
) -> Result<Json<RoomAnswer>> {
    members::join(&app, &caller, room).await.map(Json)
}

/// Ends the caller's membership.
#[utoipa::path(post, path = "/rooms/{room}/leave", tag = "members", params(("room" = RoomId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn leave(State(app): State<Arc<App>>, Auth(caller): Auth, Path(room): Path<RoomId>) -> Result<StatusCode> {
    members::leave(&app, &caller, room).await.map(|()| StatusCode::NO_CONTENT)
}

/// Which members to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// Members of a room, by user id.
#[utoipa::path(get, path = "/rooms/{room}/members", tag = "members", params(("room" = RoomId, Path), MemberQuery),
    responses((status = 200, body = MemberPage), (status = "default", body = Problem)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Query(query): Query<MemberQuery>,
) -> Result<Json<MemberPage>> {
    members::list(&app, &caller, room, query.cursor, page_size(query.limit)?).await.map(Json)
}

/// Adds people to a room.
#[utoipa::path(post, path = "/rooms/{room}/members", tag = "members", params(("room" = RoomId, Path)),
    request_body = NewMembers, responses((status = 200, body = MembersAnswer), (status = "default", body = Problem)))]
pub async fn invite(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Json(new): Json<NewMembers>,
) -> Result<Json<MembersAnswer>> {
    members::invite(&app, &caller, room, new.users).await.map(Json)
}

/// Gives a member another role.
#[utoipa::path(patch, path = "/rooms/{room}/members/{user}", tag = "members",
    params(("room" = RoomId, Path), ("user" = UserId, Path)), request_body = MemberPatch,
    responses((status = 200, body = MembersAnswer), (status = "default", body = Problem)))]
pub async fn set_role(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((room, user)): Path<(RoomId, UserId)>,
    Json(patch): Json<MemberPatch>,
) -> Result<Json<MembersAnswer>> {
    members::set_role(&app, &caller, room, user, patch.role).await.map(Json)
}

/// Removes somebody from a room.
#[utoipa::path(delete, path = "/rooms/{room}/members/{user}", tag = "members",
    params(("room" = RoomId, Path), ("user" = UserId, Path)),
    responses((status = 200, body = MembersAnswer), (status = "default", body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((room, user)): Path<(RoomId, UserId)>,
) -> Result<Json<MembersAnswer>> {
    members::remove(&app, &caller, room, user).await.map(Json)
}
