//! Every verb of the product: one verb, one function.
//!
//! Each parses, locks, authorises, writes, emits and commits, in this order, and answers wire types. Only this level sees wire,
//! store and access together. It must never know of HTTP. Read [`change`] next.

pub mod accounts;
pub mod attached;
pub mod bootstrap;
pub mod change;
pub mod deletion;
pub mod drafts;
pub mod edits;
pub mod emoji;
pub mod files;
pub mod follows;
pub mod import;
pub mod job;
pub mod lists;
pub mod log;
pub mod members;
pub mod messages;
mod new_text;
pub mod newest;
pub mod own;
pub mod pins;
pub mod present;
pub mod previews;
pub mod reactions;
pub mod reads;
pub mod rooms;
pub mod search;
pub mod sessions;
pub mod thread_list;
pub mod threads;
pub mod timeline;
pub mod uploads;
pub mod users;
pub mod workspace;
