//! The invariants of graphs and snapshots, checked from what they store. Trusts nothing: whatever is broken, it
//! reads in bounds and reports.

use super::{Graph, GraphOptions, Invariant, Violation};
use crate::adjacency::{Csr, Overlay};
use crate::bits::Bits;
use crate::column::{Column, ColumnSet};
use crate::faults::planted;
use crate::header::{Header, word};
use crate::key_index::{KeyIndex, key_in};
use crate::memory::{try_vec, try_with_capacity};
use crate::{Result, Snapshot};

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
        if planted("validate-blind") {
            return Ok(Vec::new());
        }
        let base = self.live.base();
        let stored = Stored {
            options: &self.options,
            header: &self.header,
            sources: &self.sources,
            targets: &self.targets,
            removed_nodes: self.removed_nodes.as_ref(),
            removed_edges: self.removed_edges.as_ref(),
            nodes: self.out_degrees.len(),
            degrees: Some([&self.out_degrees, self.in_degrees.as_ref().map_or(&[], |degrees| degrees)]),
            // A host asks before it reads stale rows.
            rows: (self.header.get(word::ADJACENCY_STALE) == 0).then(|| Rows {
                out: (&self.live.out, base.out()),
                inward: (&self.live.inward, base.inward()),
                removed: self.removed_edges.as_ref(),
                dirty: Some(self.live.dirty()),
            }),
            columns: [&self.nodes, &self.edges],
            key: self.key.as_ref().and_then(|key| self.nodes.at(key.position)),
        };
        stored.validate(self.key.as_ref().map(|key| &key.index))
    }
}

impl Snapshot {
    /// Checks every [`Invariant`] that a snapshot has. Returns what does not hold; nothing when it is sound.
    ///
    /// The adjacency and the index of keys are checked if they were built; nothing is built that stays.
    ///
    /// Cost: that of [`Graph::validate`], and memory of about 5 bytes a node for the keys.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn validate(&self) -> Result<Vec<Violation>> {
        if planted("snapshot-trusted") {
            return Ok(Vec::new());
        }
        let topology = self.topology();
        let (adjacency, no_changes) = (topology.built(), Overlay::default());
        let stored = Stored {
            options: self.options(),
            header: self.header(),
            sources: &topology.sources,
            targets: &topology.targets,
            removed_nodes: topology.removed_nodes.as_ref(),
            removed_edges: topology.removed_edges.as_ref(),
            nodes: topology.node_bound as usize,
            degrees: adjacency
                .map(|built| [built.out_degrees(), if built.directed() { built.in_degrees() } else { &[] }]),
            rows: adjacency.map(|built| Rows {
                out: (&no_changes, built.out()),
                inward: (&no_changes, built.inward()),
                removed: None,
                dirty: None,
            }),
            columns: [self.nodes(), self.edges()],
            key: self.key_position().and_then(|position| self.nodes().at(position)),
        };
        let made = match (stored.key, self.key_index()) {
            (Some(key), None) if key.len() == self.node_bound() as usize => {
                Some(KeyIndex::build(key, |node| stored.has_node(node))?)
            }
            _ => None,
        };
        stored.validate(self.key_index().or(made.as_ref()))
    }
}

/// What a graph and a snapshot store alike.
struct Stored<'a> {
    options: &'a GraphOptions,
    header: &'a Header,
    sources: &'a [u32],
    targets: &'a [u32],
    removed_nodes: Option<&'a Bits>,
    removed_edges: Option<&'a Bits>,
    /// How many node ids its topology has.
    nodes: usize,
    /// Outwards, and inwards when directed.
    degrees: Option<[&'a [u32]; 2]>,
    rows: Option<Rows<'a>>,
    /// Of the nodes, and of the edges.
    columns: [&'a ColumnSet; 2],
    key: Option<&'a Column>,
}

/// Rows of the adjacency, and what changed since they were compressed.
struct Rows<'a> {
    out: (&'a Overlay, Csr<'a>),
    /// Of directed graphs.
    inward: (&'a Overlay, Csr<'a>),
    /// Edges that the compressed rows may still list.
    removed: Option<&'a Bits>,
    /// Nodes whose compressed row is not the whole truth.
    dirty: Option<&'a Bits>,
}

impl Stored<'_> {
    fn validate(&self, keys: Option<&KeyIndex>) -> Result<Vec<Violation>> {
        let mut found = Vec::new();
        let report: Report<'_> = &mut |invariant, message| found.push(Violation { invariant, message });
        self.validate_flags(report);
        if self.validate_counts(report) {
            self.validate_edges(report)?;
            self.validate_simple(report)?;
            self.validate_adjacency(report);
        }
        for (columns, rows) in self.columns.into_iter().zip([self.node_bound(), self.edge_bound()]) {
            columns.validate(rows as usize, report);
        }
        self.validate_keys(keys, report);
        Ok(found)
    }

    fn node_bound(&self) -> u32 {
        self.header.get(word::NODE_BOUND)
    }

    fn edge_bound(&self) -> u32 {
        self.header.get(word::EDGE_BOUND)
    }

    fn has_node(&self, node: u32) -> bool {
        node < self.node_bound() && !self.removed_nodes.is_some_and(|bits| bits.get(node as usize))
    }

    fn is_live_edge(&self, edge: u32) -> bool {
        edge < self.edge_bound() && !self.removed_edges.is_some_and(|bits| bits.get(edge as usize))
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
        let (counted, live) = (self.header.get(word::NODE_COUNT), self.live_nodes().count());
        let known = self.nodes;
        let nodes_fit = known == nodes as usize;
        if live != counted as usize || !nodes_fit {
            report(
                Invariant::NodeCount,
                format!("{counted} nodes are counted, {live} are live of {nodes} ids, {known} ids are known"),
            );
        }
        let counted = self.header.get(word::EDGE_COUNT);
        let live = (0..edges).filter(|&id| self.is_live_edge(id)).count();
        let (sources, targets) = (self.sources.len(), self.targets.len());
        let edges_fit = sources == edges as usize && targets == edges as usize;
        if live != counted as usize || !edges_fit {
            report(
                Invariant::EdgeCount,
                format!(
                    "{counted} edges are counted, {live} are live of {edges} ids, {sources} have a source and {targets} a target"
                ),
            );
        }
        nodes_fit && edges_fit
    }

    fn live_nodes(&self) -> impl Iterator<Item = u32> {
        (0..self.node_bound()).filter(|&node| self.has_node(node))
    }

    fn live_edges(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        (0..self.edge_bound())
            .filter(|&edge| self.is_live_edge(edge))
            .map(|edge| (edge, self.sources[edge as usize], self.targets[edge as usize]))
    }

    fn validate_edges(&self, report: Report<'_>) -> Result<()> {
        let nodes = self.node_bound() as usize;
        let mut out = try_vec("degrees", nodes, 0_u32)?;
        let mut inward = try_vec("degrees", if self.options.directed { nodes } else { 0 }, 0_u32)?;
        for (edge, source, target) in self.live_edges() {
            if !self.has_node(source) || !self.has_node(target) {
                report(
                    Invariant::Endpoints,
                    format!("edge {edge} joins {source} and {target}, not both of them live"),
                );
                continue;
            }
            out[source as usize] += 1;
            let at_target = if self.options.directed { &mut inward } else { &mut out };
            at_target[target as usize] += 1;
        }
        let Some([out_degrees, in_degrees]) = self.degrees else { return Ok(()) };
        for (what, counted, right) in [("out", out_degrees, &out), ("in", in_degrees, &inward)] {
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
            if self.options.directed || source <= target { (source, target) } else { (target, source) }
        }));
        pairs.sort_unstable();
        if let Some(pair) = pairs.windows(2).find(|pair| pair[0] == pair[1]) {
            let (source, target) = pair[0];
            report(Invariant::Simple, format!("several edges join {source} and {target}"));
        }
        Ok(())
    }

    fn validate_adjacency(&self, report: Report<'_>) {
        let Some(rows) = &self.rows else { return };
        self.validate_rows("out", rows.out, rows, report);
        if self.options.directed {
            self.validate_rows("in", rows.inward, rows, report);
        }
    }

    fn validate_rows(
        &self,
        what: &str,
        (overlay, csr): (&Overlay, Csr<'_>),
        Rows { removed, dirty, .. }: &Rows<'_>,
        report: Report<'_>,
    ) {
        let mut entries = 0_u64;
        for node in 0..self.node_bound() {
            let (known, mut last, mut length) = (csr.edges_of(node), None, 0);
            let mut as_known = true;
            for (neighbor, edge) in Overlay::merged(overlay, csr, node, *removed) {
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
            if !as_known && !dirty.is_some_and(|marks| marks.get(node as usize)) {
                report(
                    Invariant::DirtyNodes,
                    format!("the row {what} of node {node} has changed and is not marked"),
                );
            }
            entries += length as u64;
        }
        let right: u64 = self
            .live_edges()
            .map(|(_, source, target)| 1 + u64::from(!self.options.directed && source != target))
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
        let fits = match (self.options.directed, what) {
            (true, "out") => ends == there,
            (true, _) => ends == back,
            (false, _) => ends == there || ends == back,
        };
        fits && self.is_live_edge(edge)
    }

    fn validate_keys(&self, keys: Option<&KeyIndex>, report: Report<'_>) {
        let Some(column) = self.key else {
            if self.options.key.is_some() {
                report(Invariant::KeyIndex, "the key column is gone".to_owned());
            }
            return;
        };
        // Without an index the column has not a row for each node, which was reported.
        let Some(keys) = keys else { return };
        let live = self.live_nodes().count();
        if keys.len() != live {
            report(Invariant::KeyIndex, format!("{} keys are indexed for {live} nodes", keys.len()));
        }
        for node in self.live_nodes() {
            match key_in(column, node) {
                None => report(Invariant::KeyIndex, format!("node {node} has no key")),
                Some(value) if keys.find(column, value) != Some(node) => {
                    report(Invariant::KeyIndex, format!("the key {value} of node {node} leads elsewhere"));
                }
                Some(_) => {}
            }
        }
    }
}
