//! Search over HTTP.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::RoomId;
use wire::page::Cursor;
use wire::problem::Problem;
use wire::search::{SearchOrder, SearchPage};

use super::auth::Auth;
use super::extract::{Json, Query, page_size};
use super::limits::{Limited, remaining};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::rate::Rule;
use crate::ops::search::answer::{self, Search};

/// Searches of one user: 20 at once, then one a second.
const SEARCHES: Rule = Rule { name: "search", burst: 20, window: Duration::from_secs(20) };
/// The farthest that a clock of this world is from UTC, in minutes.
const FARTHEST: i32 = 14 * 60;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// At most 256 characters, with at most 10 words and phrases. Every word must be there; a word of three letters or more may be
    /// part of a longer one, `word*` must begin one, `"two words"` must stand next to each other as they are, and what follows a
    /// minus must not be there. What is written without spaces, such as `10.0.4.17` or `db-prod`, is looked for as neighbours.
    /// Filters: `from:name` (or `from:me`), `in:room` (or `in:@name`, the direct room with somebody), `has:link`, `has:file`,
    /// `has:image`, `has:reaction`, `is:thread`, `is:pinned`, `is:saved`, `before:`, `after:` and `on:` with a day such as `2026-03-01`, a
    /// month, a year, `today` or `yesterday`. Names with spaces stand in quotation marks.
    q: String,
    /// `newest` when absent.
    #[serde(default)]
    #[param(inline)]
    order: SearchOrder,
    /// Only in this room.
    room: Option<RoomId>,
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
    /// How far the caller's clock is ahead of UTC, in minutes, -840 to 840: days begin at its midnight. 0 when absent.
    utc_offset: Option<i32>,
}

/// Finds messages in rooms that the caller may read. 503 when it took longer than two seconds.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = SearchPage), (status = "default", body = Problem)))]
pub async fn find(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Query(query): Query<SearchQuery>,
) -> Result<(Limited, Json<SearchPage>)> {
    let minutes = query.utc_offset.unwrap_or_default();
    if !(-FARTHEST..=FARTHEST).contains(&minutes) {
        return Err(Error::field("utc_offset", "A clock is at most 840 minutes ahead of UTC or behind it."));
    }
    let limit = page_size(query.limit)?;
    let limited = remaining(SEARCHES, app.rates.admit(SEARCHES, caller.user)?);
    let search = Search { text: query.q, order: query.order, room: query.room, cursor: query.cursor, limit, minutes };
    answer::search(&app, &caller, search).await.map(|page| (limited, Json(page)))
}
