//! The laws: what must hold of the whole, whatever is added.

mod openapi;
