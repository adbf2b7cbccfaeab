//! The nodes from which a node can be reached.

use crate::algorithms::near::{Budget, Near, within, within_whole, without_limit};
use crate::algorithms::traversal::descendants::others;
use crate::algorithms::declaration::linear;
use crate::execution::Execution;
use crate::{Direction, Result, Snapshot, View};

options! {
    /// How far [`ancestors`] searches.
    AncestorsOptions {
        /// The most edges between `node` and another.
        max_depth: Option<u32> = None;
        /// The most nodes to give, the nearest ones; of those that are equally near, the ones with the smallest ids.
        max_nodes: Option<u32> = None;
    }
}

algorithm! {
    /// Finds the nodes from which `node` can be reached, without `node` itself.
    ///
    /// Returns their ids, the nearest first, of those equally near the smallest first.
    ///
    /// In an undirected graph these are all other nodes of its component.
    ///
    /// Cost: that of `k_hop` to the same depth: what is not reached costs nothing, also right after a change.
    ///
    /// Method: breadth-first search.
    ///
    /// # Errors
    ///
    /// `NodeNotFound` when `node` is not a live node; `OutOfMemory`; `Cancelled`.
    ancestors(
        /// The live node to begin at.
        node node: u32,
    ) with options: AncestorsOptions => nodes(Vec<u32>)
    { near: near, kernel: kernel, work: linear }
}

fn near(
    view: &View<'_>,
    node: u32,
    options: &AncestorsOptions,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Vec<u32>> {
    others((options.max_depth, options.max_nodes), |depth, most| {
        within(view.along(Direction::In), node, depth, most, budget, execution)
    })
}

fn kernel(
    snapshot: &Snapshot,
    node: u32,
    options: &AncestorsOptions,
    execution: &Execution<'_>,
) -> Result<Vec<u32>> {
    without_limit(others((options.max_depth, options.max_nodes), |depth, most| {
        Ok(within_whole(snapshot, Direction::In, node, depth, most, execution)?)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases_with_ends, large, runs_under_an_execution};
    use crate::algorithms::{KHopOptions, k_hop};
    use proptest::prelude::*;

    fn check(case: &Case, node: u32, options: &AncestorsOptions) {
        let (snapshot, execution) = (case.snapshot(), Execution::inline());
        let search = KHopOptions {
            direction: Direction::In,
            max_nodes: options.max_nodes.map(|most| most + 1),
        };
        let depth = options.max_depth.unwrap_or(u32::MAX);
        let expected = k_hop(&snapshot, node, depth, &search, &execution).unwrap().nodes.split_off(1);
        assert_eq!(ancestors(&snapshot, node, options, &execution).unwrap(), expected);
        assert_eq!(kernel(&snapshot, node, options, &execution).unwrap(), expected);
    }

    proptest! {
        #[test]
        fn those_of_a_whole_search(
            (case, node, _) in cases_with_ends(),
            max_depth in prop::option::of(0_u32..5),
            max_nodes in prop::option::of(0_u32..12),
        ) {
            check(&case, node, &AncestorsOptions { max_depth, max_nodes });
        }
    }

    #[test]
    fn large_graphs() {
        for case in large() {
            check(&case, 1, &AncestorsOptions::default());
            check(&case, 1, &AncestorsOptions { max_depth: Some(2), max_nodes: Some(50) });
        }
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("ancestors", large(), |snapshot, execution| {
            kernel(snapshot, 1, &AncestorsOptions::default(), execution).map(drop)
        });
    }
}
