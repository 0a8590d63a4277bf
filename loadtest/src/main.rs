//! The load generator: chaos rounds that try to lose a message, and a bench that measures.

mod checker;

fn main() {}
