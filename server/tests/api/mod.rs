//! The behaviour that docs/api.md promises, operation by operation.

mod accounts;
mod claims;
mod edge;
mod malformed;
mod members;
mod messages;
mod rates;
mod rooms;
mod sessions;
mod users;
