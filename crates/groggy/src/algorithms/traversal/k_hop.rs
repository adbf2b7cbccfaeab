//! The nodes near a node.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use crate::algorithms::arcs::Arcs;
use crate::execution::Execution;
use crate::memory::try_reserve;
use crate::{Direction, Error, Result, Snapshot};

/// Arcs between two looks at the cancel flag.
const POLL: usize = 1 << 12;

options! {
    /// How [`k_hop`] searches.
    KHopOptions {
        /// Which edges of a directed graph are followed.
        direction: Direction = Direction::Out;
        /// The most nodes to give, the nearest ones; of those that are equally near, the ones with the smallest ids.
        max_nodes: Option<u32> = None;
    }
}

result! {
    /// The nodes near a node, in the order of their depth, then of their ids.
    KHopResult {
        /// Ids of the nodes, that of the node itself first.
        nodes nodes: Vec<u32>;
        /// Edges on a shortest path to each of them, in the same order.
        list depth: Vec<u32>;
    }
}

algorithm! {
    /// Finds the nodes that are at most `k` edges away from `node`, which is one of them.
    ///
    /// Cost: in proportion to the edges of the nodes that are nearer than the farthest ones found, and `O(d log d)` for
    /// the sorting of `d` nodes of one depth; about 20 bytes for each node found. What it does not reach costs nothing.
    /// One thread searches.
    ///
    /// Method: breadth-first search, level by level, with a hash set of the nodes found.
    ///
    /// # Errors
    ///
    /// `NodeNotFound` when `node` is not a live node; `OutOfMemory`; `Cancelled`.
    k_hop(
        /// The live node to begin at.
        node node: u32,
        /// The most edges between it and another.
        whole k: u32 = 2,
    ) with options: KHopOptions => KHopResult
    { kernel: kernel, work: work }
}

fn kernel(
    snapshot: &Snapshot,
    node: u32,
    k: u32,
    options: &KHopOptions,
    execution: &Execution<'_>,
) -> Result<KHopResult> {
    let arcs = Arcs::along(snapshot.adjacency(execution)?, options.direction);
    let most = options.max_nodes.unwrap_or(u32::MAX) as usize;
    let mut near = Near { nodes: Vec::new(), seen: HashSet::default() };
    near.add(&[node], execution)?;
    let (mut level, mut depth) = (0, Vec::new());
    for step in 0..=k {
        execution.progress(f64::from(step) / f64::from(k.max(1)), "searching");
        near.nodes[level..].sort_unstable();
        near.nodes.truncate(most);
        let end = near.nodes.len();
        try_reserve("near nodes", &mut depth, end - level)?;
        depth.resize(end, step);
        if end == level || end == most || step == k {
            break;
        }
        for at in level..end {
            let node = near.nodes[at];
            for rows in std::iter::once(arcs.first).chain(arcs.second) {
                near.add(rows.neighbors(node), execution)?;
            }
        }
        level = end;
    }
    Ok(KHopResult { nodes: near.nodes, depth })
}

/// Nodes and edges that [`k_hop`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, &(_, k): &(u32, u32), options: &KHopOptions) -> u64 {
    let (nodes, edges) = (u64::from(snapshot.node_bound()), u64::from(snapshot.edge_count()));
    let degree = 1 + 2 * edges / nodes.max(1);
    let most = options.max_nodes.map_or(u64::MAX, u64::from);
    degree.saturating_pow(k).min(degree.saturating_mul(most)).min(nodes + edges)
}

/// Nodes that were found.
struct Near {
    nodes: Vec<u32>,
    seen: HashSet<u32, FxBuildHasher>,
}

impl Near {
    /// Adds those of `row` that were not found before.
    fn add(&mut self, row: &[u32], execution: &Execution<'_>) -> Result<()> {
        for row in row.chunks(POLL) {
            execution.check()?;
            try_reserve("near nodes", &mut self.nodes, row.len())?;
            let bytes = size_of_val(row);
            self.seen.try_reserve(row.len()).map_err(|_| Error::out_of_memory("near nodes", bytes))?;
            self.nodes.extend(row.iter().filter(|&&node| self.seen.insert(node)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::algorithms::cases::{Case, cases_with_ends, large, runs_under_an_execution};
    use crate::algorithms::traversal::bfs::{BfsOptions, bfs};
    use proptest::prelude::*;

    /// The same, from a search that gives every node its depth.
    fn check(case: &Case, node: u32, k: u32, options: &KHopOptions) {
        let snapshot = case.snapshot();
        let search = BfsOptions { direction: options.direction, max_depth: Some(k) };
        let depth = bfs(&snapshot, node, &search, &Execution::inline()).unwrap().depth;
        let mut expected: Vec<(u32, u32)> = case
            .live_nodes()
            .filter_map(|node| u32::try_from(depth[node as usize]).ok().map(|depth| (depth, node)))
            .collect();
        expected.sort_unstable();
        expected.truncate(options.max_nodes.unwrap_or(u32::MAX) as usize);
        let found = k_hop(&snapshot, node, k, options, &Execution::inline()).unwrap();
        let found: Vec<(u32, u32)> = found.depth.into_iter().zip(found.nodes).collect();
        assert_eq!(found, expected);
    }

    fn options() -> impl Strategy<Value = KHopOptions> {
        let directions = vec![Direction::Out, Direction::In, Direction::Both];
        (prop::sample::select(directions), prop::option::of(0_u32..12))
            .prop_map(|(direction, max_nodes)| KHopOptions { direction, max_nodes })
    }

    proptest! {
        #[test]
        fn the_nearest_of_a_whole_search((case, node, _) in cases_with_ends(), k in 0_u32..6, options in options()) {
            check(&case, node, k, &options);
        }
    }

    #[test]
    fn large_graphs() {
        for case in large() {
            for (k, max_nodes) in [(2, None), (3, Some(500)), (u32::MAX, None)] {
                check(&case, 1, k, &KHopOptions { direction: Direction::Both, max_nodes });
            }
        }
    }

    #[test]
    fn a_removed_node_is_refused() {
        let case = Case { directed: true, nodes: 2, edges: vec![], removed_nodes: vec![1], removed_edges: vec![] };
        let error = k_hop(&case.snapshot(), 1, 1, &KHopOptions::default(), &Execution::inline()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NodeNotFound);
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("k_hop", large(), |snapshot, execution| {
            k_hop(snapshot, 1, 5, &KHopOptions::default(), execution).map(drop)
        });
    }
}
