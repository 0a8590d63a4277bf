//! Real sockets: order, resume, membership, slow clients.

mod delivery;
mod nodes;
mod outage;
