//! The arcs that a search follows: rows of the adjacency in one direction, or in both.

use std::ops::Range;

use crate::Result;
use crate::adjacency::{Adjacency, Csr};
use crate::graph::Direction;
use crate::memory::try_with_capacity;

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
        Self::along(adjacency, direction.reversed())
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

    /// Cuts the nodes into ranges of about `work` nodes and arcs each, so that threads get even shares also where
    /// nodes with many arcs are neighbours. Depends on the graph alone.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub(crate) fn shares(self, work: u64) -> Result<Vec<Range<usize>>> {
        let nodes = self.first.offsets.len().saturating_sub(1);
        let before = |node: usize| {
            let second = self.second.map_or(0, |rows| rows.offsets[node]);
            self.first.offsets[node] + second + node as u64
        };
        let mut shares =
            try_with_capacity("shares", (self.total() + nodes as u64) as usize / work as usize + 1)?;
        let mut start = 0;
        while start < nodes {
            let goal = before(start) + work;
            let (mut low, mut high) = (start + 1, nodes);
            while low < high {
                let middle = low.midpoint(high);
                if before(middle) < goal { low = middle + 1 } else { high = middle }
            }
            shares.push(start..low);
            start = low;
        }
        Ok(shares)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_cover_all_nodes_in_order() {
        // Degrees 0, 100, 0, 3, 3, 3.
        let offsets = [0, 0, 100, 100, 103, 106, 109];
        let rows = Csr { offsets: &offsets, targets: &[0; 109], edges: &[0; 109] };
        let arcs = Arcs { first: rows, second: None };
        assert_eq!(arcs.shares(8).unwrap(), [0..2, 2..5, 5..6]);
        assert_eq!(arcs.shares(1000).unwrap().len(), 1);
        let both = Arcs { first: rows, second: Some(rows) };
        assert_eq!(both.shares(8).unwrap(), [0..2, 2..4, 4..6]);
        let empty = Arcs { first: Csr { offsets: &[0], targets: &[], edges: &[] }, second: None };
        assert!(empty.shares(8).unwrap().is_empty());
    }

    #[test]
    fn the_smallest_of_both_rows_is_found() {
        let row = |targets| Csr { offsets: &[0, 3], targets, edges: &[0; 3] };
        let both = Arcs { first: row(&[2, 5, 9]), second: Some(row(&[3, 4, 5])) };
        assert_eq!(both.smallest(0, |node| node > 2), Some(3));
        assert_eq!(both.smallest(0, |node| node > 4), Some(5));
        assert_eq!(both.smallest(0, |node| node < 3), Some(2));
        assert_eq!(both.smallest(0, |node| node > 9), None);
        assert_eq!((both.degree(0), both.total()), (6, 6));
    }
}
