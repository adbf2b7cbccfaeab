//! Whether a path leads from one node to another.

use crate::algorithms::arcs::Arcs;
use crate::algorithms::bidirectional_bfs::fewest_edges;
use crate::algorithms::near::{Budget, Near};
use crate::algorithms::near_bfs;
use crate::execution::Execution;
use crate::{Direction, Result, Snapshot, View};

options! {
    /// How [`has_path`] searches.
    HasPathOptions {
        /// Which edges of a directed graph are followed.
        direction: Direction = Direction::Out;
    }
}

algorithm! {
    /// Tells whether a path leads from `source` to `target`; from a node to itself one does.
    ///
    /// Cost: only the neighbourhoods of both ends up to half the distance are searched, at worst `O(n + m)`; memory in
    /// proportion to what is touched. What is not touched costs nothing, also right after a change.
    ///
    /// Method: bidirectional breadth-first search.
    ///
    /// # Errors
    ///
    /// `NodeNotFound` when one of the ends is not a live node; `OutOfMemory`; `Cancelled`.
    has_path(
        /// The live node to begin at.
        node source: u32,
        /// The live node to end at.
        node target: u32,
    ) with options: HasPathOptions => value(bool)
    { near: near, kernel: kernel, work: work }
}

fn near(
    view: &View<'_>,
    source: u32,
    target: u32,
    options: &HasPathOptions,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<bool> {
    let (forward, backward) = (view.along(options.direction), view.against(options.direction));
    Ok(near_bfs::fewest_edges(forward, backward, (source, target), budget, execution)?.is_some())
}

fn kernel(
    snapshot: &Snapshot,
    source: u32,
    target: u32,
    options: &HasPathOptions,
    execution: &Execution<'_>,
) -> Result<bool> {
    let adjacency = snapshot.adjacency(execution)?;
    let forward = Arcs::along(adjacency, options.direction);
    let backward = Arcs::against(adjacency, options.direction);
    let nodes = snapshot.node_bound() as usize;
    Ok(fewest_edges(forward, backward, nodes, (source, target), execution)?.is_some())
}

/// Nodes and edges that [`has_path`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, _: &(u32, u32), _: &HasPathOptions) -> u64 {
    (u64::from(snapshot.node_bound()) + u64::from(snapshot.edge_count())) / 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::algorithms::bfs;
    use crate::algorithms::cases::{Case, cases_with_ends, large, runs_under_an_execution};
    use proptest::prelude::*;

    fn check(case: &Case, source: u32, target: u32, direction: Direction) {
        let (snapshot, options) = (case.snapshot(), HasPathOptions { direction });
        let search = crate::algorithms::BfsOptions { direction, max_depth: None };
        let depth = bfs(&snapshot, source, &search, &Execution::inline()).unwrap().depth;
        let expected = depth[target as usize] >= 0;
        assert_eq!(has_path(&snapshot, source, target, &options, &Execution::inline()).unwrap(), expected);
        assert_eq!(kernel(&snapshot, source, target, &options, &Execution::inline()).unwrap(), expected);
    }

    proptest! {
        #[test]
        fn as_a_whole_search((case, source, target) in cases_with_ends()) {
            for direction in [Direction::Out, Direction::In, Direction::Both] {
                check(&case, source, target, direction);
            }
        }
    }

    #[test]
    fn large_graphs() {
        for case in large() {
            for target in case.live_nodes().step_by(997) {
                check(&case, 1, target, Direction::Out);
            }
        }
    }

    #[test]
    fn a_removed_node_is_refused() {
        let case = Case { directed: true, nodes: 2, edges: vec![], removed_nodes: vec![1], removed_edges: vec![] };
        let error = has_path(&case.snapshot(), 0, 1, &HasPathOptions::default(), &Execution::inline());
        assert_eq!(error.unwrap_err().kind(), ErrorKind::NodeNotFound);
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("has_path", large(), |snapshot, execution| {
            kernel(snapshot, 1, snapshot.node_bound() - 2, &HasPathOptions::default(), execution).map(drop)
        });
    }
}
