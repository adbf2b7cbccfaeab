//! Which of a fixed number of slots are taken: one bit each, without a lock.

use crate::faults::planted;
use crate::sync::atomic::{AtomicU64, Ordering};

/// `WORDS` words of slots. A slot belongs to its taker until it is given back.
pub(crate) struct Slots<const WORDS: usize> {
    taken: [AtomicU64; WORDS],
    /// How many bits of each word are slots.
    bits: u32,
}

impl<const WORDS: usize> Slots<WORDS> {
    /// All free; `bits`: slots in each word, at most 64.
    #[cfg(not(loom))]
    pub const fn new(bits: usize) -> Self {
        Self { taken: [const { AtomicU64::new(0) }; WORDS], bits: bits as u32 }
    }

    /// The same; loom's atomics are not made at compile time.
    #[cfg(loom)]
    pub fn new(bits: usize) -> Self {
        Self { taken: std::array::from_fn(|_| AtomicU64::new(0)), bits: bits as u32 }
    }

    /// A slot that was free. What its last owner did happened before.
    pub fn take(&self) -> Option<usize> {
        for (index, word) in self.taken.iter().enumerate() {
            let mut seen = word.load(Ordering::Relaxed);
            while seen.trailing_ones() < self.bits {
                let bit = seen.trailing_ones();
                match word.compare_exchange_weak(seen, seen | 1 << bit, Ordering::Acquire, Ordering::Relaxed)
                {
                    Ok(_) => return Some(index * 64 + bit as usize),
                    Err(now) => seen = now,
                }
            }
        }
        None
    }

    /// Gives a slot back that [`take`](Self::take) gave.
    pub fn give_back(&self, slot: usize) {
        if let Some(word) = self.taken.get(slot / 64) {
            // Orders what the owner did with the slot before what the next one does.
            let order = if planted("loom-slots") { Ordering::Relaxed } else { Ordering::Release };
            word.fetch_and(!(1 << (slot % 64)), order);
        }
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.taken.iter().map(|word| word.load(Ordering::Relaxed).count_ones() as usize).sum()
    }

    /// Whether half of them are taken, or more. Slots are taken in order, so one word knows.
    #[inline]
    pub fn is_low(&self) -> bool {
        let middle = self.taken.get(WORDS / 2).map_or(0, |word| word.load(Ordering::Relaxed));
        middle.count_ones() >= if WORDS > 1 { 1 } else { self.bits / 2 }
    }
}
