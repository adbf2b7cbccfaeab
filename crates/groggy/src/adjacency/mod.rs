//! Who is next to whom: compressed rows, immutable, one per version of a graph.

mod build;
mod merge;
mod overlay;

use std::ops::Range;

pub(crate) use overlay::{Incidence, Overlay};

use crate::Result;
use crate::bits::Bits;
use crate::memory::{Owner, Segment};

/// A row for each node: its neighbours and the edges that lead there, sorted by neighbour, then edge.
#[derive(Clone, Copy)]
pub struct Csr<'a> {
    /// Where each node's row starts; one more than there are nodes.
    pub offsets: &'a [u64],
    /// The node at the other end.
    pub targets: &'a [u32],
    /// The edge that leads there, position by position.
    pub edges: &'a [u32],
}

impl<'a> Csr<'a> {
    /// Positions of the row of `node`; empty for an id that is out of bounds.
    #[must_use]
    #[inline]
    pub fn range(self, node: u32) -> Range<usize> {
        let node = node as usize;
        match (self.offsets.get(node), self.offsets.get(node + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Neighbours of `node`, ascending, parallel edges repeated.
    #[must_use]
    #[inline]
    pub fn neighbors(self, node: u32) -> &'a [u32] {
        self.targets.get(self.range(node)).unwrap_or_default()
    }

    /// Edges of `node`, in the order of [`neighbors`](Self::neighbors).
    #[must_use]
    #[inline]
    pub fn edges_of(self, node: u32) -> &'a [u32] {
        self.edges.get(self.range(node)).unwrap_or_default()
    }

    /// Positions in the row of `node` that lead to `neighbor`.
    #[must_use]
    pub fn range_between(self, node: u32, neighbor: u32) -> Range<usize> {
        let range = self.range(node);
        let row = self.targets.get(range.clone()).unwrap_or_default();
        let start = row.partition_point(|&other| other < neighbor);
        let end = start + row[start..].partition_point(|&other| other == neighbor);
        range.start + start..range.start + end
    }
}

/// The memory of one [`Csr`].
pub(crate) struct Rows {
    pub offsets: Segment<u64>,
    pub targets: Segment<u32>,
    pub edges: Segment<u32>,
}

impl Rows {
    fn zeroed(nodes: usize, entries: usize) -> Result<Self> {
        Ok(Self {
            offsets: Segment::zeroed(Owner::Adjacency, nodes + 1)?,
            targets: Segment::zeroed(Owner::Adjacency, entries)?,
            edges: Segment::zeroed(Owner::Adjacency, entries)?,
        })
    }

    fn csr(&self) -> Csr<'_> {
        Csr { offsets: &self.offsets, targets: &self.targets, edges: &self.edges }
    }

    fn native_bytes(&self) -> usize {
        self.offsets.allocation().byte_len()
            + self.targets.allocation().byte_len()
            + self.edges.allocation().byte_len()
    }
}

/// The adjacency of one version. Immutable; shared by the live graph and every snapshot of that version.
///
/// Undirected edges stand in the rows of both ends, self-loops once. Removed edges are absent.
/// Memory: 8 bytes an entry (an undirected edge has two, a directed one an entry out and one in), 12 bytes a
/// node and direction.
pub struct Adjacency {
    edge_bound: u32,
    /// Removals that are accounted for.
    removed_edges: Option<Bits>,
    out: Rows,
    /// Directed graphs only.
    inward: Option<Rows>,
    out_degrees: Segment<u32>,
    in_degrees: Option<Segment<u32>>,
}

/// A piece of memory of an adjacency that a host can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdjacencyPart {
    /// Where rows start, outwards or both ways: `u64`.
    OutOffsets,
    /// Neighbours, outwards or both ways: `u32`.
    OutTargets,
    /// Edges, outwards or both ways: `u32`.
    OutEdges,
    /// Where rows start, inwards.
    InOffsets,
    /// Neighbours, inwards.
    InTargets,
    /// Edges, inwards.
    InEdges,
    /// Degrees, outwards or both ways: `u32`, a self-loop of an undirected graph counted twice.
    OutDegrees,
    /// Degrees, inwards.
    InDegrees,
}

impl Adjacency {
    /// The adjacency of no node and no edge.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn empty(directed: bool) -> Result<Self> {
        Ok(Self {
            edge_bound: 0,
            removed_edges: None,
            out: Rows::zeroed(0, 0)?,
            inward: directed.then(|| Rows::zeroed(0, 0)).transpose()?,
            out_degrees: Segment::zeroed(Owner::Adjacency, 0)?,
            in_degrees: directed.then(|| Segment::zeroed(Owner::Adjacency, 0)).transpose()?,
        })
    }

    /// One past the largest node id it has a row for.
    #[must_use]
    pub fn node_bound(&self) -> u32 {
        (self.out.offsets.len() - 1) as u32
    }

    /// One past the largest edge id it knows.
    #[must_use]
    pub fn edge_bound(&self) -> u32 {
        self.edge_bound
    }

    /// How many entries its rows have: an edge that is not a self-loop has two.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.out.targets.len() + self.inward.as_ref().map_or(0, |rows| rows.targets.len())
    }

    /// Whether edges have a direction.
    #[must_use]
    pub fn directed(&self) -> bool {
        self.inward.is_some()
    }

    /// Rows outwards; both ways when undirected.
    #[must_use]
    pub fn out(&self) -> Csr<'_> {
        self.out.csr()
    }

    /// Rows inwards; both ways when undirected.
    #[must_use]
    pub fn inward(&self) -> Csr<'_> {
        self.inward.as_ref().unwrap_or(&self.out).csr()
    }

    /// Degrees outwards, by node; both ways when undirected, a self-loop counted twice.
    #[must_use]
    pub fn out_degrees(&self) -> &[u32] {
        &self.out_degrees
    }

    /// Degrees inwards; both ways when undirected.
    #[must_use]
    pub fn in_degrees(&self) -> &[u32] {
        self.in_degrees.as_ref().unwrap_or(&self.out_degrees)
    }

    /// Removals that the rows account for.
    pub(crate) fn removed_edges(&self) -> Option<&Bits> {
        self.removed_edges.as_ref()
    }

    /// The memory of one part, for a host to show; absent inwards when undirected.
    #[must_use]
    pub fn part(&self, part: AdjacencyPart) -> Option<(&crate::sync::Arc<crate::memory::Allocation>, usize)> {
        fn of<T: crate::memory::Element>(
            segment: &Segment<T>,
        ) -> (&crate::sync::Arc<crate::memory::Allocation>, usize) {
            (segment.allocation(), size_of_val(&**segment))
        }
        match part {
            AdjacencyPart::OutOffsets => Some(of(&self.out.offsets)),
            AdjacencyPart::OutTargets => Some(of(&self.out.targets)),
            AdjacencyPart::OutEdges => Some(of(&self.out.edges)),
            AdjacencyPart::InOffsets => self.inward.as_ref().map(|rows| of(&rows.offsets)),
            AdjacencyPart::InTargets => self.inward.as_ref().map(|rows| of(&rows.targets)),
            AdjacencyPart::InEdges => self.inward.as_ref().map(|rows| of(&rows.edges)),
            AdjacencyPart::OutDegrees => Some(of(&self.out_degrees)),
            AdjacencyPart::InDegrees => self.in_degrees.as_ref().map(of),
        }
    }

    /// Breaks one invariant. Returns false when it is none of rows, or there is no row.
    #[cfg(feature = "faults")]
    pub(crate) fn corrupt(&mut self, invariant: crate::graph::Invariant) -> bool {
        let broken = match invariant {
            crate::graph::Invariant::Degrees => &mut self.out_degrees,
            crate::graph::Invariant::Adjacency => &mut self.out.targets,
            _ => return false,
        };
        let first = broken.first().copied();
        first.is_some_and(|first| {
            broken.set(0, first.wrapping_add(1));
            true
        })
    }

    /// Bytes of native memory.
    #[must_use]
    pub fn native_bytes(&self) -> usize {
        self.out.native_bytes()
            + self.inward.as_ref().map_or(0, Rows::native_bytes)
            + self.out_degrees.allocation().byte_len()
            + self.in_degrees.as_ref().map_or(0, |degrees| degrees.allocation().byte_len())
    }
}
