//! Slots: at most so many of something at once for each key. Nothing is known of chat.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts who holds how many. Cheap to clone; clones share their counts.
#[derive(Clone, Debug)]
pub struct Slots {
    most: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// One taken slot; dropping it gives it back.
#[derive(Debug)]
#[must_use = "the slot is given back when this is dropped"]
pub struct Slot {
    key: String,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl Slots {
    /// So many a key.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// Takes a slot of a key, if one is left.
    pub fn take(&self, key: &str) -> Option<Slot> {
        let mut taken = lock(&self.taken);
        let count = taken.get(key).copied().unwrap_or_default();
        if count >= self.most {
            return None;
        }
        taken.insert(key.to_owned(), count + 1);
        Some(Slot { key: key.to_owned(), taken: Arc::clone(&self.taken) })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        match taken.get_mut(&self.key) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.key)),
        }
    }
}

fn lock(taken: &Mutex<HashMap<String, usize>>) -> MutexGuard<'_, HashMap<String, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_so_many_slots_and_gets_them_back() {
        let slots = Slots::new(2);
        let first = slots.take("ana").unwrap();
        let _second = slots.take("ana").unwrap();
        assert!(slots.take("ana").is_none());
        let _other = slots.take("ben").unwrap();
        drop(first);
        let _third = slots.take("ana").unwrap();
        assert!(slots.take("ana").is_none());
    }

    #[test]
    fn keys_that_hold_nothing_are_forgotten() {
        let slots = Slots::new(2);
        drop(slots.take("ana"));
        assert!(lock(&slots.taken).is_empty());
    }
}
