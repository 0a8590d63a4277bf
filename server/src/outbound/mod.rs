//! What this server says to others of its own accord.
//!
//! Everything goes through [`fetch::Fetch`], the only HTTP client there is: what a user wrote must never make the server speak to
//! a private network. It knows nothing of rooms and messages. Read `fetch.rs`, then `addresses.rs`.

pub mod addresses;
pub mod fetch;
