//! The laws: what must hold of the whole, whatever is added.

mod acts;
mod counts;
mod golden;
mod history;
mod hostile;
mod imports;
mod inspect;
mod matrix;
mod migrations;
mod openapi;
mod own_acts;
mod plans;
mod recording;
mod reducer;
mod source;
mod strangers;
mod sync;
mod tidy;
