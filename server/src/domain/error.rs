//! The one error type: every failure that a caller can meet, and the two that only the log may know.
//!
//! `http/problem.rs` maps it to a status and a problem document. It must never carry internal text to a caller.

use std::borrow::Cow;
use std::time::Duration;

use wire::problem::FieldProblem;

use super::rate::Rule;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("malformed: {0}")]
    Malformed(Cow<'static, str>),
    #[error("a cursor that this list did not give")]
    BadCursor,
    #[error("not signed in")]
    NotSignedIn,
    #[error("wrong name or password")]
    WrongCredentials,
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    #[error("wrong origin")]
    WrongOrigin,
    #[error("sign-up is closed")]
    SignUpClosed,
    #[error("no such {0}")]
    NotFound(&'static str),
    #[error("method not allowed")]
    MethodNotAllowed,
    #[error("the name {0} is taken")]
    NameTaken(String),
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Where the upload goes on, in bytes.
    #[error("the upload goes on at {0}")]
    WrongOffset(i64),
    #[error("already set up")]
    AlreadySetUp,
    #[error("body too large")]
    TooLarge,
    #[error("not application/json")]
    WrongMediaType,
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldProblem>),
    #[error("client key reused with another body")]
    KeyReused,
    /// Which limit, and how long to wait.
    #[error("rate limited: {}", .0.name)]
    RateLimited(Rule, Duration),
    #[error("busy")]
    Busy(Duration),
    /// The database or another part is away. The text is for the log only.
    #[error("unavailable: {0}")]
    Unavailable(String),
    #[error("disk full")]
    StorageFull,
    /// A mistake of ours. The text is for the log only.
    #[error("internal: {0}")]
    Internal(String),
}

/// What every fallible function of the server answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One wrong field of the body, with a sentence for a person.
    #[must_use]
    pub fn field(field: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.into(), detail: detail.into() }])
    }

    /// A mistake of ours, told to the log.
    #[must_use]
    pub fn internal(text: impl std::fmt::Display) -> Self {
        Self::Internal(text.to_string())
    }
}
