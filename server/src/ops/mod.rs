//! Every verb of the product: one verb, one function.
//!
//! Each parses, locks, authorises, writes, emits and commits, in this order, and answers wire types. Only this level sees wire,
//! store and access together. It must never know of HTTP. Read [`change`] next.

pub mod change;
