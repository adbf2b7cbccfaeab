//! The adjacency of the live graph: the newest compressed rows, and what changed since per node.
//!
//! There is memory for one adjacency: the rows are those of the newest version that somebody built, shared
//! with its snapshots. Edges that the rows do not know are indexed into the overlay when adjacency is first
//! read after them; past a sixteenth of the rows they are merged into new rows. Nodes whose row is not
//! the whole truth are marked dirty, so that a host can read all others in place.

use std::sync::Arc;

use super::Graph;
use crate::Result;
use crate::adjacency::{Adjacency, Overlay};
use crate::bits::Bits;
use crate::execution::Execution;
use crate::header::word;
use crate::memory::Owner;

/// Fewer changes than this are always kept in the overlay.
const MERGE_FROM: usize = 4096;

pub(super) struct Live {
    base: Arc<Adjacency>,
    pub out: Overlay,
    /// Directed graphs only.
    pub inward: Overlay,
    /// Nodes whose base row is not the whole truth.
    dirty: Bits,
    /// Edges below are in the base or in the overlay.
    indexed: u32,
    /// Changes that the base does not know.
    changes: usize,
}

impl Live {
    pub fn new(directed: bool) -> Result<Self> {
        Ok(Self {
            base: Arc::new(Adjacency::empty(directed)?),
            out: Overlay::default(),
            inward: Overlay::default(),
            dirty: Bits::filled(Owner::Adjacency, 0, false)?,
            indexed: 0,
            changes: 0,
        })
    }

    pub fn base(&self) -> &Arc<Adjacency> {
        &self.base
    }

    pub fn dirty(&self) -> &Bits {
        &self.dirty
    }

    /// Whether the base is the adjacency of a graph of these bounds, nothing missing.
    pub fn is_exact(&self, edge_bound: u32, node_bound: u32) -> bool {
        self.changes == 0 && self.base.edge_bound() == edge_bound && self.base.node_bound() == node_bound
    }

    /// Forgets that any row has changed.
    #[cfg(feature = "faults")]
    pub fn forget_dirty(&mut self) -> Result<()> {
        self.dirty = Bits::filled(Owner::Adjacency, self.dirty.len(), false)?;
        Ok(())
    }

    pub fn native_bytes(&self) -> usize {
        self.base.native_bytes()
            + self.out.native_bytes()
            + self.inward.native_bytes()
            + self.dirty.words().allocation().byte_len()
    }

    /// Takes `base` over when it is the adjacency of the graph as it is.
    pub fn adopt_unchanged(&mut self, base: Arc<Adjacency>) {
        self.indexed = base.edge_bound();
        self.base = base;
        self.out.clear();
        self.inward.clear();
        self.changes = 0;
    }

    /// Makes room to mark nodes below `node_bound` dirty. Returns whether the memory moved.
    pub fn reserve_dirty(&mut self, node_bound: u32) -> Result<bool> {
        let missing = (node_bound as usize).saturating_sub(self.dirty.len());
        if missing == 0 {
            return Ok(false);
        }
        let moved = self.dirty.reserve(missing)?;
        self.dirty.extend_filled(missing, false);
        Ok(moved)
    }

    /// Accounts for the removal of an edge; room for the marks was made.
    pub fn remove(&mut self, edge: u32, source: u32, target: u32, directed: bool) {
        if edge < self.base.edge_bound() {
            self.dirty.set(source as usize, true);
            self.dirty.set(target as usize, true);
            self.changes += 1;
        } else if edge < self.indexed {
            self.out.remove(source, target, edge);
            if directed {
                self.inward.remove(target, source, edge);
            } else if source != target {
                self.out.remove(target, source, edge);
            }
        }
    }

    fn add(&mut self, edge: u32, source: u32, target: u32, directed: bool) -> Result<()> {
        self.out.reserve(source)?;
        if directed {
            self.inward.reserve(target)?;
            self.inward.add(target, source, edge);
        } else if source != target {
            self.out.reserve(target)?;
            self.out.add(target, source, edge);
        }
        self.out.add(source, target, edge);
        self.dirty.set(source as usize, true);
        self.dirty.set(target as usize, true);
        self.changes += 1;
        Ok(())
    }
}

impl Graph {
    /// The rows that clean nodes can be read from, for hosts; call [`sync`](Self::sync) first.
    #[must_use]
    pub fn base_adjacency(&self) -> &Arc<Adjacency> {
        self.live.base()
    }

    /// Nodes whose row in the base is not the whole truth, for hosts.
    #[must_use]
    pub fn dirty_nodes(&self) -> &Bits {
        self.live.dirty()
    }

    /// Takes over the adjacency that a snapshot built meanwhile: from then on the two share it.
    pub fn adopt(&mut self) {
        let Some(built) = self.captured.as_ref().and_then(|captured| captured.built()) else { return };
        if Arc::ptr_eq(built, self.live.base()) {
            return;
        }
        let built = Arc::clone(built);
        let live = &mut self.live;
        // Bits may only be cleared where they can be written; a fresh bitmap is as cheap.
        let Ok(mut dirty) = Bits::filled(Owner::Adjacency, self.out_degrees.len(), false) else { return };
        let mut changes = 0;
        if let Some(removed) = &self.removed_edges {
            let bound = built.edge_bound() as usize;
            for edge in removed.added_since(built.removed_edges()).take_while(|&edge| edge < bound) {
                dirty.set(self.sources[edge] as usize, true);
                dirty.set(self.targets[edge] as usize, true);
                changes += 1;
            }
        }
        live.adopt_unchanged(built);
        live.dirty = dirty;
        live.changes = changes;
        let stale = u32::from(live.indexed < self.sources.len() as u32);
        self.header.set(word::ADJACENCY_STALE, stale);
        self.header.bump(word::ADJACENCY_EPOCH);
    }

    /// Brings the adjacency up to date with all edges.
    ///
    /// Cost: O(1) when nothing was added since; O(k) for k added edges while they are few; else a merge or a
    /// build of O(n + m), so O(1) a change over many changes.
    ///
    /// # Errors
    /// `OutOfMemory`; the graph is as it was.
    pub fn sync(&mut self) -> Result<()> {
        self.sync_with(&Execution::inline())
    }

    /// Whether [`sync`](Self::sync) would build or merge rows: worth several threads.
    #[must_use]
    pub fn is_build_due(&self) -> bool {
        let tail = (self.edge_bound() - self.live.indexed) as usize;
        self.live.changes + tail > self.merge_past()
    }

    /// As [`sync`](Self::sync), sharing a build or merge among the threads of `execution`.
    ///
    /// # Errors
    /// `OutOfMemory`, `Cancelled`; the graph is as it was.
    pub fn sync_with(&mut self, execution: &Execution<'_>) -> Result<()> {
        if self.header.get(word::ADJACENCY_STALE) == 0 && self.live.changes <= self.merge_past() {
            return Ok(());
        }
        self.adopt();
        if self.is_build_due() {
            self.topology()?.adjacency(execution)?;
            self.adopt();
        } else {
            if self.live.reserve_dirty(self.node_bound())? {
                self.header.bump(word::ADJACENCY_EPOCH);
            }
            for edge in self.live.indexed..self.edge_bound() {
                if self.is_live_edge(edge) {
                    let (source, target) = (self.sources[edge as usize], self.targets[edge as usize]);
                    self.live.add(edge, source, target, self.options.directed)?;
                }
                self.live.indexed = edge + 1;
            }
        }
        self.header.set(word::ADJACENCY_STALE, 0);
        Ok(())
    }

    fn merge_past(&self) -> usize {
        MERGE_FROM.max(self.live.base.edge_bound() as usize / 16)
    }
}
