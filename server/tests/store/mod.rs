//! The seam below everything: what a change promises, whatever happens to it.

mod changes;
mod disk;
mod reads;
mod upgrade;
