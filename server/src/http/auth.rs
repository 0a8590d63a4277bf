//! The authenticated caller of a request: a bearer token (RFC 6750), never a cookie.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

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
