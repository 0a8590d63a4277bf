//! What the words mean: pure rules without IO.
//!
//! It owns the one error type, callers, names and text. It must never touch a database, a socket or the clock.

pub mod caller;
pub mod cursor;
pub mod error;
pub mod images;
pub mod media;
pub mod mentions;
pub mod names;
pub mod newest;
pub mod page;
pub mod rate;
pub mod reaction;
pub mod search;
pub mod slack;
pub mod text;
pub mod tokens;
