//! Removing nodes and edges. Ids are not given again; their rows stay until `compact`.

use super::Graph;
use crate::Result;
use crate::bits::Bits;
use crate::column::Column;
use crate::header::word;
use crate::key_index::key_in;
use crate::memory::{Owner, try_reserve, try_with_capacity};

impl Graph {
    /// Removes edges. An id that is given twice counts once. All or nothing.
    ///
    /// Cost: O(k); after a snapshot the first removal copies the bitmap of removals.
    ///
    /// # Errors
    /// `EdgeNotFound`; `OutOfMemory`.
    pub fn remove_edges(&mut self, edges: &[u32]) -> Result<()> {
        for (row, &edge) in edges.iter().enumerate() {
            self.check_edge(edge).map_err(|error| error.in_row(row))?;
        }
        if edges.is_empty() {
            return Ok(());
        }
        self.prepare_removal(Removed::Edges)?;
        for &edge in edges {
            self.commit_edge_removal(edge);
        }
        self.topology_changed();
        Ok(())
    }

    /// Removes nodes and every edge at them. An id that is given twice counts once. All or nothing.
    ///
    /// Cost: O(k + edges removed) once the adjacency is up to date, or one pass over all edges.
    ///
    /// # Errors
    /// `NodeNotFound`; `OutOfMemory`.
    pub fn remove_nodes(&mut self, nodes: &[u32]) -> Result<()> {
        for (row, &node) in nodes.iter().enumerate() {
            self.check_node(node).map_err(|error| error.in_row(row))?;
        }
        if nodes.is_empty() {
            return Ok(());
        }
        let edges = self.edges_at(nodes)?;
        self.prepare_removal(Removed::Nodes)?;
        if !edges.is_empty() {
            self.prepare_removal(Removed::Edges)?;
        }
        for edge in edges {
            self.commit_edge_removal(edge);
        }
        for &node in nodes {
            let Some(bits) = &mut self.removed_nodes else { break };
            if bits.get(node as usize) {
                continue;
            }
            bits.set(node as usize, true);
            if let Some(key) = &mut self.key
                && let Some(value) =
                    self.nodes.at(key.position).and_then(|column: &Column| key_in(column, node))
            {
                key.index.forget(value, node);
            }
            self.header.adjust(word::NODE_COUNT, -1);
        }
        self.topology_changed();
        Ok(())
    }

    /// Every live edge at `nodes`; an edge between two of them may be listed twice.
    fn edges_at(&mut self, nodes: &[u32]) -> Result<Vec<u32>> {
        let mut edges = Vec::new();
        let touched: u64 = nodes.iter().map(|&node| self.degree(node).unwrap_or(0)).sum();
        if touched == 0 {
            return Ok(edges);
        }
        if touched < u64::from(self.edge_bound()) / 8 || nodes.len() == 1 {
            for &node in nodes {
                let row = self.incidence(node, super::Direction::Both)?;
                try_reserve("edges", &mut edges, row.len())?;
                edges.extend(row.iter().map(|&(_, edge)| edge));
            }
        } else {
            let mut gone = Bits::filled(Owner::Topology, self.node_bound() as usize, false)?;
            for &node in nodes {
                gone.set(node as usize, true);
            }
            edges = try_with_capacity("edges", touched as usize)?;
            edges.extend((0..self.edge_bound()).filter(|&edge| {
                let ends = (self.sources[edge as usize] as usize, self.targets[edge as usize] as usize);
                self.is_live_edge(edge) && (gone.get(ends.0) || gone.get(ends.1))
            }));
        }
        Ok(edges)
    }

    /// Makes the bitmap of removals writable and as long as ids go.
    fn prepare_removal(&mut self, what: Removed) -> Result<()> {
        let (bits, bound) = match what {
            Removed::Nodes => (&mut self.removed_nodes, self.out_degrees.len()),
            Removed::Edges => (&mut self.removed_edges, self.sources.len()),
        };
        let moved = match bits {
            None => {
                *bits = Some(Bits::filled(Owner::Topology, bound, false)?);
                true
            }
            Some(bits) => {
                let mut moved = bits.make_writable(0)?;
                if bits.len() < bound {
                    moved |= bits.reserve(bound - bits.len())?;
                    bits.extend_filled(bound - bits.len(), false);
                }
                moved
            }
        };
        if moved {
            self.header.bump(word::TOPOLOGY_EPOCH);
        }
        if what == Removed::Edges && self.live.reserve_dirty(self.out_degrees.len() as u32)? {
            self.header.bump(word::ADJACENCY_EPOCH);
        }
        Ok(())
    }

    fn commit_edge_removal(&mut self, edge: u32) {
        let Some(bits) = &mut self.removed_edges else { return };
        if bits.get(edge as usize) {
            return;
        }
        bits.set(edge as usize, true);
        let (source, target) = (self.sources[edge as usize], self.targets[edge as usize]);
        self.count_degrees(source, target, -1);
        self.live.remove(edge, source, target, self.options.directed);
        self.header.adjust(word::EDGE_COUNT, -1);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Removed {
    Nodes,
    Edges,
}
