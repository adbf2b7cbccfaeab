//! A few 32-bit counters in memory of their own, for a host to read, and in part to write, in place.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use super::{Allocation, Owner};
use crate::Result;
use crate::sync::Arc;

/// `N` words that live at a fixed address as long as anybody holds the allocation.
///
/// The graph's thread writes them from Rust, and its host may write some from the same thread between two
/// calls. That is why access goes through `Cell`-like reads and writes and never through references.
pub struct HeaderWords<const N: usize> {
    start: NonNull<u32>,
    allocation: Arc<Allocation>,
}

// SAFETY: the words may be used from whichever thread owns the value.
unsafe impl<const N: usize> Send for HeaderWords<N> {}
// SAFETY: Rust reads and writes words as atomics. A host writes only words of a graph that lives on its thread, never
// those of a snapshot that other threads see.
unsafe impl<const N: usize> Sync for HeaderWords<N> {}

impl<const N: usize> HeaderWords<N> {
    /// `N` words, all zero.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn new() -> Result<Self> {
        let allocation = Arc::new(Allocation::new(Owner::Headers, N * size_of::<u32>(), false)?);
        Ok(Self { start: allocation.start().cast(), allocation })
    }

    /// Word `index`, or 0 past the end.
    #[must_use]
    pub fn get(&self, index: usize) -> u32 {
        self.word(index).map_or(0, |word| word.load(Relaxed))
    }

    fn word(&self, index: usize) -> Option<&AtomicU32> {
        // SAFETY: `index < N`, the allocation holds N aligned words and lives as long as `self`. Who accesses them
        // otherwise does it on this thread: a host, between two calls.
        (index < N).then(|| unsafe { AtomicU32::from_ptr(self.start.add(index).as_ptr()) })
    }

    /// Writes word `index`; past the end nothing happens.
    pub fn set(&mut self, index: usize, value: u32) {
        self.note(index, value);
    }

    /// As [`set`](Self::set), for what any reader may find out and tell the others.
    pub fn note(&self, index: usize, value: u32) {
        if let Some(word) = self.word(index) {
            word.store(value, Relaxed);
        }
    }

    /// Adds one to word `index`, wrapping.
    pub fn bump(&mut self, index: usize) {
        self.set(index, self.get(index).wrapping_add(1));
    }

    /// Words `index` and `index + 1` as one `f64`; `index` is even.
    #[must_use]
    pub fn get_f64(&self, index: usize) -> f64 {
        f64::from_bits(u64::from(self.get(index)) | u64::from(self.get(index + 1)) << 32)
    }

    /// Writes words `index` and `index + 1` as one `f64`; `index` is even.
    pub fn set_f64(&mut self, index: usize, value: f64) {
        let bits = value.to_bits();
        self.set(index, bits as u32);
        self.set(index + 1, (bits >> 32) as u32);
    }

    /// The memory, for a host to show: `N` words of 4 bytes, little-endian.
    #[must_use]
    pub fn allocation(&self) -> &Arc<Allocation> {
        &self.allocation
    }

    /// An independent copy.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn try_clone(&self) -> Result<Self> {
        let mut copy = Self::new()?;
        for index in 0..N {
            copy.set(index, self.get(index));
        }
        Ok(copy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_start_at_zero_and_past_the_end_there_is_none() {
        let mut words = HeaderWords::<2>::new().unwrap();
        words.set(1, 7);
        words.set(2, 9);
        assert_eq!([words.get(0), words.get(1), words.get(2)], [0, 7, 0]);
    }

    #[test]
    fn bump_wraps() {
        let mut words = HeaderWords::<1>::new().unwrap();
        words.set(0, u32::MAX);
        words.bump(0);
        assert_eq!(words.get(0), 0);
    }

    #[test]
    fn floats_take_two_words_bit_for_bit() {
        let mut words = HeaderWords::<4>::new().unwrap();
        for value in [0.1, -0.0, f64::MAX, f64::INFINITY] {
            words.set_f64(2, value);
            assert_eq!(words.get_f64(2).to_bits(), value.to_bits());
        }
        assert_eq!([words.get(0), words.get(1)], [0, 0]);
    }

    #[test]
    fn a_copy_has_memory_of_its_own() {
        let mut words = HeaderWords::<2>::new().unwrap();
        words.set(0, 1);
        let copy = words.try_clone().unwrap();
        words.set(0, 2);
        assert_eq!([words.get(0), copy.get(0)], [2, 1]);
    }
}
