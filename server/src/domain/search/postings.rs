//! Sets of messages: which of the 65,536 places of a span belong to a word.
//!
//! A set is stored as a sorted array of 16-bit places, or as a bitmap of 8,192 bytes once that is smaller: the containers of
//! Roaring bitmaps (Chambi, Lemire, Kaser, Godin: "Better bitmap performance with Roaring bitmaps", 2016). The length tells
//! which. It must never know what the places stand for.

/// Places of one span.
pub const SPAN: usize = 1 << 16;
/// Bytes of a bitmap, and more than any array has.
const BITMAP: usize = SPAN / 8;

/// A set of places, unfolded for computing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(Vec<u64>);

impl Default for Places {
    fn default() -> Self {
        Self(vec![0; SPAN / 64])
    }
}

impl Places {
    /// Every place below `count`.
    #[must_use]
    pub fn below(count: usize) -> Self {
        let whole = |at: usize| match count.saturating_sub(at * 64) {
            0 => 0,
            left if left >= 64 => u64::MAX,
            left => (1 << left) - 1,
        };
        Self((0..SPAN / 64).map(whole).collect())
    }

    /// Reads a stored set.
    #[must_use]
    pub fn read(stored: &[u8]) -> Self {
        let mut places = Self::default();
        places.add_stored(stored);
        places
    }

    /// Adds all of a stored set.
    pub fn add_stored(&mut self, stored: &[u8]) {
        if stored.len() == BITMAP {
            for (word, bytes) in self.0.iter_mut().zip(stored.chunks_exact(8)) {
                *word |= bytes.try_into().map_or(0, u64::from_le_bytes);
            }
        } else {
            array(stored).for_each(|place| self.insert(place));
        }
    }

    pub fn insert(&mut self, place: u16) {
        if let Some(word) = self.0.get_mut(usize::from(place) / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub fn remove(&mut self, place: u16) {
        if let Some(word) = self.0.get_mut(usize::from(place) / 64) {
            *word &= !(1 << (place % 64));
        }
    }

    /// Keeps what is in both.
    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Drops what is in the other.
    pub fn drop_all(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// Adds what is in the other.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    #[must_use]
    pub fn contains(&self, place: u16) -> bool {
        self.0.get(usize::from(place) / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// The places from the last to the first.
    pub fn descending(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().enumerate().rev().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.checked_ilog2()?;
                left &= !(1 << bit);
                u16::try_from(at * 64 + bit as usize).ok()
            })
        })
    }

    /// The set as it is stored.
    #[must_use]
    pub fn stored(&self) -> Vec<u8> {
        if self.count() * 2 >= BITMAP {
            return self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        }
        let mut places: Vec<u16> = self.descending().collect();
        places.reverse();
        places.into_iter().flat_map(u16::to_le_bytes).collect()
    }
}

fn array(stored: &[u8]) -> impl Iterator<Item = u16> + '_ {
    stored.chunks_exact(2).filter_map(|bytes| bytes.try_into().ok().map(u16::from_le_bytes))
}

/// A stored set with some places taken out and others put in.
#[must_use]
pub fn changed(stored: &[u8], out: &[u16], put: &[u16]) -> Vec<u8> {
    if stored.len() + put.len() * 2 >= BITMAP {
        let mut places = Places::read(stored);
        out.iter().for_each(|place| places.remove(*place));
        put.iter().for_each(|place| places.insert(*place));
        return places.stored();
    }
    let mut places: Vec<u16> = array(stored).filter(|place| !out.contains(place)).chain(put.iter().copied()).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().flat_map(u16::to_le_bytes).collect()
}
