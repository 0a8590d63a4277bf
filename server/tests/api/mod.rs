//! The behaviour that docs/api.md promises, operation by operation.

mod malformed;
mod members;
mod messages;
mod rooms;
