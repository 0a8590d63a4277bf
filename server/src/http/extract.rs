//! Extractors that answer problems: malformed input is told like every other failure.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use wire::limits;

use crate::domain::error::Error;

/// How long a body may take to come.
const BODY_WITHIN: Duration = Duration::from_secs(30);

/// A JSON body, in or out.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Error::WrongMediaType);
        }
        let declared = request.headers().get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
        if declared.is_some_and(|length: usize| length > limits::BODY_BYTES) {
            return Err(Error::TooLarge);
        }
        let body = read(request.into_body(), BODY_WITHIN).await?;
        serde_json::from_slice(&body)
            .map(Self)
            .map_err(|error| Error::Malformed(format!("The body is not what this operation takes: {error}.").into()))
    }
}

async fn read(body: Body, within: Duration) -> Result<Bytes, Error> {
    let read = timeout(within, to_bytes(body, limits::BODY_BYTES)).await;
    read.map_err(|_| Error::Malformed("The body came too slowly.".into()))?.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|cause| cause.is::<http_body_util::LengthLimitError>());
        if too_large { Error::TooLarge } else { Error::Malformed("The body broke off.".into()) }
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The parameters of the path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => {
                Err(Error::Malformed(format!("The path cannot be read: {}.", rejection.body_text()).into()))
            }
        }
    }
}

/// The parameters behind the question mark.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => {
                Err(Error::Malformed(format!("The query cannot be read: {}.", rejection.body_text()).into()))
            }
        }
    }
}

/// How many entries a page has: what was asked for, from 1 to 200, or 50.
///
/// # Errors
/// `Invalid` outside of that.
pub fn page_size(limit: Option<usize>) -> Result<usize, Error> {
    match limit {
        None => Ok(limits::PAGE_DEFAULT),
        Some(limit) if (1..=limits::PAGE).contains(&limit) => Ok(limit),
        Some(_) => Err(Error::field("limit", "A page has 1 to 200 entries.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let endless = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let given_up = read(endless, Duration::from_millis(20)).await;
        assert!(matches!(given_up, Err(Error::Malformed(text)) if text.contains("too slowly")));
    }
}
