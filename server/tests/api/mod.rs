//! The behaviour that docs/api.md promises, operation by operation.

mod accounts;
mod claims;
mod deletion;
mod edge;
mod edits;
mod emoji;
mod files;
mod images;
mod lists;
mod malformed;
mod members;
mod mentions;
mod messages;
mod pins;
mod previews;
mod rates;
mod reactions;
mod rooms;
mod search;
mod sessions;
mod threads;
mod uploads;
mod users;
mod workspace;
