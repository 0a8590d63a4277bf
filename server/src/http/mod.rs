//! The edge: HTTP and the socket's upgrade.
//!
//! It owns routes, extractors, problems and headers. It must never touch `store` or `access`, nor decide anything: a handler
//! reads its input, calls one verb of `ops` and answers. Read [`router`] next: every route is on one screen.

pub mod assets;
pub mod auth;
pub mod client;
pub mod drafts;
pub mod emoji;
pub mod extract;
pub mod files;
pub mod headers;
pub mod health;
pub mod limits;
pub mod lists;
pub mod members;
pub mod messages;
pub mod openapi;
pub mod pins;
pub mod previews;
pub mod problem;
pub mod range;
pub mod reactions;
pub mod reads;
pub mod rooms;
pub mod router;
pub mod search;
pub mod serve;
pub mod sessions;
pub mod socket;
pub mod tags;
pub mod threads;
pub mod uploads;
pub mod users;
pub mod workspace;
