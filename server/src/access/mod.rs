//! Who may do what: loaders that load *and* authorise, over one pure table.
//!
//! Rows of rooms reach `ops` only through here. A stranger gets the same 404 as for a thing that is not there; who may see
//! it but not do this gets a 403. It must never write. Read [`rules`] next.

pub mod can;
pub mod files;
pub mod reach;
pub mod rooms;
pub mod rules;
pub mod sessions;
