//! The arcs that a search follows: rows of the adjacency in one direction, or in both.

use crate::adjacency::{Adjacency, Csr};
use crate::graph::Direction;

/// Rows of arcs. Where both directions of a directed graph are followed, a node has a row in each.
#[derive(Clone, Copy)]
pub(crate) struct Arcs<'a> {
    pub(crate) first: Csr<'a>,
    pub(crate) second: Option<Csr<'a>>,
}

impl<'a> Arcs<'a> {
    /// The arcs that lead from a node along `direction`. In undirected graphs all directions are one.
    pub(crate) fn along(adjacency: &'a Adjacency, direction: Direction) -> Self {
        match direction {
            Direction::Out => Self { first: adjacency.out(), second: None },
            Direction::In => Self { first: adjacency.inward(), second: None },
            Direction::Both => {
                Self { first: adjacency.out(), second: adjacency.directed().then(|| adjacency.inward()) }
            }
        }
    }

    /// The arcs that lead to a node, each listed at its end: [`Arcs::along`] turned round.
    pub(crate) fn against(adjacency: &'a Adjacency, direction: Direction) -> Self {
        let turned = match direction {
            Direction::Out => Direction::In,
            Direction::In => Direction::Out,
            Direction::Both => Direction::Both,
        };
        Self::along(adjacency, turned)
    }

    /// How many arcs the node has.
    #[inline]
    pub(crate) fn degree(self, node: u32) -> u64 {
        let second = self.second.map_or(0, |rows| rows.range(node).len());
        (self.first.range(node).len() + second) as u64
    }

    /// How many arcs there are.
    pub(crate) fn total(self) -> u64 {
        (self.first.targets.len() + self.second.map_or(0, |rows| rows.targets.len())) as u64
    }

    /// Calls `visit` with the other end and the edge of each arc of `node`.
    #[inline]
    pub(crate) fn each(self, node: u32, mut visit: impl FnMut(u32, u32)) {
        for rows in std::iter::once(self.first).chain(self.second) {
            for (&neighbor, &edge) in rows.neighbors(node).iter().zip(rows.edges_of(node)) {
                visit(neighbor, edge);
            }
        }
    }

    /// Calls `visit` with the other end of each arc of `node`.
    #[inline]
    pub(crate) fn each_neighbor(self, node: u32, mut visit: impl FnMut(u32)) {
        for rows in std::iter::once(self.first).chain(self.second) {
            for &neighbor in rows.neighbors(node) {
                visit(neighbor);
            }
        }
    }

    /// The smallest neighbour of `node` that `is_wanted`. Rows are sorted: the first in each is the smallest.
    #[inline]
    pub(crate) fn smallest(self, node: u32, is_wanted: impl Fn(u32) -> bool) -> Option<u32> {
        let first = self.first.neighbors(node).iter().copied().find(|&neighbor| is_wanted(neighbor));
        let Some(second) = self.second else { return first };
        let limit = first.unwrap_or(u32::MAX);
        let row = second.neighbors(node).iter().copied().take_while(|&neighbor| neighbor < limit);
        row.into_iter().find(|&neighbor| is_wanted(neighbor)).or(first)
    }
}
