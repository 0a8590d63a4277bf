//! Users and claims over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::ids::UserId;
use wire::page::Cursor;
use wire::problem::Problem;
use wire::sessions::SignedIn;
use wire::users::{ClaimLink, ClaimQuestion, Claimable, NewClaim, NewUser, UserAnswer, UserPage, UserPatch};

use super::auth::Auth;
use super::client::{Client, OwnPage};
use super::extract::{Json, Path, Query, page_size};
use super::sessions::{WithCookie, with_cookie};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::ops::{accounts, users};

/// Registers, where sign-up is open, and signs in.
#[utoipa::path(post, path = "/users", tag = "users", security(()), request_body = NewUser,
    responses((status = 201, body = SignedIn), (status = "default", body = Problem)))]
pub async fn register(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Client(device): Client,
    Json(new): Json<NewUser>,
) -> Result<WithCookie> {
    let opened = accounts::register(&app, new, device).await?;
    Ok(with_cookie(&app, StatusCode::CREATED, opened))
}

/// Which users to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Ids separated by commas, at most 200: these users, without pages.
    ids: Option<String>,
    /// Part of a user name or display name, at most 256 characters.
    query: Option<String>,
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// Users by id, or by part of their name.
#[utoipa::path(get, path = "/users", tag = "users", params(UserQuery),
    responses((status = 200, body = UserPage), (status = "default", body = Problem)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Query(query): Query<UserQuery>,
) -> Result<Json<UserPage>> {
    if let Some(ids) = query.ids {
        let ids: Result<Vec<UserId>, _> = ids.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
        let ids =
            ids.map_err(|_| Error::Malformed("The query cannot be read: ids are UUIDs separated by commas.".into()))?;
        return users::by_ids(&app, &caller, ids).await.map(Json);
    }
    let size = page_size(query.limit)?;
    users::search(&app, &caller, query.query.unwrap_or_default(), query.cursor, size).await.map(Json)
}

/// Changes the caller's own profile.
#[utoipa::path(patch, path = "/users/me", tag = "users", request_body = UserPatch,
    responses((status = 200, body = UserAnswer), (status = "default", body = Problem)))]
pub async fn update(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Json(patch): Json<UserPatch>,
) -> Result<Json<UserAnswer>> {
    users::update(&app, &caller, patch).await.map(Json)
}

/// A link that lets a person take over an imported account. For admins.
#[utoipa::path(post, path = "/users/{user}/claim-links", tag = "users", params(("user" = UserId, Path)),
    responses((status = 201, body = ClaimLink), (status = "default", body = Problem)))]
pub async fn claim_link(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(user): Path<UserId>,
) -> Result<(StatusCode, Json<ClaimLink>)> {
    let link = accounts::claim_link(&app, &caller, user).await?;
    Ok((StatusCode::CREATED, Json(link)))
}

/// What a claim link is for.
#[utoipa::path(post, path = "/claims/check", tag = "users", security(()), request_body = ClaimQuestion,
    responses((status = 200, body = Claimable), (status = "default", body = Problem)))]
pub async fn check_claim(
    State(app): State<Arc<App>>,
    Client(device): Client,
    Json(question): Json<ClaimQuestion>,
) -> Result<Json<Claimable>> {
    accounts::check_claim(&app, &question.token, &device.address).await.map(Json)
}

/// Takes over an imported account and signs in.
#[utoipa::path(post, path = "/claims", tag = "users", security(()), request_body = NewClaim,
    responses((status = 201, body = SignedIn), (status = "default", body = Problem)))]
pub async fn claim(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Client(device): Client,
    Json(new): Json<NewClaim>,
) -> Result<WithCookie> {
    let opened = accounts::claim(&app, new, device).await?;
    Ok(with_cookie(&app, StatusCode::CREATED, opened))
}
