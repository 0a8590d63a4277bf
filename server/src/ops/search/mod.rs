//! Search: messages by their words.
//!
//! [`index`] writes what a message is found by, first to a tail and then, by a job, into lists; `ask` resolves what is asked
//! for; `propose` computes from lists and tail which messages may answer, newest first; `truth` looks at each as it now is,
//! with the one decision of who may read it; [`answer`] puts the page together. Why it is so: docs/decisions/0005-search.md.

pub mod answer;
mod ask;
mod backfill;
mod best;
pub mod index;
mod lists;
mod marks;
mod propose;
mod truth;
mod vocabulary;
