//! The adjacency of the live graph: the newest compressed rows, and what changed since per node.
//!
//! There is memory for one adjacency: the rows are those of the newest version that somebody built, shared
//! with its snapshots. Edges that the rows do not know are indexed into the overlay when adjacency is first
//! read after them; past a sixteenth of the rows they are merged into new rows. Nodes whose row is not
//! the whole truth are marked dirty, so that a host can read all others in place.
//!
//! New rows are also made once what was spent on going without them would have paid for them: each edge to be
//! indexed and each read of a row that is not the whole truth counts, a merge costs as many units as it copies
//! entries. So a graph that is no longer changed is soon read in place, and one that is changed between reads
//! pays at most twice: bulk loading a small graph merges at its first read, alternating writes and reads almost never.

use super::Graph;
use crate::adjacency::{Adjacency, Overlay};
use crate::bits::Bits;
use crate::execution::Execution;
use crate::header::word;
use crate::memory::Owner;
use crate::sync::Arc;
use crate::{ErrorKind, Result};

/// Fewer changes than this may stay in the overlay however small the rows are.
const MERGE_FROM: usize = 4096;
/// What an edge costs to index, or a row to read that is not the whole truth, in entries copied: 200 ns are twenty.
const DETOUR: usize = 20;
/// What a merge costs beside its entries, with the views of it that a host fetches again.
const MERGE_FIXED: usize = 1024;

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
    /// Edges indexed and rows read since the base was made, where its rows were not the whole truth.
    detours: usize,
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
            detours: 0,
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
        self.detours = 0;
    }

    /// Counts a read of `node` that its base row could not answer alone.
    #[inline]
    pub fn count_read(&mut self, node: u32) {
        if node >= self.base.node_bound() || self.dirty.get(node as usize) {
            self.detours = self.detours.saturating_add(1);
        }
    }

    /// Counts a query that reads some rows, a few of which are not the whole truth.
    pub fn count_view(&mut self) {
        if self.changes > 0 {
            self.detours = self.detours.saturating_add(1);
        }
    }

    /// Whether the detours so far, and `tail` more, have cost as much as new rows would.
    fn has_paid(&self, tail: usize) -> bool {
        let rows = self.base.node_bound() as usize + self.base.entries() + tail;
        self.detours.saturating_add(tail).saturating_mul(DETOUR) >= MERGE_FIXED + rows
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
        self.detours = self.detours.saturating_add(1);
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
    ///
    /// Where there is no memory for that, the graph goes on with what it has.
    pub fn adopt(&mut self) {
        self.try_adopt().ok();
    }

    fn try_adopt(&mut self) -> Result<()> {
        let Some(built) = self.captured.as_ref().and_then(|captured| captured.built()) else { return Ok(()) };
        if Arc::ptr_eq(built, self.live.base()) {
            return Ok(());
        }
        let built = Arc::clone(built);
        let live = &mut self.live;
        // Bits may only be cleared where they can be written; a fresh bitmap is as cheap.
        let mut dirty = Bits::filled(Owner::Adjacency, self.out_degrees.len(), false)?;
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
        Ok(())
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
    #[inline]
    pub fn is_build_due(&self) -> bool {
        let tail = self.unindexed();
        self.is_build_overdue() || (self.live.has_paid(tail) && self.is_behind(tail))
    }

    /// Makes new rows. False when there is no memory for them, and they can wait.
    fn renew(&mut self, execution: &Execution<'_>) -> Result<bool> {
        let built = self.topology().and_then(|topology| topology.adjacency(execution).map(drop));
        match built.and_then(|()| self.try_adopt()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::OutOfMemory && !self.is_build_overdue() => {
                self.live.detours = 0;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Edges that the next [`sync`](Self::sync) has to index.
    #[must_use]
    pub fn unindexed(&self) -> usize {
        (self.edge_bound() - self.live.indexed) as usize
    }

    /// Whether the changes are too many for the overlay.
    fn is_build_overdue(&self) -> bool {
        self.live.changes + self.unindexed() > MERGE_FROM.max(self.live.base.edge_bound() as usize / 16)
    }

    /// Whether the base does not know all nodes and edges.
    fn is_behind(&self, tail: usize) -> bool {
        tail + self.live.changes > 0 || self.live.base.node_bound() < self.node_bound()
    }

    /// As [`sync`](Self::sync), sharing a build or merge among the threads of `execution`.
    ///
    /// # Errors
    /// `OutOfMemory`, `Cancelled`; the graph is as it was.
    pub fn sync_with(&mut self, execution: &Execution<'_>) -> Result<()> {
        let due = self.is_build_due();
        if self.header.get(word::ADJACENCY_STALE) == 0 && !due {
            return Ok(());
        }
        self.adopt();
        if !(due && self.is_build_due() && self.renew(execution)?) {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direction, GraphOptions};

    /// A graph of `nodes` nodes with `edges` edges, each to a node farther on.
    fn graph(nodes: u32, edges: u32) -> Result<Graph> {
        let mut graph = Graph::new(GraphOptions::default())?;
        graph.add_nodes(nodes, &[])?;
        let source: Vec<u32> = (0..edges).map(|edge| edge % nodes).collect();
        let target: Vec<u32> = (0..edges).map(|edge| (edge * 37 + 11) % nodes).collect();
        graph.add_edges(&source, &target, &[], crate::graph::OnDuplicate::Fail)?;
        Ok(graph)
    }

    fn is_read_in_place(graph: &Graph) -> bool {
        graph.live.is_exact(graph.edge_bound(), graph.node_bound()) && graph.dirty_nodes().count_ones() == 0
    }

    #[test]
    fn a_small_graph_is_read_in_place_from_its_first_read_or_soon_after() -> Result<()> {
        let mut loaded = graph(100, 300)?;
        loaded.neighbors(3, Direction::Out)?;
        assert!(is_read_in_place(&loaded));

        let mut tiny = graph(4, 3)?;
        for node in (0..4).cycle().take(100) {
            tiny.neighbors(node, Direction::Out)?;
        }
        assert!(is_read_in_place(&tiny));
        assert!(tiny.validate()?.is_empty());

        // A node without edges is behind the rows too.
        let fresh = tiny.add_nodes(1, &[])?;
        for _ in 0..100 {
            assert!(!tiny.has_edge(fresh, 0)?);
        }
        assert!(is_read_in_place(&tiny));
        Ok(())
    }

    #[test]
    fn what_is_changed_between_reads_is_seldom_merged() -> Result<()> {
        const ROUNDS: u32 = 3_000;
        let mut graph = graph(10_000, 100_000)?;
        graph.sync()?;
        let (mut merges, mut base) = (0, Arc::clone(graph.base_adjacency()));
        for round in 0..ROUNDS {
            let node = round * 7 % 10_000;
            graph.add_edges(&[node], &[(node + 1) % 10_000], &[], crate::graph::OnDuplicate::Fail)?;
            assert!(graph.has_edge(node, (node + 1) % 10_000)?);
            if !Arc::ptr_eq(&base, graph.base_adjacency()) {
                base = Arc::clone(graph.base_adjacency());
                merges += 1;
            }
        }
        // Two detours a round; a merge is due when they have cost what 210 000 entries do.
        assert!(merges <= 1, "{merges} merges");
        assert!(graph.validate()?.is_empty());
        Ok(())
    }
}
