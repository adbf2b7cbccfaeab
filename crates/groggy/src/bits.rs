//! A growable bitmap in Arrow's order: bit `i` is bit `i % 32` of little-endian word `i / 32`.

use crate::Result;
use crate::memory::{Owner, Segment};

/// Bits in shared memory. Bits past the end read as false.
pub struct Bits {
    words: Segment<u32>,
    len: usize,
}

/// Words that hold `bits` bits.
const fn words_for(bits: usize) -> usize {
    bits.div_ceil(32)
}

impl Bits {
    /// `len` bits, all `value`.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn filled(owner: Owner, len: usize, value: bool) -> Result<Self> {
        let mut bits = Self { words: Segment::with_capacity(owner, words_for(len))?, len: 0 };
        bits.reserve(len)?;
        bits.extend_filled(len, value);
        Ok(bits)
    }

    /// How many bits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no bit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bit `index`; false past the end.
    #[must_use]
    #[inline]
    pub fn get(&self, index: usize) -> bool {
        self.words.get(index / 32).is_some_and(|word| word >> (index % 32) & 1 == 1)
    }

    /// The words, for kernels and hosts. Bits past the end are zero.
    #[must_use]
    pub fn words(&self) -> &Segment<u32> {
        &self.words
    }

    /// How many bits are set.
    #[must_use]
    pub fn count_ones(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Sets bit `index`, made writable before; past the end nothing happens.
    #[inline]
    pub fn set(&mut self, index: usize, value: bool) {
        if index < self.len {
            let word = self.words[index / 32];
            let mask = 1 << (index % 32);
            self.words.set(index / 32, if value { word | mask } else { word & !mask });
        }
    }

    /// Makes room for `additional` more bits and lets the last, partly used word be written. Returns whether
    /// the memory moved or grew.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses; nothing changed.
    pub fn reserve(&mut self, additional: usize) -> Result<bool> {
        let moved = self.make_writable(self.len)?;
        let words = words_for(self.len + additional) - self.words.len();
        Ok(self.words.reserve(words)? || moved)
    }

    /// Lets bits from `from` on be written. Returns whether the memory moved.
    ///
    /// # Errors
    /// `OutOfMemory` when the copy cannot be had; nothing changed.
    pub fn make_writable(&mut self, from: usize) -> Result<bool> {
        // The word of bit `from` may be shared even when the bit is not.
        if from / 32 >= self.words.frozen() { Ok(false) } else { self.words.make_writable(from / 32) }
    }

    /// Bits below this one are visible to other readers, a whole word at a time.
    #[must_use]
    pub fn frozen(&self) -> usize {
        self.words.frozen() * 32
    }

    /// Appends `count` bits of `value`; room was made before.
    pub fn extend_filled(&mut self, count: usize, value: bool) {
        let len = self.len + count;
        let mut index = self.len;
        if value && !index.is_multiple_of(32) && index < len {
            let end = len.min(index.next_multiple_of(32));
            let mask = low_bits(end - index) << (index % 32);
            let word = self.words[index / 32];
            self.words.set(index / 32, word | mask);
            index = end;
        }
        let fresh = words_for(len) - self.words.len();
        let first = self.words.len() * 32;
        debug_assert!(!value || index == first || index == len);
        self.words.extend_with(
            fresh,
            |word| {
                if value { low_bits((len - (first + word * 32)).min(32)) } else { 0 }
            },
        );
        self.len = len;
    }

    /// Appends `count` bits, `value(i)` for `i` in `0..count`; room was made before.
    pub fn extend_with(&mut self, count: usize, value: impl Fn(usize) -> bool) {
        let from = self.len;
        self.extend_filled(count, false);
        for index in 0..count {
            if value(index) {
                self.set(from + index, true);
            }
        }
    }

    /// The same bits for reading on any thread; never changes.
    ///
    /// # Errors
    /// `OutOfMemory` when a copy is needed and cannot be had.
    pub fn freeze(&mut self) -> Result<Self> {
        Ok(Self { words: self.words.freeze()?, len: self.len })
    }

    /// The same bits once more, when these are themselves frozen; else a copy.
    ///
    /// # Errors
    /// `OutOfMemory` when a copy is needed and cannot be had.
    pub fn share(&self) -> Result<Self> {
        Ok(Self { words: self.words.share()?, len: self.len })
    }

    /// Indices of set bits, ascending.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words
            .iter()
            .enumerate()
            .flat_map(|(position, &word)| OnesOf(word).map(move |bit| position * 32 + bit))
    }

    /// Indices of bits that are set here and not in `earlier`, ascending.
    pub fn added_since<'a>(&'a self, earlier: Option<&'a Self>) -> impl Iterator<Item = usize> + 'a {
        self.words.iter().enumerate().flat_map(move |(position, &word)| {
            let known = earlier.and_then(|bits| bits.words.get(position)).copied().unwrap_or(0);
            OnesOf(word & !known).map(move |bit| position * 32 + bit)
        })
    }
}

const fn low_bits(count: usize) -> u32 {
    if count >= 32 { u32::MAX } else { (1 << count) - 1 }
}

struct OnesOf(u32);

impl Iterator for OnesOf {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

/// Reads bit `index` of a packed little-endian bitmap given as bytes; false past the end.
#[must_use]
#[inline]
pub fn bit_of(bytes: &[u8], index: usize) -> bool {
    bytes.get(index / 8).is_some_and(|byte| byte >> (index % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn behaves_like_a_vector_of_bools(runs in prop::collection::vec((0usize..70, any::<bool>()), 0..8)) {
            let mut bits = Bits::filled(Owner::Columns, 0, false).unwrap();
            let mut model = Vec::new();
            let mut frozen = Vec::new();
            for (count, value) in runs {
                bits.reserve(count).unwrap();
                bits.extend_filled(count, value);
                model.extend(std::iter::repeat_n(value, count));
                frozen.push((bits.freeze().unwrap(), model.clone()));
                if !model.is_empty() {
                    let index = model.len() / 2;
                    bits.make_writable(index).unwrap();
                    bits.set(index, !model[index]);
                    model[index] = !model[index];
                }
            }
            frozen.push((bits.freeze().unwrap(), model));
            for (bits, model) in frozen {
                prop_assert_eq!(bits.len(), model.len());
                prop_assert!((0..model.len() + 40).all(|i| bits.get(i) == model.get(i).copied().unwrap_or(false)));
                prop_assert_eq!(bits.count_ones(), model.iter().filter(|&&b| b).count());
                prop_assert_eq!(bits.ones().collect::<Vec<_>>(), (0..model.len()).filter(|&i| model[i]).collect::<Vec<_>>());
            }
        }
    }
}
