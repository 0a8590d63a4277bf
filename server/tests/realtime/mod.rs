//! Real sockets: order, resume, membership, slow clients.

mod delivery;
mod frames;
mod nodes;
mod outage;
