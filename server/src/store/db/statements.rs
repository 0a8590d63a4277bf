//! Which statements ran: for tests that keep the hot paths flat and indexed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The statements that ran since the last time somebody asked.
#[derive(Debug, Default)]
pub struct Statements {
    pub count: u64,
    /// Their texts, each once; kept in debug builds only.
    pub texts: BTreeSet<Cow<'static, str>>,
}

impl Statements {
    #[expect(clippy::ptr_arg, reason = "the clone of a fixed text copies nothing")]
    pub(super) fn note(&mut self, text: &Cow<'static, str>) {
        self.count += 1;
        if cfg!(debug_assertions) && !self.texts.contains(text) {
            self.texts.insert(text.clone());
        }
    }
}

/// The statements of all connections together.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Statements>);

impl Tally {
    pub(super) fn add(&self, mut more: Statements) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.count += more.count;
        all.texts.append(&mut more.texts);
    }

    pub(super) fn take(&self) -> Statements {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
