//! The graph's own invariants, checked from what it stores.

use super::{Graph, Side};
use crate::adjacency::Overlay;
use crate::header::word;
use crate::key_index::key_in;

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which one: `nodeCount`, `edgeCount`, `endpoints`, `degrees`, `adjacency`, `columns` or `keys`.
    pub invariant: &'static str,
    /// What was found.
    pub message: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.invariant, self.message)
    }
}

impl Graph {
    /// Checks every invariant: counts, endpoints, degrees, adjacency against edges, columns, keys. Returns
    /// what does not hold; nothing when the graph is sound.
    ///
    /// Cost: O(n + m) time and memory for each column and for the adjacency.
    #[must_use]
    pub fn validate(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut report = |invariant, message: String| found.push(Violation { invariant, message });
        let (nodes, edges) = (self.node_bound(), self.edge_bound());

        let live = (0..nodes).filter(|&id| self.has_node(id)).count();
        if live != self.node_count() as usize || self.out_degrees.len() != nodes as usize {
            report(
                "nodeCount",
                format!(
                    "{} nodes are counted, {live} are live of {nodes} ids, {} have a degree",
                    self.node_count(),
                    self.out_degrees.len()
                ),
            );
        }
        let live = (0..edges).filter(|&id| self.is_live_edge(id)).count();
        if live != self.edge_count() as usize
            || self.sources.len() != edges as usize
            || self.targets.len() != edges as usize
        {
            report(
                "edgeCount",
                format!(
                    "{} edges are counted, {live} are live of {edges} ids, {} have a source and {} a target",
                    self.edge_count(),
                    self.sources.len(),
                    self.targets.len()
                ),
            );
            return found;
        }
        let mut out = vec![0_u32; nodes as usize];
        let mut inward = vec![0_u32; if self.directed() { nodes as usize } else { 0 }];
        for edge in (0..edges).filter(|&edge| self.is_live_edge(edge)) {
            let (source, target) = (self.sources[edge as usize], self.targets[edge as usize]);
            if !self.has_node(source) || !self.has_node(target) {
                report(
                    "endpoints",
                    format!("edge {edge} joins {source} and {target}, not both of them live"),
                );
                continue;
            }
            out[source as usize] += 1;
            let at_target = if self.directed() { &mut inward } else { &mut out };
            at_target[target as usize] += 1;
        }
        let counted = self.in_degrees.as_ref().map_or(&[][..], |degrees| degrees);
        for (what, counted, right) in [("out", &*self.out_degrees, &out), ("in", counted, &inward)] {
            if let Some(node) = (0..right.len()).find(|&node| counted.get(node) != Some(&right[node])) {
                let message = format!(
                    "node {node} counts {:?} edges {what}, there are {}",
                    counted.get(node),
                    right[node]
                );
                report("degrees", message);
            }
        }
        self.validate_adjacency(&mut report);
        for (side, rows) in [(Side::Nodes, nodes), (Side::Edges, edges)] {
            for defect in self.columns(side).iter().flat_map(|column| column.defects(rows as usize)) {
                report("columns", defect);
            }
        }
        self.validate_keys(&mut report);
        found
    }

    fn validate_adjacency(&self, report: &mut impl FnMut(&'static str, String)) {
        if self.header.get(word::ADJACENCY_STALE) != 0 {
            return;
        }
        let removed = self.removed_edges.as_ref();
        let base = self.live.base();
        let directions = [("out", &self.live.out, base.out()), ("in", &self.live.inward, base.inward())];
        for (what, overlay, csr) in directions.into_iter().take(if self.directed() { 2 } else { 1 }) {
            let mut entries = 0_u64;
            for node in 0..self.node_bound() {
                let mut last = None;
                for (neighbor, edge) in Overlay::merged(overlay, csr, node, removed) {
                    entries += 1;
                    let ends =
                        (self.sources.get(edge as usize).copied(), self.targets.get(edge as usize).copied());
                    let there = (Some(node), Some(neighbor));
                    let back = (Some(neighbor), Some(node));
                    let fits = match (self.directed(), what) {
                        (true, "out") => ends == there,
                        (true, _) => ends == back,
                        (false, _) => ends == there || ends == back,
                    };
                    if !fits || !self.is_live_edge(edge) || last >= Some((neighbor, edge)) {
                        report(
                            "adjacency",
                            format!("the row {what} of node {node} lists edge {edge} to {neighbor}"),
                        );
                    }
                    last = Some((neighbor, edge));
                }
            }
            let both =
                |edge: &u32| !self.directed() && self.sources[*edge as usize] != self.targets[*edge as usize];
            let right: u64 = (0..self.edge_bound())
                .filter(|&edge| self.is_live_edge(edge))
                .map(|edge| 1 + u64::from(both(&edge)))
                .sum();
            if entries != right {
                report(
                    "adjacency",
                    format!("the rows {what} list {entries} ends of edges, there are {right}"),
                );
            }
        }
    }

    fn validate_keys(&self, report: &mut impl FnMut(&'static str, String)) {
        let (Some(key), Some(column)) = (&self.key, self.key_column()) else { return };
        if key.index.len() != self.node_count() as usize {
            report("keys", format!("{} keys are indexed for {} nodes", key.index.len(), self.node_count()));
        }
        for node in (0..self.node_bound()).filter(|&node| self.has_node(node)) {
            match key_in(column, node) {
                None => report("keys", format!("node {node} has no key")),
                Some(value) if key.index.find(column, value) != Some(node) => {
                    report("keys", format!("the key {value} of node {node} leads to another node"));
                }
                Some(_) => {}
            }
        }
    }
}
