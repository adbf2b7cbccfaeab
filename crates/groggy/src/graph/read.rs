//! Reading: liveness, degrees, neighbours, edges between.

use super::{Direction, Graph};
use crate::adjacency::{Csr, Incidence, Overlay};
use crate::memory::{try_reserve, try_with_capacity};
use crate::view::{Changed, Rows, View};
use crate::{Error, ErrorKind, Result};

/// The error for a number that is not a live node.
pub(crate) fn node_not_found(node: u64, bound: u32, removed: bool) -> Error {
    id_not_found(ErrorKind::NodeNotFound, "node", "addNode", node, bound, removed)
        .with("node", node)
        .with("nodeBound", bound)
}

/// The error for a number that is not a live edge.
pub(crate) fn edge_not_found(edge: u64, bound: u32, removed: bool) -> Error {
    id_not_found(ErrorKind::EdgeNotFound, "edge", "addEdge", edge, bound, removed)
        .with("edge", edge)
        .with("edgeBound", bound)
}

fn id_not_found(kind: ErrorKind, noun: &str, maker: &str, id: u64, bound: u32, removed: bool) -> Error {
    let why = match bound.checked_sub(1) {
        _ if removed => "removed".to_owned(),
        None => format!("the graph has no {noun}s"),
        Some(last) => format!("the largest id is {last}"),
    };
    Error::expected(
        kind,
        format_args!("the id of a live {noun}"),
        format_args!("{id} ({why})"),
        format_args!("use an id that {maker} or {maker}s returned"),
    )
}

impl Graph {
    /// Whether `node` is live.
    #[must_use]
    #[inline]
    pub fn has_node(&self, node: u32) -> bool {
        node < self.node_bound() && self.removed_nodes.as_ref().is_none_or(|bits| !bits.get(node as usize))
    }

    /// Whether `edge` is live.
    #[must_use]
    #[inline]
    pub fn is_live_edge(&self, edge: u32) -> bool {
        edge < self.edge_bound() && self.removed_edges.as_ref().is_none_or(|bits| !bits.get(edge as usize))
    }

    /// # Errors
    /// `NodeNotFound` when `node` is not live.
    pub fn check_node(&self, node: u32) -> Result<()> {
        if self.has_node(node) {
            return Ok(());
        }
        Err(node_not_found(u64::from(node), self.node_bound(), node < self.node_bound()))
    }

    /// # Errors
    /// `EdgeNotFound` when `edge` is not live.
    pub fn check_edge(&self, edge: u32) -> Result<()> {
        if self.is_live_edge(edge) {
            return Ok(());
        }
        Err(edge_not_found(u64::from(edge), self.edge_bound(), edge < self.edge_bound()))
    }

    /// Where `edge` starts. O(1).
    ///
    /// # Errors
    /// `EdgeNotFound`.
    pub fn source(&self, edge: u32) -> Result<u32> {
        self.check_edge(edge)?;
        Ok(self.sources[edge as usize])
    }

    /// Where `edge` ends. O(1).
    ///
    /// # Errors
    /// `EdgeNotFound`.
    pub fn target(&self, edge: u32) -> Result<u32> {
        self.check_edge(edge)?;
        Ok(self.targets[edge as usize])
    }

    /// Edges at `node`, in and out together, self-loops twice. O(1).
    ///
    /// # Errors
    /// `NodeNotFound`.
    pub fn degree(&self, node: u32) -> Result<u64> {
        self.check_node(node)?;
        let inward = self.in_degrees.as_ref().map_or(0, |degrees| degrees[node as usize]);
        Ok(u64::from(self.out_degrees[node as usize]) + u64::from(inward))
    }

    /// Edges out of `node`; all edges when undirected. O(1).
    ///
    /// # Errors
    /// `NodeNotFound`.
    pub fn out_degree(&self, node: u32) -> Result<u32> {
        self.check_node(node)?;
        Ok(self.out_degrees[node as usize])
    }

    /// Edges into `node`; all edges when undirected. O(1).
    ///
    /// # Errors
    /// `NodeNotFound`.
    pub fn in_degree(&self, node: u32) -> Result<u32> {
        self.check_node(node)?;
        Ok(self.in_degrees()[node as usize])
    }

    /// Whether an edge leads from `source` to `target`, or between them when undirected; false for ids that
    /// are not live. O(log d) once the adjacency is up to date.
    ///
    /// # Errors
    /// `OutOfMemory` when the adjacency cannot be brought up to date.
    pub fn has_edge(&mut self, source: u32, target: u32) -> Result<bool> {
        if !self.has_node(source) || !self.has_node(target) {
            return Ok(false);
        }
        self.sync()?;
        self.live.count_read(source);
        let removed = self.removed_edges.as_ref();
        Ok(self.live.out.between(self.live.base().out(), source, target, removed).next().is_some())
    }

    /// Edges from `source` to `target`, or between them when undirected, ascending.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn edges_between(&mut self, source: u32, target: u32) -> Result<Vec<u32>> {
        self.check_node(source)?;
        self.check_node(target)?;
        self.sync()?;
        self.live.count_read(source);
        let removed = self.removed_edges.as_ref();
        collect(self.live.out.between(self.live.base().out(), source, target, removed))
    }

    /// Distinct neighbours of `node`, ascending. O(d) once the adjacency is up to date; O(d log d) for
    /// [`Direction::Both`] on a directed graph.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn neighbors(&mut self, node: u32, direction: Direction) -> Result<Vec<u32>> {
        let mut neighbors = collect(self.rows(node, direction)?.map(|(neighbor, _)| neighbor))?;
        if direction == Direction::Both && self.directed() {
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
    pub fn incidence(&mut self, node: u32, direction: Direction) -> Result<Vec<Incidence>> {
        collect(self.rows(node, direction)?)
    }

    /// What near queries look at, brought up to date.
    ///
    /// Cost: that of [`sync`](Self::sync): nothing is merged for it while changes are few.
    ///
    /// # Errors
    /// As there.
    pub fn view(&mut self) -> Result<View<'_>> {
        self.sync()?;
        self.live.count_view();
        let (dirty, removed_edges) = (self.live.dirty(), self.removed_edges.as_ref());
        let rows = |base, added| Rows { base, changed: Some(Changed { added, dirty, removed_edges }) };
        let base = self.live.base();
        let inward = if self.options.directed { &self.live.inward } else { &self.live.out };
        Ok(View {
            directed: self.options.directed,
            node_bound: self.node_bound(),
            edge_bound: self.edge_bound(),
            removed_nodes: self.removed_nodes.as_ref(),
            removed_edges,
            edges: &self.edges,
            out: rows(base.out(), &self.live.out),
            inward: rows(base.inward(), inward),
        })
    }

    fn rows(&mut self, node: u32, direction: Direction) -> Result<impl Iterator<Item = Incidence> + '_> {
        self.check_node(node)?;
        self.sync()?;
        self.live.count_read(node);
        let removed = self.removed_edges.as_ref();
        let directed = self.options.directed;
        let row = |overlay, csr| Overlay::merged(overlay, csr, node, removed);
        let (out, inward): (Csr<'_>, Csr<'_>) = (self.live.base().out(), self.live.base().inward());
        let outward = (!directed || direction != Direction::In).then(|| row(&self.live.out, out));
        let back = (directed && direction != Direction::Out).then(|| row(&self.live.inward, inward));
        let both = directed && direction == Direction::Both;
        let back = back.into_iter().flatten().filter(move |&(neighbor, _)| !(both && neighbor == node));
        Ok(outward.into_iter().flatten().chain(back))
    }
}

fn collect<T>(items: impl Iterator<Item = T>) -> Result<Vec<T>> {
    let mut collected = try_with_capacity("neighbours", items.size_hint().0)?;
    for item in items {
        if collected.len() == collected.capacity() {
            let more = collected.len().max(8);
            try_reserve("neighbours", &mut collected, more)?;
        }
        collected.push(item);
    }
    Ok(collected)
}
