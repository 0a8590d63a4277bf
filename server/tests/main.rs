//! The server's integration tests, one binary: the real router, the real store, real sockets.
//!
//! They run on SQLite, and on PostgreSQL when `RELAYDESK_TEST_DATABASE_URL` is set.

mod api;
mod harness;
mod laws;
mod realtime;
mod store;
