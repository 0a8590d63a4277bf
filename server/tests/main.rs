//! The server's integration tests, one binary: the real router, the real store, real sockets.
//!
//! They run on SQLite, and on PostgreSQL when `RELAYDESK_TEST_DATABASE_URL` is set.

// So that lints take the harness, too, for tests.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the environment tells the tests what to run on")]

mod api;
mod cli;
mod harness;
mod imports;
mod laws;
mod outbound;
mod realtime;
mod store;
