//! The behaviour that docs/api.md promises, operation by operation.

mod messages;
