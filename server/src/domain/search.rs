//! Searching: what a text's words are, what a search means, and whether a text answers it.
//!
//! [`tokens`] cuts texts and searches alike, so both databases find the same; [`query`] reads a search; [`matching`] is the one
//! judge of whether a text holds what is looked for; [`excerpt`] shows where; [`postings`] is how sets of messages are kept. It
//! must never know who may read what.

pub mod excerpt;
pub mod matching;
pub mod postings;
pub mod query;
pub mod tokens;

#[cfg(test)]
mod tests;
