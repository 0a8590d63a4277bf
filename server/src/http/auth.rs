//! The authenticated caller of a request: a bearer token (RFC 6750). The cookie counts only where pages show pictures and files,
//! which cannot send a token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::client::{OwnPage, cookie};
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::Error;
use crate::ops::sessions;

/// Whoever holds the request's access token.
#[derive(Clone, Copy, Debug)]
pub struct Auth(pub Caller);

impl FromRequestParts<Arc<App>> for Auth {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let header =
            parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(Error::NotSignedIn)?;
        let (scheme, token) = header.split_once(' ').ok_or(Error::NotSignedIn)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::NotSignedIn);
        }
        sessions::authenticate(app, token.trim()).await.map(Self)
    }
}

/// Whoever reads a file: by access token, or from one of the app's own pages by the session's cookie. It must never be asked
/// for by an operation that changes something.
#[derive(Clone, Copy, Debug)]
pub struct Reader(pub Caller);

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        if parts.headers.contains_key(AUTHORIZATION) {
            return Auth::from_request_parts(parts, app).await.map(|Auth(caller)| Self(caller));
        }
        OwnPage::from_request_parts(parts, app).await?;
        let secret = cookie(&parts.headers, &app.facts).ok_or(Error::NotSignedIn)?;
        sessions::of_cookie(app, &secret).await.map(Self)
    }
}
