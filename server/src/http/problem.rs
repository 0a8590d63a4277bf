//! The one file that maps an error to a status and a problem document (RFC 9457).
//!
//! Internal text never leaves: it is logged here, once, with the request's id.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;
use wire::problem::{Problem, ProblemCode};

use super::limits;
use crate::domain::error::Error;
use crate::platform::ids::Ids;

/// An error on its way out; [`finish`] turns it into a document.
#[derive(Clone)]
struct Failed(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

/// Gives each request its id, and each failure its document.
pub async fn finish(ids: Ids, request: Request, next: Next) -> Response {
    let request_id = ids.next().simple().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", request_id);
    let mut response = next.run(request).instrument(span).await;
    tracing::debug!(request_id, %method, path, status = response.status().as_u16(), "answered");
    if let Some(Failed(error)) = response.extensions_mut().remove::<Failed>() {
        log(&error, &request_id, (&method, &path));
        let document = document(&error, request_id.clone());
        let headers = response.headers().clone();
        response = match &*error {
            Error::RateLimited(rule, wait) => (limits::spent(*rule, *wait), render(&document)).into_response(),
            Error::WrongOffset(offset) => ([("upload-offset", offset.to_string())], render(&document)).into_response(),
            _ => render(&document),
        };
        for (name, value) in &headers {
            response.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
    }
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn log(error: &Error, request_id: &str, (method, path): (&axum::http::Method, &str)) {
    match error {
        Error::Internal(_) => tracing::error!(%error, request_id, %method, path, "a request met a mistake of ours"),
        Error::Unavailable(_) | Error::StorageFull => {
            tracing::warn!(%error, request_id, %method, path, "a request could not be served");
        }
        _ => {}
    }
}

fn render(document: &Problem) -> Response {
    let status = StatusCode::from_u16(document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(document).unwrap_or_default();
    let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
    if let Some(wait) = document.retry_after_ms {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.div_ceil(1000)));
    }
    response
}

fn document(error: &Error, request_id: String) -> Problem {
    let code = code(error);
    let name = serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    let fields = if let Error::Invalid(fields) = error { fields.clone() } else { Vec::new() };
    Problem {
        r#type: format!("/problems/{name}"),
        title: title(code).to_owned(),
        status: status(error).as_u16(),
        detail: detail(error),
        code,
        request_id,
        retry_after_ms: wait(error).map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1)),
        fields,
    }
}

fn status(error: &Error) -> StatusCode {
    match code(error) {
        ProblemCode::Malformed | ProblemCode::BadCursor => StatusCode::BAD_REQUEST,
        ProblemCode::NotSignedIn | ProblemCode::WrongCredentials => StatusCode::UNAUTHORIZED,
        ProblemCode::Forbidden | ProblemCode::WrongOrigin | ProblemCode::SignUpClosed => StatusCode::FORBIDDEN,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::NameTaken | ProblemCode::Conflict | ProblemCode::AlreadySetUp => StatusCode::CONFLICT,
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::WrongMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::Invalid | ProblemCode::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ProblemCode::Busy | ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
    }
}

fn code(error: &Error) -> ProblemCode {
    match error {
        Error::Malformed(_) => ProblemCode::Malformed,
        Error::BadCursor => ProblemCode::BadCursor,
        Error::NotSignedIn => ProblemCode::NotSignedIn,
        Error::WrongCredentials => ProblemCode::WrongCredentials,
        Error::Forbidden(_) => ProblemCode::Forbidden,
        Error::WrongOrigin => ProblemCode::WrongOrigin,
        Error::SignUpClosed => ProblemCode::SignUpClosed,
        Error::NotFound(_) => ProblemCode::NotFound,
        Error::MethodNotAllowed => ProblemCode::MethodNotAllowed,
        Error::NameTaken(_) => ProblemCode::NameTaken,
        Error::Conflict(_) | Error::WrongOffset(_) => ProblemCode::Conflict,
        Error::AlreadySetUp => ProblemCode::AlreadySetUp,
        Error::TooLarge => ProblemCode::TooLarge,
        Error::WrongMediaType => ProblemCode::WrongMediaType,
        Error::Invalid(_) => ProblemCode::Invalid,
        Error::KeyReused => ProblemCode::KeyReused,
        Error::RateLimited(..) => ProblemCode::RateLimited,
        Error::Busy(_) => ProblemCode::Busy,
        Error::Unavailable(_) => ProblemCode::Unavailable,
        Error::StorageFull => ProblemCode::StorageFull,
        Error::Internal(_) => ProblemCode::Internal,
    }
}

fn title(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Malformed => "The request could not be read",
        ProblemCode::BadCursor => "The cursor does not belong to this list",
        ProblemCode::NotSignedIn => "Sign in first",
        ProblemCode::WrongCredentials => "The name or the password is wrong",
        ProblemCode::Forbidden => "You may not do this",
        ProblemCode::WrongOrigin => "The request came from another site",
        ProblemCode::SignUpClosed => "Registration is closed",
        ProblemCode::NotFound => "There is no such thing",
        ProblemCode::MethodNotAllowed => "This path does not take that method",
        ProblemCode::NameTaken => "The name is taken",
        ProblemCode::Conflict => "This does not fit the present state",
        ProblemCode::AlreadySetUp => "The workspace has its owner already",
        ProblemCode::TooLarge => "The request is too large",
        ProblemCode::WrongMediaType => "The body must be JSON",
        ProblemCode::Invalid => "A value is out of its limits",
        ProblemCode::KeyReused => "The client key came before with another text",
        ProblemCode::RateLimited => "Too many requests",
        ProblemCode::Internal => "The server made a mistake",
        ProblemCode::Busy => "The server is busy",
        ProblemCode::Unavailable => "The server cannot do this right now",
        ProblemCode::StorageFull => "The server's disk is full",
    }
}

fn detail(error: &Error) -> String {
    match error {
        Error::Malformed(text) => text.to_string(),
        Error::Forbidden(text) | Error::Conflict(text) => (*text).to_owned(),
        Error::NotFound(what) => format!("There is no such {what}, or you may not see it."),
        Error::NameTaken(name) => format!("Somebody has the name {name} already. Choose another."),
        Error::Invalid(fields) => fields.iter().map(|field| field.detail.as_str()).collect::<Vec<_>>().join(" "),
        Error::BadCursor => "Start the list again without a cursor.".into(),
        Error::NotSignedIn => "Your session has ended, or you have not signed in yet.".into(),
        Error::WrongCredentials => "Check the name and the password, then try again.".into(),
        Error::WrongOrigin => "Only this workspace's own pages may do this.".into(),
        Error::SignUpClosed => "Ask an admin of this workspace for an account.".into(),
        Error::MethodNotAllowed => "Look at /api/openapi.json for the methods of this path.".into(),
        Error::AlreadySetUp => "Sign in, or ask the owner for an account.".into(),
        Error::WrongOffset(offset) => format!("This upload goes on at byte {offset}."),
        Error::TooLarge => "A request body has at most 256 KiB; a chunk of an upload, what its answer says.".into(),
        Error::WrongMediaType => "Send the body with Content-Type: application/json.".into(),
        Error::KeyReused => "A client key names one message for ever. Use a new one for another text.".into(),
        Error::RateLimited(..) | Error::Busy(_) => "Wait a moment, then try again.".into(),
        Error::Unavailable(_) => "A part of the server is away. Nothing was lost; try again in a moment.".into(),
        Error::StorageFull => "Nothing was written. Reading goes on; an admin must make room on the disk.".into(),
        Error::Internal(_) => "This is not your fault. Tell an admin the request id if it happens again.".into(),
    }
}

fn wait(error: &Error) -> Option<Duration> {
    match error {
        Error::RateLimited(_, wait) | Error::Busy(wait) => Some(*wait),
        Error::Unavailable(_) => Some(Duration::from_secs(2)),
        _ => None,
    }
}

/// What a handler that panicked answers.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Error::internal("a handler panicked").into_response()
}

/// What a path that is not there answers.
pub async fn not_found() -> Error {
    Error::NotFound("page")
}

/// What a method that is not there answers.
pub async fn method_not_allowed() -> Error {
    Error::MethodNotAllowed
}
