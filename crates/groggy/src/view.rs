//! What a near query looks at: a version of a graph, or the graph itself between two changes.
//!
//! A snapshot of a graph that was just changed has to merge all rows before it can tell a neighbour. A near query touches
//! few rows, so it reads those of the graph as they are: the newest compressed rows, and what changed since.

use crate::adjacency::{Csr, Incidence, Overlay};
use crate::bits::Bits;
use crate::column::ColumnSet;
use crate::execution::Execution;
use crate::graph::{Direction, node_not_found};
use crate::{Result, Snapshot};

/// Rows in one direction: compressed ones, and what they do not know.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub base: Csr<'a>,
    pub changed: Option<Changed<'a>>,
}

/// What compressed rows do not know.
#[derive(Clone, Copy)]
pub(crate) struct Changed<'a> {
    pub added: &'a Overlay,
    /// Nodes whose compressed row is not the whole truth.
    pub dirty: &'a Bits,
    pub removed_edges: Option<&'a Bits>,
}

impl<'a> Rows<'a> {
    /// What the compressed row of `node` does not know, if anything.
    #[inline]
    fn changed_at(self, node: u32) -> Option<Changed<'a>> {
        self.changed.filter(|changed| changed.dirty.get(node as usize))
    }

    /// Calls `visit` with the neighbour and the edge of each entry of `node`, by neighbour, then edge.
    #[inline]
    pub fn each(self, node: u32, mut visit: impl FnMut(u32, u32)) {
        match self.changed_at(node) {
            None => {
                for (&neighbor, &edge) in self.base.neighbors(node).iter().zip(self.base.edges_of(node)) {
                    visit(neighbor, edge);
                }
            }
            Some(changed) => self.merged(node, changed).for_each(|(neighbor, edge)| visit(neighbor, edge)),
        }
    }

    fn merged(self, node: u32, changed: Changed<'a>) -> impl Iterator<Item = Incidence> + 'a {
        changed.added.merged(self.base, node, changed.removed_edges)
    }

    /// Entries of `node`, and at most as many more as were removed.
    #[inline]
    pub fn degree_bound(self, node: u32) -> u64 {
        let added = self.changed_at(node).map_or(0, |changed| changed.added.row(node).len());
        (self.base.range(node).len() + added) as u64
    }

    /// Calls `visit` with each edge from `node` to `neighbor`, ascending.
    pub fn each_between(self, node: u32, neighbor: u32, visit: impl FnMut(u32)) {
        match self.changed_at(node) {
            None => self.base.edges[self.base.range_between(node, neighbor)].iter().copied().for_each(visit),
            Some(changed) => {
                changed.added.between(self.base, node, neighbor, changed.removed_edges).for_each(visit);
            }
        }
    }
}

/// Rows in one direction, or in both.
#[derive(Clone, Copy)]
pub(crate) struct NearArcs<'a> {
    first: Rows<'a>,
    second: Option<Rows<'a>>,
}

impl NearArcs<'_> {
    /// Calls `visit` with the other end and the edge of each arc of `node`.
    #[inline]
    pub fn each(self, node: u32, mut visit: impl FnMut(u32, u32)) {
        for rows in std::iter::once(self.first).chain(self.second) {
            rows.each(node, &mut visit);
        }
    }

    /// Arcs of `node`, and at most as many more as were removed.
    #[inline]
    pub fn degree_bound(self, node: u32) -> u64 {
        self.first.degree_bound(node) + self.second.map_or(0, |rows| rows.degree_bound(node))
    }

    /// Calls `visit` with each edge that leads from `node` to `neighbor`.
    pub fn each_between(self, node: u32, neighbor: u32, mut visit: impl FnMut(u32)) {
        for rows in std::iter::once(self.first).chain(self.second) {
            rows.each_between(node, neighbor, &mut visit);
        }
    }
}

/// A graph or a version of one, for queries that touch little of it.
pub struct View<'a> {
    pub(crate) directed: bool,
    pub(crate) node_bound: u32,
    pub(crate) edge_bound: u32,
    pub(crate) removed_nodes: Option<&'a Bits>,
    pub(crate) removed_edges: Option<&'a Bits>,
    pub(crate) edges: &'a ColumnSet,
    pub(crate) out: Rows<'a>,
    pub(crate) inward: Rows<'a>,
}

impl<'a> View<'a> {
    /// # Errors
    /// `NodeNotFound` when `node` is not live.
    pub(crate) fn check_node(&self, node: u32) -> Result<()> {
        let known = node < self.node_bound;
        if known && self.removed_nodes.is_none_or(|bits| !bits.get(node as usize)) {
            return Ok(());
        }
        Err(node_not_found(u64::from(node), self.node_bound, known))
    }

    /// The arcs that lead from a node along `direction`. In undirected graphs all directions are one.
    pub(crate) fn along(&self, direction: Direction) -> NearArcs<'a> {
        let (first, second) = match direction {
            Direction::Out => (self.out, None),
            Direction::In => (self.inward, None),
            Direction::Both => (self.out, self.directed.then_some(self.inward)),
        };
        NearArcs { first, second }
    }

    /// The arcs that lead to a node, each listed at its end: [`along`](Self::along) turned round.
    pub(crate) fn against(&self, direction: Direction) -> NearArcs<'a> {
        self.along(direction.reversed())
    }
}

impl Snapshot {
    /// What near queries look at.
    ///
    /// Cost: that of [`adjacency`](Self::adjacency).
    ///
    /// # Errors
    /// As there.
    pub fn view(&self, execution: &Execution<'_>) -> Result<View<'_>> {
        let adjacency = self.adjacency(execution)?;
        Ok(View {
            directed: self.directed(),
            node_bound: self.node_bound(),
            edge_bound: self.edge_bound(),
            removed_edges: self.removed_edges(),
            removed_nodes: self.removed_nodes(),
            edges: self.edges(),
            out: Rows { base: adjacency.out(), changed: None },
            inward: Rows { base: adjacency.inward(), changed: None },
        })
    }
}
