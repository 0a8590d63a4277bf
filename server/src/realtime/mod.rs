//! Live delivery: the hub, the connections and what travels between nodes.
//!
//! It owns no truth: every event is in the log already when it comes here, and a hole is healed by reading the log. It must
//! never write to the database. Read [`hub`] next, then [`channel`] for the one delivery rule.

pub mod bus;
pub mod channel;
pub mod connection;
pub mod frames;
pub mod hub;
mod neighbours;
pub mod poll;
pub mod presence;
pub mod resume;
