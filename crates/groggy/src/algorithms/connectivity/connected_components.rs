//! Connected components; weakly connected ones when the graph is directed.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::algorithms::arcs::Arcs;
use crate::algorithms::buffer::{atomic_u32, try_filled};
use crate::algorithms::declaration::linear;
use crate::algorithms::forest;
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_with_capacity;
use crate::{NONE, Result, Snapshot};

/// Neighbours of each node that are joined before the giant component is looked for.
const SAMPLED_NEIGHBORS: usize = 2;
/// Nodes that are asked for their tree to find the giant component.
const SAMPLED_NODES: usize = 1024;
/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 12;
/// Nodes and arcs that a thread takes at a time, about.
const WORK: u64 = 1 << 16;

result! {
    /// Which component each node is in.
    Components, assigned labels {
        /// Component by node id, `node_bound` entries; numbered from 0 in the order of their smallest node. Removed
        /// ids hold 0xFFFFFFFF.
        per_node labels: Vec<u32>;
        /// How many components there are.
        value count: u32;
        /// Nodes of each component, `count` entries.
        list sizes: Vec<u32>;
    }
}

algorithm! {
    /// Finds the connected components; the direction of edges is not looked at.
    ///
    /// Cost: `O(n + m)` time, nearly; in graphs with one giant component most edges are never read. Besides the
    /// result 4 bytes a node.
    ///
    /// Method: Afforest (Sutton, Ben-Nun, Barak 2018): union-find over a few neighbours of each node, then over the
    /// rest of those nodes that are not in the giant component yet. Trees are joined at their smaller root, so that a
    /// component's root is its smallest node, whatever the threads did.
    ///
    /// # Errors
    ///
    /// `OutOfMemory`; `Cancelled`.
    connected_components() => Components
    { kernel: kernel, work: linear }
}

fn kernel(snapshot: &Snapshot, execution: &Execution<'_>) -> Result<Components> {
    let adjacency = snapshot.adjacency(execution)?;
    let arcs = Arcs::along(adjacency, Direction::Both);
    components(arcs, snapshot.node_bound() as usize, &|node| snapshot.has_node(node), execution)
}

fn components(
    arcs: Arcs<'_>,
    nodes: usize,
    is_live: &(impl Fn(u32) -> bool + Sync),
    execution: &Execution<'_>,
) -> Result<Components> {
    let mut parent = try_with_capacity("components", nodes)?;
    parent.extend(0..nodes as u32);
    let forest = Forest { parent: atomic_u32(&mut parent) };

    for position in 0..SAMPLED_NEIGHBORS {
        execution.progress(0.2 * position as f64, "sampling edges");
        execution.for_each_chunk(nodes, CHUNK, |range| {
            for node in range.start as u32..range.end as u32 {
                if let Some(&neighbor) = arcs.first.neighbors(node).get(position) {
                    forest.join(node, neighbor);
                }
            }
        })?;
        forest.flatten(execution)?;
    }

    execution.progress(0.4, "joining the rest");
    let giant = forest.sample_giant();
    let shares = arcs.shares(WORK)?;
    execution.for_each_chunk(shares.len(), 1, |range| {
        for node in shares[range].iter().flat_map(|nodes| nodes.start as u32..nodes.end as u32) {
            if forest.parent[node as usize].load(Relaxed) == giant {
                continue;
            }
            // An arc out of the giant component is seen from its other end: every row in `first` has its
            // counterpart in `second`, or in `first` itself when the graph is undirected.
            for &neighbor in arcs.first.neighbors(node).iter().skip(SAMPLED_NEIGHBORS) {
                forest.join(node, neighbor);
            }
            for &neighbor in arcs.second.map_or(&[][..], |rows| rows.neighbors(node)) {
                forest.join(node, neighbor);
            }
        }
    })?;
    forest.flatten(execution)?;

    execution.progress(0.8, "numbering");
    number(forest.parent, is_live, execution)
}

/// Trees of nodes; a node's parent is never larger than the node, so a root is the smallest node of its tree.
struct Forest<'a> {
    parent: &'a [AtomicU32],
}

impl Forest<'_> {
    /// Joins the trees of `a` and `b`.
    #[inline]
    fn join(&self, a: u32, b: u32) {
        forest::join(self.parent, a, b);
    }

    /// Hangs each node directly below its root.
    fn flatten(&self, execution: &Execution<'_>) -> Result<()> {
        execution.for_each_chunk(self.parent.len(), CHUNK, |range| {
            for slot in &self.parent[range] {
                let before = slot.load(Relaxed);
                let mut root = before;
                loop {
                    let above = self.parent[root as usize].load(Relaxed);
                    if above == root {
                        break;
                    }
                    root = above;
                }
                if root != before {
                    slot.store(root, Relaxed);
                }
            }
        })
    }

    /// The root that most of some nodes, spread evenly, hang below. A wrong guess costs time only.
    fn sample_giant(&self) -> u32 {
        let step = (self.parent.len() / SAMPLED_NODES).max(1);
        let mut roots: Vec<u32> = self.parent.iter().step_by(step).map(|slot| slot.load(Relaxed)).collect();
        roots.sort_unstable();
        let runs = roots.chunk_by(|a, b| a == b);
        runs.max_by_key(|run| run.len()).and_then(|run| run.first().copied()).unwrap_or(NONE)
    }
}

/// Numbers the roots in ascending order, and all nodes by their root.
fn number(
    parent: &[AtomicU32],
    is_live: &(impl Fn(u32) -> bool + Sync),
    execution: &Execution<'_>,
) -> Result<Components> {
    let nodes = parent.len();
    let is_root = |node: u32| parent[node as usize].load(Relaxed) == node && is_live(node);
    let roots = execution.map_chunks(nodes, CHUNK, |range| {
        (range.start as u32..range.end as u32).filter(|&node| is_root(node)).count() as u32
    })?;
    let mut count = 0;
    let mut before = try_with_capacity("components", roots.len())?;
    before.extend(roots.iter().map(|roots| {
        let start = count;
        count += roots;
        start
    }));

    let mut labels = try_filled("components", nodes, NONE, execution)?;
    let mut sizes = try_filled("components", count as usize, 0, execution)?;
    let shared = atomic_u32(&mut labels);
    execution.for_each_chunk(nodes, CHUNK, |range| {
        let mut label = before[range.start / CHUNK];
        for node in range.start as u32..range.end as u32 {
            if is_root(node) {
                shared[node as usize].store(label, Relaxed);
                label += 1;
            }
        }
    })?;
    let counts = atomic_u32(&mut sizes);
    execution.for_each_chunk(nodes, CHUNK, |range| {
        // Runs of one label are added at once: most nodes are in one component.
        let mut run = (NONE, 0);
        for node in range.start as u32..range.end as u32 {
            let root = parent[node as usize].load(Relaxed);
            let label = shared[root as usize].load(Relaxed);
            if root != node {
                shared[node as usize].store(label, Relaxed);
            }
            if label != run.0 {
                add_run(counts, run);
                run = (label, 0);
            }
            run.1 += 1;
        }
        add_run(counts, run);
    })?;
    Ok(Components { labels, count, sizes })
}

fn add_run(counts: &[AtomicU32], (label, nodes): (u32, u32)) {
    if let Some(count) = counts.get(label as usize) {
        count.fetch_add(nodes, Relaxed);
    }
}
