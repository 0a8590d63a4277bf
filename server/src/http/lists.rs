//! What the caller saved for later and what mentions the caller, over HTTP.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::MessageId;
use wire::page::Cursor;
use wire::problem::Problem;
use wire::saved::{MessageList, Saved};

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::lists::{self, List};

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    pub(super) cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    pub(super) limit: Option<usize>,
}

/// What the caller saved for later, the last saved first.
#[utoipa::path(get, path = "/saved", tag = "lists", params(ListQuery),
    responses((status = 200, body = MessageList), (status = "default", body = Problem)))]
pub async fn saved(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Query(query): Query<ListQuery>,
) -> Result<Json<MessageList>> {
    let size = page_size(query.limit)?;
    lists::page(&app, &caller, List::Saved, (query.cursor, size)).await.map(Json)
}

/// Saves a message for later. Only the caller knows.
#[utoipa::path(put, path = "/messages/{message}/saved", tag = "lists", params(("message" = MessageId, Path)),
    responses((status = 200, body = Saved), (status = "default", body = Problem)))]
pub async fn save(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<Saved>> {
    lists::save(&app, &caller, message).await.map(Json)
}

/// Takes a message from what is saved for later.
#[utoipa::path(delete, path = "/messages/{message}/saved", tag = "lists", params(("message" = MessageId, Path)),
    responses((status = 200, body = Saved), (status = "default", body = Problem)))]
pub async fn unsave(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(message): Path<MessageId>,
) -> Result<Json<Saved>> {
    lists::unsave(&app, &caller, message).await.map(Json)
}

/// The messages of others that mention the caller, by name or with everybody, the newest first.
#[utoipa::path(get, path = "/mentions", tag = "lists", params(ListQuery),
    responses((status = 200, body = MessageList), (status = "default", body = Problem)))]
pub async fn mentions(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Query(query): Query<ListQuery>,
) -> Result<Json<MessageList>> {
    let size = page_size(query.limit)?;
    lists::page(&app, &caller, List::Mentions, (query.cursor, size)).await.map(Json)
}
