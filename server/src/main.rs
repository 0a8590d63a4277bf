//! The binary: parses arguments and calls one command.

fn main() {}
