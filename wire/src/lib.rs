//! Everything on the network is a type in this crate.
//!
//! It owns the contract between the server, the browser app and the load generator: ids, limits, problems, pages,
//! events, socket frames and one file a noun. It must never do IO nor know how anything is stored. The doc comments
//! here *are* the API reference: they appear in the OpenAPI document. Read [`events`] and [`frames`] next.

pub mod bootstrap;
pub mod document;
pub mod drafts;
pub mod emoji;
pub mod events;
pub mod files;
pub mod frames;
pub mod ids;
pub mod limits;
pub mod members;
pub mod messages;
pub mod page;
pub mod previews;
pub mod problem;
pub mod reads;
pub mod rooms;
pub mod saved;
pub mod search;
pub mod sessions;
pub mod streams;
pub mod threads;
pub mod time;
pub mod users;
pub mod workspace;
