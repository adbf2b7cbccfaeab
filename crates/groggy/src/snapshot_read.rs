//! Who is next to whom in a snapshot: the questions that a graph answers, asked of one version.
//!
//! The first question about neighbours or degrees builds the adjacency, see [`Snapshot::adjacency`]; a caller
//! that wants threads for that asks for it first.

use crate::adjacency::{Adjacency, Csr};
use crate::bits::Bits;
use crate::column::{Column, ColumnSet};
use crate::execution::Execution;
use crate::graph::{Direction, Side};
use crate::memory::try_with_capacity;
use crate::{Result, Snapshot};

impl Snapshot {
    /// The columns of one side.
    #[must_use]
    pub fn columns(&self, side: Side) -> &ColumnSet {
        match side {
            Side::Nodes => self.nodes(),
            Side::Edges => self.edges(),
        }
    }

    /// Live rows of a column without a value. O(1) while nothing was removed, else O(n).
    #[must_use]
    pub fn null_count(&self, side: Side, column: &Column) -> usize {
        let removed: Option<&Bits> = match side {
            Side::Nodes => self.removed_nodes(),
            Side::Edges => self.removed_edges(),
        };
        ColumnSet::live_null_count(column, removed)
    }

    /// Edges at `node`, in and out together, self-loops twice. O(1) once the adjacency is built.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn degree(&self, node: u32) -> Result<u64> {
        let inward = if self.directed() { self.in_degree(node)? } else { 0 };
        Ok(u64::from(self.out_degree(node)?) + u64::from(inward))
    }

    /// Edges out of `node`; all edges when undirected. O(1) once the adjacency is built.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn out_degree(&self, node: u32) -> Result<u32> {
        let adjacency = self.adjacency_at(node)?;
        Ok(adjacency.out_degrees().get(node as usize).copied().unwrap_or(0))
    }

    /// Edges into `node`; all edges when undirected. O(1) once the adjacency is built.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn in_degree(&self, node: u32) -> Result<u32> {
        let adjacency = self.adjacency_at(node)?;
        Ok(adjacency.in_degrees().get(node as usize).copied().unwrap_or(0))
    }

    /// Whether an edge leads from `source` to `target`, or between them when undirected; false for ids that
    /// are not live. O(log d) once the adjacency is built.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn has_edge(&self, source: u32, target: u32) -> Result<bool> {
        if !self.has_node(source) || !self.has_node(target) {
            return Ok(false);
        }
        Ok(!self.adjacency_at(source)?.out().range_between(source, target).is_empty())
    }

    /// Edges from `source` to `target`, or between them when undirected, ascending.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn edges_between(&self, source: u32, target: u32) -> Result<Vec<u32>> {
        self.check_node(target)?;
        let rows = self.adjacency_at(source)?.out();
        let found = rows.edges.get(rows.range_between(source, target)).unwrap_or_default();
        let mut edges = try_with_capacity("edges", found.len())?;
        edges.extend_from_slice(found);
        Ok(edges)
    }

    /// Distinct neighbours of `node`, ascending. O(d) once the adjacency is built; O(d log d) for [`Direction::Both`]
    /// on a directed graph.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn neighbors(&self, node: u32, direction: Direction) -> Result<Vec<u32>> {
        let (first, second) = self.rows(node, direction)?;
        let mut neighbors = try_with_capacity(
            "neighbours",
            first.range(node).len() + second.map_or(0, |rows| rows.range(node).len()),
        )?;
        neighbors.extend_from_slice(first.neighbors(node));
        if let Some(second) = second {
            neighbors.extend_from_slice(second.neighbors(node));
            neighbors.sort_unstable();
        }
        neighbors.dedup();
        Ok(neighbors)
    }

    /// Neighbour and edge for each edge at `node`, self-loops once: by neighbour, then edge. With
    /// [`Direction::Both`] on a directed graph the edges out come first.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn incidence(&self, node: u32, direction: Direction) -> Result<Vec<(u32, u32)>> {
        let (first, second) = self.rows(node, direction)?;
        let mut incidence = try_with_capacity(
            "incidence",
            first.range(node).len() + second.map_or(0, |rows| rows.range(node).len()),
        )?;
        incidence.extend(pairs_of(first, node));
        // A self-loop stands in both rows.
        let back = second.into_iter().flat_map(|rows| pairs_of(rows, node));
        incidence.extend(back.filter(|&(neighbor, _)| neighbor != node));
        Ok(incidence)
    }

    /// The rows that hold the edges of `node` in that direction; two of them for both ways when directed.
    fn rows(&self, node: u32, direction: Direction) -> Result<(Csr<'_>, Option<Csr<'_>>)> {
        let adjacency = self.adjacency_at(node)?;
        Ok(match direction {
            Direction::In if self.directed() => (adjacency.inward(), None),
            Direction::Both if self.directed() => (adjacency.out(), Some(adjacency.inward())),
            _ => (adjacency.out(), None),
        })
    }

    fn adjacency_at(&self, node: u32) -> Result<&Adjacency> {
        self.check_node(node)?;
        self.adjacency(&Execution::inline())
    }
}

fn pairs_of(rows: Csr<'_>, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
    rows.neighbors(node).iter().copied().zip(rows.edges_of(node).iter().copied())
}

#[cfg(test)]
mod tests {
    use crate::graph::{GraphOptions, OnDuplicate};
    use crate::{Direction, Graph, Result};

    /// Every question has the same answer from a graph and from its snapshot.
    #[test]
    fn answers_as_the_graph_does() -> Result<()> {
        for directed in [true, false] {
            let mut graph = Graph::new(GraphOptions { directed, ..GraphOptions::default() })?;
            graph.add_nodes(6, &[])?;
            let (source, target) = ([0, 0, 1, 2, 2, 3, 3, 0], [1, 1, 0, 2, 3, 2, 4, 4]);
            graph.add_edges(&source, &target, &[], OnDuplicate::Fail)?;
            graph.remove_edges(&[1])?;
            graph.remove_nodes(&[5])?;
            let snapshot = graph.snapshot()?;
            for node in 0..6 {
                let kinds =
                    (snapshot.degree(node).map_err(|e| e.kind()), graph.degree(node).map_err(|e| e.kind()));
                assert_eq!(kinds.0, kinds.1, "node {node}");
                for other in 0..7 {
                    assert_eq!(snapshot.has_edge(node, other)?, graph.has_edge(node, other)?);
                    assert_eq!(
                        snapshot.edges_between(node, other).map_err(|e| e.kind()),
                        graph.edges_between(node, other).map_err(|e| e.kind())
                    );
                }
                if node == 5 {
                    continue;
                }
                assert_eq!(snapshot.out_degree(node)?, graph.out_degree(node)?);
                assert_eq!(snapshot.in_degree(node)?, graph.in_degree(node)?);
                for direction in [Direction::Out, Direction::In, Direction::Both] {
                    assert_eq!(snapshot.neighbors(node, direction)?, graph.neighbors(node, direction)?);
                    assert_eq!(snapshot.incidence(node, direction)?, graph.incidence(node, direction)?);
                }
            }
        }
        Ok(())
    }
}
