//! Numbers keys in order of first appearance, in parallel.
//!
//! Each chunk numbers its own keys. Then the hash space is cut into as many shards as there are threads, and
//! each thread merges one shard over all chunks in order, so that it meets the first appearance of each of its
//! keys first. The first appearances of all shards, merged by place, are the final order: the same for any
//! number of threads and any size of chunk. Hashes are seeded per call: no file can be made to collide.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

use super::column::check_text;
use super::fault::{Fault, shown};
use super::number::integer;
use super::table::PackedText;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_vec};
use crate::{Error, ErrorKind, Result};

const WHAT: &str = "keys of nodes";

/// Distinct keys of a chunk, numbered from 0 by first appearance.
pub(super) trait Distinct: Default + Sync + Send {
    /// The number of the key that the field at `start` spells.
    fn number(&mut self, hasher: &DefaultHashBuilder, text: &[u8], start: usize) -> Result<u32, Box<Fault>>;
    fn hashes(&self) -> &[u64];
    fn same(&self, key: usize, other: &Self, other_key: usize) -> bool;
    /// Appends a key of `other`.
    fn append(&mut self, other: &Self, key: usize) -> Result<()>;
}

/// Finds or gives the number of a key.
fn number_of(
    table: &mut HashTable<u32>,
    hashes: &mut Vec<u64>,
    hash: u64,
    is_same: impl Fn(usize) -> bool,
) -> Result<(u32, bool)> {
    if let Some(&number) = table.find(hash, |&number| is_same(number as usize)) {
        return Ok((number, false));
    }
    let number = u32::try_from(hashes.len()).map_err(|_| too_many())?;
    try_reserve(WHAT, hashes, 1)?;
    let rehash = |&number: &u32| hashes.get(number as usize).copied().unwrap_or_default();
    table.try_reserve(1, rehash).map_err(|_| Error::out_of_memory(WHAT, hashes.len().saturating_mul(8)))?;
    table.insert_unique(hash, number, rehash);
    hashes.push(hash);
    Ok((number, true))
}

fn too_many() -> Error {
    Error::new(ErrorKind::LimitExceeded, "more than 4294967295 distinct keys: split the file")
        .with("limit", u32::MAX)
}

#[derive(Debug, Default)]
pub(super) struct TextKeys {
    table: HashTable<u32>,
    hashes: Vec<u64>,
    bytes: Vec<u8>,
    /// Where each key ends in `bytes`.
    ends: Vec<u64>,
}

impl TextKeys {
    fn key(&self, key: usize) -> &[u8] {
        text_at(&self.bytes, &self.ends, key)
    }

    fn push(&mut self, text: &[u8]) -> Result<()> {
        try_reserve(WHAT, &mut self.bytes, text.len())?;
        try_reserve(WHAT, &mut self.ends, 1)?;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len() as u64);
        Ok(())
    }

    pub(super) fn pack(self) -> Result<PackedText> {
        let mut lengths = try_vec(WHAT, self.ends.len(), 0_u32)?;
        let mut start = 0;
        for (length, &end) in lengths.iter_mut().zip(&self.ends) {
            *length = (end - start) as u32;
            start = end;
        }
        Ok(PackedText { bytes: self.bytes, lengths })
    }
}

fn text_at<'a>(bytes: &'a [u8], ends: &[u64], key: usize) -> &'a [u8] {
    let start = key.checked_sub(1).map_or(0, |before| ends[before] as usize);
    &bytes[start..ends[key] as usize]
}

impl Distinct for TextKeys {
    fn number(&mut self, hasher: &DefaultHashBuilder, text: &[u8], start: usize) -> Result<u32, Box<Fault>> {
        let Self { table, hashes, bytes, ends } = self;
        let is_same = |key| text_at(bytes, ends, key) == text;
        let (number, new) = number_of(table, hashes, hasher.hash_one(text), is_same)?;
        if new {
            check_text(text, start)?;
            self.push(text)?;
        }
        Ok(number)
    }

    fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    fn same(&self, key: usize, other: &Self, other_key: usize) -> bool {
        self.key(key) == other.key(other_key)
    }

    fn append(&mut self, other: &Self, key: usize) -> Result<()> {
        self.push(other.key(key))
    }
}

#[derive(Debug, Default)]
pub(super) struct IntegerKeys {
    table: HashTable<u32>,
    hashes: Vec<u64>,
    pub(super) values: Vec<i64>,
}

impl Distinct for IntegerKeys {
    fn number(&mut self, hasher: &DefaultHashBuilder, text: &[u8], start: usize) -> Result<u32, Box<Fault>> {
        let Some(value) = integer(text.trim_ascii()) else {
            let what = format!("'{}' is not an int64 key: read keys as utf8", shown(text));
            return Err(Fault::parse(start, text, what));
        };
        let Self { table, hashes, values } = self;
        let (number, new) = number_of(table, hashes, hasher.hash_one(value), |key| values[key] == value)?;
        if new {
            try_reserve(WHAT, values, 1)?;
            values.push(value);
        }
        Ok(number)
    }

    fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    fn same(&self, key: usize, other: &Self, other_key: usize) -> bool {
        self.values[key] == other.values[other_key]
    }

    fn append(&mut self, other: &Self, key: usize) -> Result<()> {
        try_reserve(WHAT, &mut self.values, 1)?;
        self.values.push(other.values[key]);
        Ok(())
    }
}

/// One shard of the hash space: its keys by first appearance.
struct Shard {
    /// Chunk and number in the chunk of each first appearance, ascending.
    firsts: Vec<(u32, u32)>,
    /// For each chunk, for each of its keys in this shard in order: index into `firsts`.
    members: Vec<Vec<u32>>,
}

fn shard_of(hash: u64, shards: usize) -> usize {
    (((hash >> 32) * shards as u64) >> 32) as usize
}

/// All keys of `chunks`, and for each chunk the final number of each of its keys.
pub(super) fn merge<D: Distinct>(
    mut chunks: Vec<D>,
    execution: &Execution<'_>,
) -> Result<(D, Vec<Vec<u32>>)> {
    if chunks.len() <= 1 {
        let keys = chunks.pop().unwrap_or_default();
        let same = (0..keys.hashes().len() as u32).collect();
        return Ok((keys, vec![same]));
    }
    let shard_count = execution.threads();
    let shards: Vec<Shard> = execution
        .map_chunks(shard_count, 1, |piece| merge_shard(&chunks, piece.start, shard_count))?
        .into_iter()
        .collect::<Result<_>>()?;

    let mut keys = D::default();
    let mut numbers =
        shards.iter().map(|shard| try_vec(WHAT, shard.firsts.len(), 0)).collect::<Result<Vec<_>>>()?;
    let mut next = vec![0_usize; shard_count];
    let mut given = 0_u32;
    loop {
        let heads = shards.iter().zip(&next).enumerate();
        let first =
            heads.filter_map(|(shard, (keys, &at))| keys.firsts.get(at).map(|&place| (place, shard))).min();
        let Some(((chunk, key), shard)) = first else { break };
        keys.append(&chunks[chunk as usize], key as usize)?;
        numbers[shard][next[shard]] = given;
        next[shard] += 1;
        given = given.checked_add(1).ok_or_else(too_many)?;
    }

    let renumbered = execution.map_chunks(chunks.len(), 1, |piece| {
        let hashes = chunks[piece.start].hashes();
        let mut members: Vec<_> = shards.iter().map(|shard| shard.members[piece.start].iter()).collect();
        let mut renumbered = try_vec(WHAT, hashes.len(), 0)?;
        for (number, &hash) in renumbered.iter_mut().zip(hashes) {
            let shard = shard_of(hash, shard_count);
            // Each shard lists its members of this chunk in the same order.
            *number = members[shard].next().map_or(0, |&member| numbers[shard][member as usize]);
        }
        Ok(renumbered)
    })?;
    Ok((keys, renumbered.into_iter().collect::<Result<_>>()?))
}

fn merge_shard<D: Distinct>(chunks: &[D], shard: usize, shard_count: usize) -> Result<Shard> {
    let mut table = HashTable::new();
    let mut first_hashes = Vec::new();
    let mut firsts: Vec<(u32, u32)> = Vec::new();
    let mut members = Vec::with_capacity(chunks.len());
    for (chunk_index, chunk) in chunks.iter().enumerate() {
        let mut own = Vec::new();
        try_reserve(WHAT, &mut own, chunk.hashes().len() / shard_count)?;
        for (key, &hash) in chunk.hashes().iter().enumerate() {
            if shard_of(hash, shard_count) != shard {
                continue;
            }
            let is_same = |number: usize| {
                let (first_chunk, first_key) = firsts[number];
                chunk.same(key, &chunks[first_chunk as usize], first_key as usize)
            };
            let (number, new) = number_of(&mut table, &mut first_hashes, hash, is_same)?;
            if new {
                try_reserve(WHAT, &mut firsts, 1)?;
                firsts.push((chunk_index as u32, key as u32));
            }
            try_reserve(WHAT, &mut own, 1)?;
            own.push(number);
        }
        members.push(own);
    }
    Ok(Shard { firsts, members })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_are_numbered_by_first_appearance(
            words in prop::collection::vec(prop::collection::vec("[a-c]{0,3}", 0..20), 0..6),
            threads in 1..5_usize,
        ) {
            let hasher = DefaultHashBuilder::default();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut chunks = Vec::new();
            let mut codes = Vec::new();
            for words in &words {
                let mut keys = TextKeys::default();
                codes.push(
                    words.iter().map(|word| keys.number(&hasher, word.as_bytes(), 0).unwrap()).collect::<Vec<_>>(),
                );
                chunks.push(keys);
            }
            let (keys, renumbered) = merge(chunks, &Execution::on(&pool)).unwrap();
            let packed = keys.pack().unwrap();
            let keys: Vec<&str> = packed.iter().collect();
            let mut expected: Vec<&str> = Vec::new();
            for word in words.iter().flatten() {
                if !expected.contains(&word.as_str()) {
                    expected.push(word);
                }
            }
            prop_assert_eq!(&keys, &expected);
            for ((words, codes), renumbered) in words.iter().zip(codes).zip(renumbered) {
                for (word, code) in words.iter().zip(codes) {
                    prop_assert_eq!(keys[renumbered[code as usize] as usize], word);
                }
            }
        }
    }
}
