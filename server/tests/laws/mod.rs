//! The laws: what must hold of the whole, whatever is added.

mod golden;
mod matrix;
mod openapi;
mod strangers;
