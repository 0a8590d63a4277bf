//! The laws: what must hold of the whole, whatever is added.

mod acts;
mod golden;
mod history;
mod imports;
mod matrix;
mod openapi;
mod recording;
mod reducer;
mod source;
mod strangers;
mod sync;
mod tidy;
