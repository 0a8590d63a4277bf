//! The command line, as a person at a terminal meets it: the real binary, its words, its exit codes, its death.

mod running;
mod serve;
mod syncs;
mod uploads;
