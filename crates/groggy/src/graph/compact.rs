//! Renumbering ids without gaps.

use super::live::Live;
use super::{Graph, KeyState};
use crate::header::word;
use crate::key_index::KeyIndex;
use crate::memory::{Owner, Segment, try_vec, try_with_capacity};
use crate::sync::Weak;
use crate::{NONE, Result};

/// Where ids went in a [`Graph::compact`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// New id of each node by old id, `NONE` for removed ones.
    pub nodes: Vec<u32>,
    /// New id of each edge by old id, `NONE` for removed ones.
    pub edges: Vec<u32>,
}

/// Live ids in order, and the new id of each old one.
fn renumber(bound: u32, is_live: impl Fn(u32) -> bool) -> Result<(Vec<u32>, Vec<u32>)> {
    let mut kept = try_with_capacity("ids", bound as usize)?;
    let mut new_ids = try_vec("ids", bound as usize, NONE)?;
    for id in (0..bound).filter(|&id| is_live(id)) {
        new_ids[id as usize] = kept.len() as u32;
        kept.push(id);
    }
    Ok((kept, new_ids))
}

impl Graph {
    /// Gives live nodes and edges new ids without gaps, in the old order, and frees what removed ones held.
    ///
    /// Everything moves to new memory: snapshots and views taken before stay as they were. O(n + m).
    ///
    /// # Errors
    /// `OutOfMemory`; the graph is as it was.
    pub fn compact(&mut self) -> Result<Mapping> {
        let (nodes, new_nodes) = renumber(self.node_bound(), |id| self.has_node(id))?;
        let (edges, new_edges) = renumber(self.edge_bound(), |id| self.is_live_edge(id))?;
        let topology = Owner::Topology;
        let mut sources = Segment::with_capacity(topology, edges.len())?;
        let mut targets = Segment::with_capacity(topology, edges.len())?;
        let moved = |id: u32| new_nodes.get(id as usize).copied().unwrap_or(NONE);
        sources.extend_with(edges.len(), |i| moved(self.sources[edges[i] as usize]));
        targets.extend_with(edges.len(), |i| moved(self.targets[edges[i] as usize]));
        let mut out_degrees = Segment::with_capacity(topology, nodes.len())?;
        out_degrees.extend_with(nodes.len(), |i| self.out_degrees[nodes[i] as usize]);
        let in_degrees = match &self.in_degrees {
            None => None,
            Some(old) => {
                let mut degrees = Segment::with_capacity(topology, nodes.len())?;
                degrees.extend_with(nodes.len(), |i| old[nodes[i] as usize]);
                Some(degrees)
            }
        };
        let node_columns = self.nodes.gather(&nodes)?;
        let edge_columns = self.edges.gather(&edges)?;
        let key = match &self.key {
            None => None,
            Some(KeyState { position, .. }) => match node_columns.at(*position) {
                Some(column) => {
                    Some(KeyState { position: *position, index: KeyIndex::build(column, |_| true)? })
                }
                None => None,
            },
        };
        let live = Live::new(self.options.directed)?;

        (self.sources, self.targets) = (sources, targets);
        (self.out_degrees, self.in_degrees) = (out_degrees, in_degrees);
        (self.removed_nodes, self.removed_edges) = (None, None);
        (self.nodes, self.edges) = (node_columns, edge_columns);
        (self.key, self.live) = (key, live);
        (self.captured, self.latest) = (None, Weak::new());
        self.header.set(word::NODE_BOUND, nodes.len() as u32);
        self.header.set(word::EDGE_BOUND, edges.len() as u32);
        self.header.set(word::ADJACENCY_STALE, 1);
        for epoch in [word::TOPOLOGY_EPOCH, word::COLUMN_EPOCH, word::ADJACENCY_EPOCH, word::COMPACTIONS] {
            self.header.bump(epoch);
        }
        self.topology_changed();
        Ok(Mapping { nodes: new_nodes, edges: new_edges })
    }
}
