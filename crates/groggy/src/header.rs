//! The counters of a graph or snapshot, at a fixed address, for hosts to read in place.

use crate::Result;
use crate::memory::{Allocation, HeaderWords};
use crate::sync::Arc;

/// Names of the 32-bit words of a [`Header`].
pub mod word {
    /// Live nodes.
    pub const NODE_COUNT: usize = 0;
    /// One past the largest node id given.
    pub const NODE_BOUND: usize = 1;
    /// Live edges.
    pub const EDGE_COUNT: usize = 2;
    /// One past the largest edge id given.
    pub const EDGE_BOUND: usize = 3;
    /// Two words, one `f64`: counts changes; a host that writes a value in place adds one.
    pub const VERSION: usize = 4;
    /// The version as a host reads it: an index of 64-bit words.
    pub const VERSION_F64: usize = VERSION / 2;
    /// 0 when free, else one more than the number of the operation whose callback is running.
    pub const LOCK: usize = 6;
    /// Bumped when a topology segment was replaced or grew.
    pub const TOPOLOGY_EPOCH: usize = 7;
    /// Bumped when a segment of any column was replaced or grew.
    pub const COLUMN_EPOCH: usize = 8;
    /// Bumped when a column was defined or dropped.
    pub const SCHEMA_EPOCH: usize = 9;
    /// 0 when the base adjacency may be read in place for nodes that are not dirty.
    pub const ADJACENCY_STALE: usize = 10;
    /// Bumped when the base adjacency or the dirty bitmap was replaced.
    pub const ADJACENCY_EPOCH: usize = 11;
    /// How often ids were renumbered.
    pub const COMPACTIONS: usize = 12;
    /// 1 after a caught panic: the graph refuses further work.
    pub const POISONED: usize = 13;
    /// The bits of [`flag`](super::flag).
    pub const FLAGS: usize = 14;
}

/// Bits of the word [`FLAGS`](word::FLAGS): the options that a graph was made with.
pub mod flag {
    /// Edges have a direction.
    pub const DIRECTED: u32 = 1;
    /// Parallel edges are allowed.
    pub const MULTI: u32 = 2;
    /// Edges from a node to itself are allowed.
    pub const SELF_LOOPS: u32 = 4;
    /// Each node has a key.
    pub const KEYED: u32 = 8;
}

/// How many words a header has.
pub const HEADER_WORDS: usize = 32;

/// The counters of one graph or snapshot; see [`word`] for what stands where.
pub struct Header(HeaderWords<HEADER_WORDS>);

impl Header {
    /// All zero; nothing to read in the adjacency yet.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn new() -> Result<Self> {
        let mut words = HeaderWords::new()?;
        words.set(word::ADJACENCY_STALE, 1);
        Ok(Self(words))
    }

    /// An independent copy, as a snapshot takes it.
    ///
    /// # Errors
    /// `OutOfMemory` when the allocator refuses.
    pub fn try_clone(&self) -> Result<Self> {
        Ok(Self(self.0.try_clone()?))
    }

    /// Word `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> u32 {
        self.0.get(index)
    }

    /// Writes word `index`.
    pub fn set(&mut self, index: usize, value: u32) {
        self.0.set(index, value);
    }

    /// Adds one to word `index`, wrapping.
    pub fn bump(&mut self, index: usize) {
        self.0.bump(index);
    }

    /// The number of changes so far.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.get_f64(word::VERSION) as u64
    }

    /// Counts one change.
    pub fn bump_version(&mut self) {
        self.0.set_f64(word::VERSION, self.0.get_f64(word::VERSION) + 1.0);
    }

    /// Adds `change` to a counter.
    pub fn adjust(&mut self, index: usize, change: i64) {
        self.set(index, (i64::from(self.get(index)) + change) as u32);
    }

    /// The memory, for a host to show.
    #[must_use]
    pub fn allocation(&self) -> &Arc<Allocation> {
        self.0.allocation()
    }
}
