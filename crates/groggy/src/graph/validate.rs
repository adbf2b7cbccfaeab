//! The graph's own invariants, checked from what it stores. Trusts nothing: whatever is broken, it reads in
//! bounds and reports.

use super::{Graph, Invariant, Side, Violation};
use crate::Result;
use crate::adjacency::{Csr, Overlay};
use crate::faults::planted;
use crate::header::word;
use crate::key_index::key_in;
use crate::memory::{try_vec, try_with_capacity};

/// Takes in what does not hold.
type Report<'a> = &'a mut dyn FnMut(Invariant, String);

impl Graph {
    /// Checks every [`Invariant`]. Returns what does not hold; nothing when the graph is sound.
    ///
    /// Cost: O(n + m) time for each column and for the adjacency, O(m log m) where parallel edges are forbidden;
    /// memory of 8 bytes a node, and 8 an edge where parallel edges are forbidden.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn validate(&self) -> Result<Vec<Violation>> {
        let mut found = Vec::new();
        if planted("validate-blind") {
            return Ok(found);
        }
        let report: Report<'_> = &mut |invariant, message| found.push(Violation { invariant, message });
        self.validate_flags(report);
        if self.validate_counts(report) {
            self.validate_edges(report)?;
            self.validate_simple(report)?;
            self.validate_adjacency(report);
        }
        for (side, rows) in [(Side::Nodes, self.node_bound()), (Side::Edges, self.edge_bound())] {
            self.columns(side).validate(rows as usize, report);
        }
        self.validate_keys(report);
        Ok(found)
    }

    fn validate_flags(&self, report: Report<'_>) {
        let (shown, right) = (self.header.get(word::FLAGS), self.options.flags());
        if shown != right {
            report(Invariant::Flags, format!("the header shows the flags {shown}, the options are {right}"));
        }
    }

    /// Whether ids can be trusted to be in bounds from here on.
    fn validate_counts(&self, report: Report<'_>) -> bool {
        let (nodes, edges) = (self.node_bound(), self.edge_bound());
        let live = (0..nodes).filter(|&id| self.has_node(id)).count();
        let degrees = self.out_degrees.len();
        let nodes_fit = degrees == nodes as usize;
        if live != self.node_count() as usize || !nodes_fit {
            report(
                Invariant::NodeCount,
                format!(
                    "{} nodes are counted, {live} are live of {nodes} ids, {degrees} have a degree",
                    self.node_count()
                ),
            );
        }
        let live = (0..edges).filter(|&id| self.is_live_edge(id)).count();
        let (sources, targets) = (self.sources.len(), self.targets.len());
        let edges_fit = sources == edges as usize && targets == edges as usize;
        if live != self.edge_count() as usize || !edges_fit {
            report(
                Invariant::EdgeCount,
                format!(
                    "{} edges are counted, {live} are live of {edges} ids, {sources} have a source and {targets} a target",
                    self.edge_count()
                ),
            );
        }
        nodes_fit && edges_fit
    }

    fn live_edges(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        (0..self.edge_bound())
            .filter(|&edge| self.is_live_edge(edge))
            .map(|edge| (edge, self.sources[edge as usize], self.targets[edge as usize]))
    }

    fn validate_edges(&self, report: Report<'_>) -> Result<()> {
        let nodes = self.node_bound() as usize;
        let mut out = try_vec("degrees", nodes, 0_u32)?;
        let mut inward = try_vec("degrees", if self.directed() { nodes } else { 0 }, 0_u32)?;
        for (edge, source, target) in self.live_edges() {
            if !self.has_node(source) || !self.has_node(target) {
                report(
                    Invariant::Endpoints,
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
                let counted = counted.get(node);
                report(
                    Invariant::Degrees,
                    format!("node {node} counts {counted:?} edges {what}, there are {}", right[node]),
                );
            }
        }
        Ok(())
    }

    fn validate_simple(&self, report: Report<'_>) -> Result<()> {
        if !self.options.self_loops
            && let Some((edge, node, _)) = self.live_edges().find(|&(_, source, target)| source == target)
        {
            report(Invariant::Simple, format!("edge {edge} leads from node {node} back to it"));
        }
        if self.options.multi {
            return Ok(());
        }
        let mut pairs = try_with_capacity("edges", self.edge_bound() as usize)?;
        pairs.extend(self.live_edges().map(|(_, source, target)| {
            if self.directed() || source <= target { (source, target) } else { (target, source) }
        }));
        pairs.sort_unstable();
        if let Some(pair) = pairs.windows(2).find(|pair| pair[0] == pair[1]) {
            let (source, target) = pair[0];
            report(Invariant::Simple, format!("several edges join {source} and {target}"));
        }
        Ok(())
    }

    fn validate_adjacency(&self, report: Report<'_>) {
        // A host asks before it reads stale rows.
        if self.header.get(word::ADJACENCY_STALE) != 0 {
            return;
        }
        let base = self.live.base();
        let directions = [("out", &self.live.out, base.out()), ("in", &self.live.inward, base.inward())];
        for (what, overlay, csr) in directions.into_iter().take(if self.directed() { 2 } else { 1 }) {
            self.validate_rows(what, overlay, csr, report);
        }
    }

    fn validate_rows(&self, what: &str, overlay: &Overlay, csr: Csr<'_>, report: Report<'_>) {
        let mut entries = 0_u64;
        for node in 0..self.node_bound() {
            let (known, mut last, mut length) = (csr.edges_of(node), None, 0);
            let mut as_known = true;
            for (neighbor, edge) in Overlay::merged(overlay, csr, node, self.removed_edges.as_ref()) {
                if !self.row_holds(what, node, neighbor, edge) || last >= Some((neighbor, edge)) {
                    report(
                        Invariant::Adjacency,
                        format!("the row {what} of node {node} lists edge {edge} to {neighbor}"),
                    );
                }
                as_known &= known.get(length) == Some(&edge);
                last = Some((neighbor, edge));
                length += 1;
            }
            as_known &= known.len() == length;
            if !as_known && !self.live.dirty().get(node as usize) {
                report(
                    Invariant::DirtyNodes,
                    format!("the row {what} of node {node} has changed and is not marked"),
                );
            }
            entries += length as u64;
        }
        let right: u64 = self
            .live_edges()
            .map(|(_, source, target)| 1 + u64::from(!self.directed() && source != target))
            .sum();
        if entries != right {
            report(
                Invariant::Adjacency,
                format!("the rows {what} list {entries} ends of edges, there are {right}"),
            );
        }
    }

    /// Whether `edge` is a live one from `node` to `neighbor`, seen in that direction.
    fn row_holds(&self, what: &str, node: u32, neighbor: u32, edge: u32) -> bool {
        let ends = (self.sources.get(edge as usize).copied(), self.targets.get(edge as usize).copied());
        let there = (Some(node), Some(neighbor));
        let back = (Some(neighbor), Some(node));
        let fits = match (self.directed(), what) {
            (true, "out") => ends == there,
            (true, _) => ends == back,
            (false, _) => ends == there || ends == back,
        };
        fits && self.is_live_edge(edge)
    }

    fn validate_keys(&self, report: Report<'_>) {
        let (Some(key), Some(column)) = (&self.key, self.key_column()) else {
            if self.options.key.is_some() {
                report(Invariant::KeyIndex, "the key column is gone".to_owned());
            }
            return;
        };
        if key.index.len() != self.node_count() as usize {
            report(
                Invariant::KeyIndex,
                format!("{} keys are indexed for {} nodes", key.index.len(), self.node_count()),
            );
        }
        for node in (0..self.node_bound()).filter(|&node| self.has_node(node)) {
            match key_in(column, node) {
                None => report(Invariant::KeyIndex, format!("node {node} has no key")),
                Some(value) if key.index.find(column, value) != Some(node) => {
                    report(Invariant::KeyIndex, format!("the key {value} of node {node} leads elsewhere"));
                }
                Some(_) => {}
            }
        }
    }
}
