//! The outside world: clock, ids, randomness, logs, signals, the data folder, decoded images. Everything that decides can be replaced in tests.
//!
//! It must never know of chat. The only place where the system clock and the operating system's randomness are read.

pub mod clock;
pub mod data_folder;
pub mod disk;
pub mod hashing;
pub mod ids;
pub mod images;
pub mod random;
pub mod rates;
pub mod secret;
pub mod shutdown;
pub mod slots;
pub mod telemetry;
