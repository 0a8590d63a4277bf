//! Starts a server of its own for a test, and speaks to it as ana, ben, cara and dan.

pub mod client;
pub mod database;
pub mod files;
pub mod people;
pub mod redis;
pub mod server;
pub mod socket;

pub use client::{Answer, Person};
pub use redis::Redis;
pub use server::Server;
pub use socket::Socket;
