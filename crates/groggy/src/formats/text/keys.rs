//! Numbers keys in order of first appearance, in parallel.
//!
//! Each thread numbers the keys of the chunks it meets and remembers where it met each first. Then the hash
//! space is cut into as many shards as there are threads, and each thread merges one shard over the
//! dictionaries of all. The distinct keys of all shards, merged by first place, are the final order: the same
//! for any number of threads and any size of chunk. Hashes are seeded per call: no file can be made to collide.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::column::check_text;
use super::fault::{Fault, shown};
use super::number::canonical_integer;
use super::table::PackedText;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_vec};
use crate::{Error, ErrorKind, Result};

const WHAT: &str = "keys of nodes";

/// Distinct keys, numbered from 0 in order of insertion.
pub(super) trait Distinct: Default + Sync + Send {
    /// A key on its own.
    type Key<'a>: Copy;

    /// The key that the field at `start` spells.
    fn key(text: &[u8], start: usize) -> Result<Self::Key<'_>, Box<Fault>>;
    /// The seeded hash of a key.
    fn hash(hasher: &DefaultHashBuilder, key: Self::Key<'_>) -> u64;
    /// The number that a key probably has, found without looking at the keys themselves. Waits for memory once
    /// or twice and depends on nothing before it, so that several guesses in a row wait together.
    fn guess(&self, hash: u64, key: Self::Key<'_>) -> Option<u32>;
    /// The number of a key, which is `guess` if that one is the same; a key that is new is checked and inserted.
    fn number(
        &mut self,
        hash: u64,
        key: Self::Key<'_>,
        guess: Option<u32>,
        start: usize,
    ) -> Result<u32, Box<Fault>>;
    /// Hash of each key.
    fn hashes(&self) -> &[u64];
    /// The number here of a key of `other`.
    fn absorb(&mut self, other: &Self, key: usize) -> Result<u32>;
    /// Appends a key of `other` that is not here yet; it will not be looked up.
    fn append(&mut self, other: &Self, key: usize) -> Result<()>;
}

/// An entry of a dictionary: enough to compare a key without looking elsewhere for it.
#[derive(Debug)]
struct Slot<K> {
    key: K,
    number: u32,
}

/// Adds a key that is not in `table`. Returns its number.
fn insert<K>(table: &mut HashTable<Slot<K>>, hashes: &mut Vec<u64>, hash: u64, key: K) -> Result<u32> {
    let number = u32::try_from(hashes.len()).map_err(|_| too_many())?;
    try_reserve(WHAT, hashes, 1)?;
    let bytes = hashes.len().saturating_mul(size_of::<Slot<K>>());
    let rehash = |slot: &Slot<K>| hashes.get(slot.number as usize).copied().unwrap_or_default();
    table.try_reserve(1, rehash).map_err(|_| Error::out_of_memory(WHAT, bytes))?;
    table.insert_unique(hash, Slot { key, number }, rehash);
    hashes.push(hash);
    Ok(number)
}

fn too_many() -> Error {
    Error::expected(ErrorKind::LimitExceeded, "at most 4294967295 distinct keys", "more", "split the file")
        .with("what", "keys")
        .with("limit", u32::MAX)
}

/// Text keys.
#[derive(Debug, Default)]
pub(super) struct TextKeys {
    table: HashTable<Slot<Span>>,
    hashes: Vec<u64>,
    bytes: Vec<u8>,
    lengths: Vec<u32>,
    /// Where each key begins in `bytes`.
    starts: Vec<u64>,
}

/// Where a key lies in the bytes of all.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u64,
    length: u32,
}

impl Span {
    #[inline]
    fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..][..self.length as usize]
    }
}

impl TextKeys {
    fn at(&self, key: usize) -> &[u8] {
        Span { start: self.starts[key], length: self.lengths[key] }.of(&self.bytes)
    }

    #[inline]
    fn find(&self, hash: u64, text: &[u8]) -> Option<u32> {
        let is_same =
            |slot: &Slot<Span>| slot.key.length as usize == text.len() && slot.key.of(&self.bytes) == text;
        self.table.find(hash, is_same).map(|slot| slot.number)
    }

    fn push(&mut self, text: &[u8]) -> Result<Span> {
        let span = Span { start: self.bytes.len() as u64, length: text.len() as u32 };
        try_reserve(WHAT, &mut self.bytes, text.len())?;
        try_reserve(WHAT, &mut self.lengths, 1)?;
        try_reserve(WHAT, &mut self.starts, 1)?;
        self.bytes.extend_from_slice(text);
        self.lengths.push(span.length);
        self.starts.push(span.start);
        Ok(span)
    }

    fn insert(&mut self, hash: u64, text: &[u8]) -> Result<u32> {
        let span = self.push(text)?;
        insert(&mut self.table, &mut self.hashes, hash, span)
    }

    pub(super) fn pack(self) -> PackedText {
        PackedText { bytes: self.bytes, lengths: self.lengths }
    }
}

/// The fault of a row without a label.
#[cold]
pub(super) fn no_label(start: usize) -> Box<Fault> {
    let remedy = "give each row its labels, or choose the fields with `source` and `target`";
    Fault::parse(start, b"", "a label", "an empty field", remedy)
}

impl Distinct for TextKeys {
    type Key<'a> = &'a [u8];

    #[inline]
    fn key(text: &[u8], start: usize) -> Result<&[u8], Box<Fault>> {
        if text.is_empty() {
            return Err(no_label(start));
        }
        Ok(text)
    }

    #[inline]
    fn hash(hasher: &DefaultHashBuilder, key: &[u8]) -> u64 {
        hasher.hash_one(key)
    }

    #[inline]
    fn guess(&self, hash: u64, key: &[u8]) -> Option<u32> {
        self.table.find(hash, |slot| slot.key.length as usize == key.len()).map(|slot| slot.number)
    }

    #[inline]
    fn number(&mut self, hash: u64, key: &[u8], guess: Option<u32>, start: usize) -> Result<u32, Box<Fault>> {
        let is_key = |&number: &u32| self.at(number as usize) == key;
        if let Some(number) = guess.filter(is_key).or_else(|| self.find(hash, key)) {
            return Ok(number);
        }
        check_text(key, start)?;
        Ok(self.insert(hash, key)?)
    }

    fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    fn absorb(&mut self, other: &Self, key: usize) -> Result<u32> {
        let (hash, text) = (other.hashes[key], other.at(key));
        self.find(hash, text).map_or_else(|| self.insert(hash, text), Ok)
    }

    fn append(&mut self, other: &Self, key: usize) -> Result<()> {
        self.push(other.at(key))?;
        Ok(())
    }
}

/// Signed 64-bit keys.
#[derive(Debug, Default)]
pub(super) struct IntegerKeys {
    table: HashTable<Slot<i64>>,
    hashes: Vec<u64>,
    pub(super) values: Vec<i64>,
}

impl IntegerKeys {
    #[inline]
    fn number_of(&mut self, hash: u64, value: i64) -> Result<u32> {
        if let Some(slot) = self.table.find(hash, |slot| slot.key == value) {
            return Ok(slot.number);
        }
        try_reserve(WHAT, &mut self.values, 1)?;
        self.values.push(value);
        insert(&mut self.table, &mut self.hashes, hash, value)
    }
}

impl Distinct for IntegerKeys {
    type Key<'a> = i64;

    #[inline]
    fn key(text: &[u8], start: usize) -> Result<i64, Box<Fault>> {
        if text.is_empty() {
            return Err(no_label(start));
        }
        canonical_integer(text).ok_or_else(|| {
            let remedy = "correct the file, or pass `keyType: 'utf8'`";
            Fault::parse(start, text, "a canonical integer as the label", shown(text), remedy)
        })
    }

    #[inline]
    fn hash(hasher: &DefaultHashBuilder, key: i64) -> u64 {
        hasher.hash_one(key)
    }

    #[inline]
    fn guess(&self, hash: u64, key: i64) -> Option<u32> {
        self.table.find(hash, |slot| slot.key == key).map(|slot| slot.number)
    }

    #[inline]
    fn number(&mut self, hash: u64, key: i64, guess: Option<u32>, _start: usize) -> Result<u32, Box<Fault>> {
        // A guess compares the whole key.
        Ok(guess.map_or_else(|| self.number_of(hash, key), Ok)?)
    }

    fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    fn absorb(&mut self, other: &Self, key: usize) -> Result<u32> {
        self.number_of(other.hashes[key], other.values[key])
    }

    fn append(&mut self, other: &Self, key: usize) -> Result<()> {
        try_reserve(WHAT, &mut self.values, 1)?;
        self.values.push(other.values[key]);
        Ok(())
    }
}

/// The dictionary of one thread.
#[derive(Debug, Default)]
pub(super) struct Dictionary<D> {
    pub(super) keys: D,
    /// Where each key was met first: one number for a chunk, a row and an end, which grows along the file.
    places: Vec<u64>,
}

impl<D: Distinct> Dictionary<D> {
    /// The number of a key that was met at `place`.
    #[inline]
    pub(super) fn number(
        &mut self,
        hash: u64,
        key: D::Key<'_>,
        guess: Option<u32>,
        start: usize,
        place: u64,
    ) -> Result<u32, Box<Fault>> {
        let number = self.keys.number(hash, key, guess, start)?;
        if number as usize == self.places.len() {
            try_reserve(WHAT, &mut self.places, 1)?;
            self.places.push(place);
        } else if number as usize + 1 == self.places.len()
            && let Some(first) = self.places.last_mut()
        {
            // Only the key that was met just before can have an earlier place: a row may name its target first.
            *first = place.min(*first);
        }
        Ok(number)
    }
}

/// One shard of the hash space.
struct Shard<D> {
    keys: D,
    /// First place and number of each key, ascending.
    order: Vec<(u64, u32)>,
    /// For each dictionary, for each of its keys in this shard in order: number in the shard.
    members: Vec<Vec<u32>>,
}

fn shard_of(hash: u64, shards: usize) -> usize {
    (((hash >> 32) * shards as u64) >> 32) as usize
}

/// All keys in order of first place, and for each dictionary the final number of each of its keys; no such lists
/// when the numbers of the only dictionary are final.
pub(super) fn merge<D: Distinct>(
    mut dictionaries: Vec<Dictionary<D>>,
    execution: &Execution<'_>,
) -> Result<(D, Vec<Vec<u32>>)> {
    // One dictionary whose keys were met in order is the result already.
    if let [only] = dictionaries.as_slice()
        && only.places.is_sorted()
    {
        let keys = dictionaries.pop().map(|only| only.keys).unwrap_or_default();
        return Ok((keys, Vec::new()));
    }
    let shard_count = execution.threads();
    let shards: Vec<Shard<D>> = execution
        .map_chunks(shard_count, 1, |piece| merge_shard(&dictionaries, piece.start, shard_count))?
        .into_iter()
        .collect::<Result<_>>()?;

    let mut keys = D::default();
    let mut numbers =
        shards.iter().map(|shard| try_vec(WHAT, shard.order.len(), 0)).collect::<Result<Vec<_>>>()?;
    let mut rests: Vec<_> = shards.iter().map(|shard| shard.order.iter()).collect();
    let mut heads: BinaryHeap<_> = rests
        .iter_mut()
        .enumerate()
        .filter_map(|(shard, rest)| rest.next().map(|&(place, key)| Reverse((place, shard, key))))
        .collect();
    let mut given = 0_u32;
    while let Some(mut head) = heads.peek_mut() {
        let Reverse((_, shard, key)) = *head;
        keys.append(&shards[shard].keys, key as usize)?;
        numbers[shard][key as usize] = given;
        given = given.checked_add(1).ok_or_else(too_many)?;
        match rests[shard].next() {
            Some(&(place, key)) => *head = Reverse((place, shard, key)),
            None => {
                std::collections::binary_heap::PeekMut::pop(head);
            }
        }
    }

    let renumbered = execution.map_chunks(dictionaries.len(), 1, |piece| {
        let hashes = dictionaries[piece.start].keys.hashes();
        let mut members: Vec<_> = shards.iter().map(|shard| shard.members[piece.start].iter()).collect();
        let mut renumbered = try_vec(WHAT, hashes.len(), 0)?;
        for (number, &hash) in renumbered.iter_mut().zip(hashes) {
            let shard = shard_of(hash, shard_count);
            // Each shard lists its members of this dictionary in the same order.
            *number = members[shard].next().map_or(0, |&member| numbers[shard][member as usize]);
        }
        Ok(renumbered)
    })?;
    Ok((keys, renumbered.into_iter().collect::<Result<_>>()?))
}

fn merge_shard<D: Distinct>(
    dictionaries: &[Dictionary<D>],
    shard: usize,
    shard_count: usize,
) -> Result<Shard<D>> {
    let mut merged = Dictionary::<D>::default();
    let mut members = Vec::with_capacity(dictionaries.len());
    for dictionary in dictionaries {
        let hashes = dictionary.keys.hashes();
        let mut own = Vec::new();
        try_reserve(WHAT, &mut own, hashes.len() / shard_count)?;
        for (key, (&hash, &place)) in hashes.iter().zip(&dictionary.places).enumerate() {
            if shard_of(hash, shard_count) != shard {
                continue;
            }
            let number = merged.keys.absorb(&dictionary.keys, key)?;
            try_reserve(WHAT, &mut own, 1)?;
            own.push(number);
            match merged.places.get_mut(number as usize) {
                Some(first) => *first = place.min(*first),
                None => {
                    try_reserve(WHAT, &mut merged.places, 1)?;
                    merged.places.push(place);
                }
            }
        }
        members.push(own);
    }
    let mut order = try_vec(WHAT, merged.places.len(), (0, 0))?;
    for (number, (slot, &place)) in order.iter_mut().zip(&merged.places).enumerate() {
        *slot = (place, number as u32);
    }
    order.sort_unstable();
    Ok(Shard { keys: merged.keys, order, members })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_are_numbered_by_first_place(
            words in prop::collection::vec(("[a-c]{0,3}", 0..3_usize), 0..60),
            threads in 1..5_usize,
        ) {
            let hasher = DefaultHashBuilder::default();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut dictionaries: Vec<Dictionary<TextKeys>> = (0..3).map(|_| Dictionary::default()).collect();
            let mut codes = Vec::new();
            for (place, (word, owner)) in words.iter().enumerate() {
                // Neighbours in the wrong order, as of a target that stands before its source.
                let place = (place ^ 1) as u64;
                let hash = TextKeys::hash(&hasher, word.as_bytes());
                let dictionary = &mut dictionaries[*owner];
                let guess = dictionary.keys.guess(hash, word.as_bytes());
                codes.push(dictionary.number(hash, word.as_bytes(), guess, 0, place).unwrap());
            }
            let (keys, numbers) = merge(dictionaries, &Execution::on(&pool)).unwrap();
            let packed = keys.pack();
            let keys: Vec<&str> = packed.iter().collect();
            let mut ordered: Vec<_> = words.iter().enumerate().map(|(place, (word, _))| (place ^ 1, word)).collect();
            ordered.sort();
            let mut expected: Vec<&str> = Vec::new();
            for (_, word) in ordered {
                if !expected.contains(&word.as_str()) {
                    expected.push(word);
                }
            }
            prop_assert_eq!(&keys, &expected);
            for ((word, owner), code) in words.iter().zip(codes) {
                prop_assert_eq!(keys[numbers[*owner][code as usize] as usize], word);
            }
        }
    }
}
