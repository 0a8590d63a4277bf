//! Problems: how every failure is told (RFC 9457, `application/problem+json`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A failure, told so that a program can branch on `code` and a person can read `title` and `detail`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `/problems/` and the code: a stable name of this kind of problem.
    pub r#type: String,
    /// The kind of problem in one short sentence.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What is wrong in this very case, as a sentence for a person.
    pub detail: String,
    pub code: ProblemCode,
    /// Names this request in the server's logs.
    pub request_id: String,
    /// How long to wait before the next try, in milliseconds. Only for `rate_limited`, `busy` and `unavailable`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after_ms: Option<u64>,
    /// The fields of the body that are wrong, each with a sentence. Only for `invalid`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fields: Vec<FieldProblem>,
}

/// One wrong field of a request's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// Name of the field as in the body.
    pub field: String,
    /// What is wrong with it, as a sentence for a person.
    pub detail: String,
}

/// What kind of failure it is. Stable: a code is never renamed and never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The request could not be read: not JSON, a wrong type, an unknown field, a malformed parameter. 400.
    Malformed,
    /// A cursor that this server did not make for this list. 400.
    BadCursor,
    /// No valid session or access token. 401.
    NotSignedIn,
    /// The name or the password is wrong. 401.
    WrongCredentials,
    /// The caller may see the thing but not do this. 403.
    Forbidden,
    /// The request came from another origin than the app's. 403.
    WrongOrigin,
    /// Registration is closed. 403.
    SignUpClosed,
    /// There is no such thing, or the caller may not know of it. 404.
    NotFound,
    /// The path exists, but not with this method. 405.
    MethodNotAllowed,
    /// Somebody has this name already. 409.
    NameTaken,
    /// What was asked does not fit the present state. 409.
    Conflict,
    /// The workspace has its owner already. 409.
    AlreadySetUp,
    /// The body is larger than allowed. 413.
    TooLarge,
    /// The body is not `application/json`. 415.
    WrongMediaType,
    /// The request was read, but a value is out of its limits. 422.
    Invalid,
    /// The same client key came before with another body. 422.
    KeyReused,
    /// Too many requests; wait `retry_after_ms`. 429.
    RateLimited,
    /// A mistake of the server's; `request_id` finds it in the logs. 500.
    Internal,
    /// Too much is waiting for this already; wait `retry_after_ms`. 503.
    Busy,
    /// The database or another part is away; wait `retry_after_ms`. 503.
    Unavailable,
    /// The server's disk is full: nothing was written, reading goes on. 507.
    StorageFull,
}
