//! Sessions over HTTP: the only routes that take or set the cookie.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::AppendHeaders;
use wire::ids::SessionId;
use wire::problem::Problem;
use wire::sessions::{NewSession, SessionList, SignedIn};

use super::auth::Auth;
use super::client::{Client, OwnPage, cookie, set_cookie};
use super::extract::{Json, Path};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::ops::sessions::{self, Opened};

/// An answer that sets the session cookie.
pub type WithCookie = (StatusCode, AppendHeaders<[(header::HeaderName, String); 1]>, Json<SignedIn>);

/// Answers a session just made.
pub fn with_cookie(app: &App, status: StatusCode, opened: Opened) -> WithCookie {
    let line = set_cookie(&opened.secret, &app.facts);
    (status, AppendHeaders([(header::SET_COOKIE, line)]), Json(opened.signed_in))
}

/// Signs in. The session's secret comes as a cookie, the first access token in the body.
#[utoipa::path(post, path = "/sessions", tag = "sessions", security(()), request_body = NewSession,
    responses((status = 201, body = SignedIn), (status = "default", body = Problem)))]
pub async fn sign_in(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Client(device): Client,
    Json(new): Json<NewSession>,
) -> Result<WithCookie> {
    let opened = sessions::sign_in(&app, new, device).await?;
    Ok(with_cookie(&app, StatusCode::CREATED, opened))
}

/// The caller's sessions, last used first.
#[utoipa::path(get, path = "/sessions", tag = "sessions",
    responses((status = 200, body = SessionList), (status = "default", body = Problem)))]
pub async fn list(State(app): State<Arc<App>>, Auth(caller): Auth) -> Result<Json<SessionList>> {
    sessions::list(&app, &caller).await.map(Json)
}

/// Signs out: ends the cookie's session, or without a cookie the access token's, and takes the cookie away.
#[utoipa::path(delete, path = "/sessions/current", tag = "sessions", security(("cookie" = []), ("bearer" = [])),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn sign_out(
    State(app): State<Arc<App>>,
    _: OwnPage,
    headers: HeaderMap,
    auth: Result<Auth>,
) -> Result<(StatusCode, AppendHeaders<[(header::HeaderName, String); 1]>)> {
    match (cookie(&headers, &app.facts), auth) {
        (Some(secret), _) => sessions::sign_out(&app, &secret).await?,
        (None, Ok(Auth(caller))) => sessions::end(&app, &caller, caller.session).await?,
        // Whoever is out already is where they wanted to be.
        (None, Err(_)) => {}
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, set_cookie("", &app.facts))])))
}

/// Ends one of the caller's sessions.
#[utoipa::path(delete, path = "/sessions/{session}", tag = "sessions", params(("session" = SessionId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn end(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(session): Path<SessionId>,
) -> Result<StatusCode> {
    sessions::end(&app, &caller, session).await.map(|()| StatusCode::NO_CONTENT)
}

/// A new access token for the cookie's session.
#[utoipa::path(post, path = "/access-tokens", tag = "sessions", security(("cookie" = [])),
    responses((status = 200, body = SignedIn), (status = "default", body = Problem)))]
pub async fn mint(
    State(app): State<Arc<App>>,
    _: OwnPage,
    headers: HeaderMap,
    Client(device): Client,
) -> Result<Json<SignedIn>> {
    let secret = cookie(&headers, &app.facts).ok_or(Error::NotSignedIn)?;
    sessions::mint(&app, &secret, device.address).await.map(Json)
}
