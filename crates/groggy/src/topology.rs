//! Which nodes and edges there are at one version: what a snapshot captures.

use std::sync::PoisonError;

use crate::Result;
use crate::adjacency::Adjacency;
use crate::bits::Bits;
use crate::execution::Execution;
use crate::memory::Segment;
use crate::sync::{Arc, Mutex, OnceLock};

/// Nodes and edges at one version. Immutable, read on any thread; its adjacency is built at most once.
pub struct Topology {
    /// Whether edges have a direction.
    pub directed: bool,
    /// One past the largest node id given.
    pub node_bound: u32,
    /// Source of each edge, removed ones included.
    pub sources: Segment<u32>,
    /// Target of each edge.
    pub targets: Segment<u32>,
    /// Nodes that are gone; absent when none ever was removed.
    pub removed_nodes: Option<Bits>,
    /// Edges that are gone; absent when none ever was removed.
    pub removed_edges: Option<Bits>,
    /// The newest adjacency known when this version was captured: the next one is merged from it.
    base: Mutex<Option<Arc<Adjacency>>>,
    adjacency: OnceLock<Arc<Adjacency>>,
    building: Mutex<()>,
}

impl Topology {
    /// A version; `base` is an adjacency of an earlier version of the same graph.
    pub fn new(
        directed: bool,
        node_bound: u32,
        endpoints: (Segment<u32>, Segment<u32>),
        removed: (Option<Bits>, Option<Bits>),
        base: Option<Arc<Adjacency>>,
    ) -> Self {
        Self {
            directed,
            node_bound,
            sources: endpoints.0,
            targets: endpoints.1,
            removed_nodes: removed.0,
            removed_edges: removed.1,
            base: Mutex::new(base),
            adjacency: OnceLock::new(),
            building: Mutex::new(()),
        }
    }

    /// One past the largest edge id given.
    #[must_use]
    pub fn edge_bound(&self) -> u32 {
        self.sources.len() as u32
    }

    /// Whether edge `edge` exists and was not removed.
    #[must_use]
    #[inline]
    pub fn is_live_edge(&self, edge: u32) -> bool {
        edge < self.edge_bound() && self.removed_edges.as_ref().is_none_or(|bits| !bits.get(edge as usize))
    }

    /// Whether node `node` exists and was not removed.
    #[must_use]
    #[inline]
    pub fn is_live_node(&self, node: u32) -> bool {
        node < self.node_bound && self.removed_nodes.as_ref().is_none_or(|bits| !bits.get(node as usize))
    }

    /// The adjacency, if it was built.
    #[must_use]
    pub fn built(&self) -> Option<&Arc<Adjacency>> {
        self.adjacency.get()
    }

    /// The adjacency, built now if nobody did; a second caller waits for the first.
    ///
    /// Cost: O(n + m) once per version; after few changes a merge of the last one, several times cheaper.
    ///
    /// # Errors
    /// `OutOfMemory`, `Cancelled`; then it can be asked again.
    pub fn adjacency(&self, execution: &Execution<'_>) -> Result<&Arc<Adjacency>> {
        if let Some(built) = self.adjacency.get() {
            return Ok(built);
        }
        // A builder that panicked left nothing behind: the next one starts over.
        let guard = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(built) = self.adjacency.get() {
            return Ok(built);
        }
        let base = self.base.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let built = Arc::new(match base {
            Some(base) if base.is_worth_merging(self) => base.merge(self, execution)?,
            _ => Adjacency::build(self, execution)?,
        });
        self.base.lock().unwrap_or_else(PoisonError::into_inner).take();
        let built = self.adjacency.get_or_init(|| built);
        drop(guard);
        Ok(built)
    }

    /// Fills the adjacency in when it is known already: that of an equal version.
    pub fn set_adjacency(&self, adjacency: Arc<Adjacency>) {
        self.base.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Equal either way: the first one stays.
        drop(self.adjacency.set(adjacency));
    }

    /// Bytes of the edge table and the bitmaps.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        let bits = |bits: &Option<Bits>| bits.as_ref().map_or(0, |bits| bits.words().allocation().byte_len());
        self.sources.allocation().byte_len()
            + self.targets.allocation().byte_len()
            + bits(&self.removed_nodes)
            + bits(&self.removed_edges)
    }
}
