//! The laws: what must hold of the whole, whatever is added.

mod acts;
mod golden;
mod history;
mod matrix;
mod openapi;
mod recording;
mod reducer;
mod strangers;
mod sync;
