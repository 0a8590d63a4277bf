//! The outside world: clock, ids, randomness. Everything here can be replaced in tests.
//!
//! It must never know of chat. The only place where the system clock and the operating system's randomness are read.

pub mod clock;
pub mod hashing;
pub mod ids;
pub mod random;
pub mod rates;
