//! Rate limits in answers: the standard headers (draft-ietf-httpapi-ratelimit-headers-10).

use axum::http::HeaderName;
use axum::response::AppendHeaders;

use crate::domain::error::{Error, Result};
use crate::platform::rates::Allowance;

/// The headers that tell a caller how much is left.
pub type Limited = AppendHeaders<[(HeaderName, String); 2]>;

/// Goes on when the request was allowed.
///
/// # Errors
/// `RateLimited`.
pub fn limited(allowance: Allowance) -> Result<Limited> {
    let Allowance { rule, remaining, wait } = allowance;
    if let Some(wait) = wait {
        return Err(Error::RateLimited(wait));
    }
    let policy = (HeaderName::from_static("ratelimit-policy"), rule.policy());
    Ok(AppendHeaders([policy, (HeaderName::from_static("ratelimit"), format!("\"{}\";r={remaining}", rule.name))]))
}
