//! Threads over HTTP: following them, read marks, and the list of those followed.

use std::sync::Arc;

use axum::extract::State;
use wire::ids::MessageId;
use wire::problem::Problem;
use wire::threads::{NewThreadMark, ThreadFollow, ThreadPage};

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use super::lists::ListQuery;
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::follows::{self, Wish};
use crate::ops::thread_list;

/// The threads that the caller follows: those with unread replies first, then by the last reply.
#[utoipa::path(get, path = "/threads", tag = "threads", params(ListQuery),
    responses((status = 200, body = ThreadPage), (status = "default", body = Problem)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Query(query): Query<ListQuery>,
) -> Result<Json<ThreadPage>> {
    let size = page_size(query.limit)?;
    thread_list::page(&app, &caller, query.cursor, size).await.map(Json)
}

/// The caller's part in a thread. Instead of its root any of its replies may be named, here and below.
#[utoipa::path(get, path = "/messages/{message}/follow", tag = "threads", params(("message" = MessageId, Path)),
    responses((status = 200, body = ThreadFollow), (status = "default", body = Problem)))]
pub async fn show(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<ThreadFollow>> {
    follows::show(&app, &caller, message).await.map(Json)
}

/// Follows a thread, also one without replies yet; what was said before counts as read.
#[utoipa::path(put, path = "/messages/{message}/follow", tag = "threads", params(("message" = MessageId, Path)),
    responses((status = 200, body = ThreadFollow), (status = "default", body = Problem)))]
pub async fn follow(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<ThreadFollow>> {
    follows::decide(&app, &caller, message, Wish::Follow).await.map(Json)
}

/// Unfollows a thread. Being mentioned in it does not bring the caller back; replying does.
#[utoipa::path(delete, path = "/messages/{message}/follow", tag = "threads", params(("message" = MessageId, Path)),
    responses((status = 200, body = ThreadFollow), (status = "default", body = Problem)))]
pub async fn unfollow(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<ThreadFollow>> {
    follows::decide(&app, &caller, message, Wish::Unfollow).await.map(Json)
}

/// Moves the caller's read mark in a followed thread forward; answers where it is now.
#[utoipa::path(put, path = "/messages/{message}/read-mark", tag = "threads", params(("message" = MessageId, Path)),
    request_body = NewThreadMark, responses((status = 200, body = ThreadFollow), (status = "default", body = Problem)))]
pub async fn mark(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
    Json(new): Json<NewThreadMark>,
) -> Result<Json<ThreadFollow>> {
    follows::mark(&app, &caller, message, new.position).await.map(Json)
}
