//! Real sockets: order, resume, membership, slow clients.

mod connections;
mod delivery;
mod frames;
mod nodes;
mod outage;
