//! The nodes near a node.

use crate::algorithms::near::{Budget, Near, within, within_whole};
use crate::execution::Execution;
use crate::{Direction, Result, Snapshot, View};

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
    /// the sorting of `d` nodes of one depth; about 20 bytes for each node found. What it does not reach costs nothing,
    /// also right after a change. A search that reaches a large part of the graph costs what `bfs` does.
    ///
    /// Method: breadth-first search, level by level, with a hash set of the nodes found; that of `bfs` where they are many.
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
    { near: near, kernel: kernel, work: work }
}

fn near(
    view: &View<'_>,
    node: u32,
    k: u32,
    options: &KHopOptions,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<KHopResult> {
    let arcs = view.along(options.direction);
    let (nodes, depth) = within(arcs, node, k, most(options.max_nodes), budget, execution)?;
    Ok(KHopResult { nodes, depth })
}

fn kernel(
    snapshot: &Snapshot,
    node: u32,
    k: u32,
    options: &KHopOptions,
    execution: &Execution<'_>,
) -> Result<KHopResult> {
    let most = most(options.max_nodes);
    let (nodes, depth) = within_whole(snapshot, options.direction, node, k, most, execution)?;
    Ok(KHopResult { nodes, depth })
}

/// How many nodes are wanted at most.
fn most(max_nodes: Option<u32>) -> usize {
    max_nodes.unwrap_or(u32::MAX) as usize
}

/// Nodes and edges that [`k_hop`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, &(_, k): &(u32, u32), options: &KHopOptions) -> u64 {
    let (nodes, edges) = (u64::from(snapshot.node_bound()), u64::from(snapshot.edge_count()));
    let degree = 1 + 2 * edges / nodes.max(1);
    let most = options.max_nodes.map_or(u64::MAX, u64::from);
    degree.saturating_pow(k).min(degree.saturating_mul(most)).min(nodes + edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::near::without_limit;
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
        let whole = kernel(&snapshot, node, k, options, &Execution::inline()).unwrap();
        let live = without_limit(near(
            &case.changed_graph().view().unwrap(),
            node,
            k,
            options,
            &Budget::unlimited(),
            &Execution::inline(),
        ));
        for found in [found, whole, live.unwrap()] {
            let found: Vec<(u32, u32)> = found.depth.into_iter().zip(found.nodes).collect();
            assert_eq!(found, expected);
        }
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
