//! Reactions over HTTP.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::MessageId;
use wire::messages::{ReactionAnswer, ReactionUserPage};
use wire::page::Cursor;
use wire::problem::Problem;

use super::auth::Auth;
use super::extract::{Json, Path, Query, page_size};
use super::limits::{Limited, remaining};
use crate::app::App;
use crate::domain::error::Result;
use crate::domain::rate::Rule;
use crate::ops::reactions;

/// Reactions of one user, made and taken back: 30 at once, then one a second.
const REACTIONS: Rule = Rule { name: "react", burst: 30, window: Duration::from_secs(30) };

/// Reacts to a message. The same again changes nothing. `emoji` is the emoji itself, or the name of a custom one between colons.
#[utoipa::path(put, path = "/messages/{message}/reactions/{emoji}", tag = "reactions",
    params(("message" = MessageId, Path), ("emoji" = String, Path)),
    responses((status = 200, body = ReactionAnswer), (status = "default", body = Problem)))]
pub async fn react(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((message, emoji)): Path<(MessageId, String)>,
) -> Result<(Limited, Json<ReactionAnswer>)> {
    let limited = remaining(REACTIONS, app.rates.admit(REACTIONS, caller.user)?);
    Ok((limited, Json(reactions::react(&app, &caller, message, &emoji).await?)))
}

/// Takes a reaction back. One that is not there stays away.
#[utoipa::path(delete, path = "/messages/{message}/reactions/{emoji}", tag = "reactions",
    params(("message" = MessageId, Path), ("emoji" = String, Path)),
    responses((status = 200, body = ReactionAnswer), (status = "default", body = Problem)))]
pub async fn take_back(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((message, emoji)): Path<(MessageId, String)>,
) -> Result<(Limited, Json<ReactionAnswer>)> {
    let limited = remaining(REACTIONS, app.rates.admit(REACTIONS, caller.user)?);
    Ok((limited, Json(reactions::take_back(&app, &caller, message, &emoji).await?)))
}

/// Which part of a list of users who reacted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReactionQuery {
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// Who reacted to a message with one emoji, in the order of reacting.
#[utoipa::path(get, path = "/messages/{message}/reactions/{emoji}", tag = "reactions",
    params(("message" = MessageId, Path), ("emoji" = String, Path), ReactionQuery),
    responses((status = 200, body = ReactionUserPage), (status = "default", body = Problem)))]
pub async fn users(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((message, emoji)): Path<(MessageId, String)>,
    Query(query): Query<ReactionQuery>,
) -> Result<Json<ReactionUserPage>> {
    let size = page_size(query.limit)?;
    reactions::users(&app, &caller, (message, &emoji), (query.cursor, size)).await.map(Json)
}
