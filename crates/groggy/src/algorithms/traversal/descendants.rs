//! The nodes that can be reached from a node.

use crate::algorithms::near::{Budget, Near, within, within_whole, without_limit};
use crate::algorithms::declaration::linear;
use crate::execution::Execution;
use crate::{Direction, Result, Snapshot, View};

options! {
    /// How far [`descendants`] searches.
    DescendantsOptions {
        /// The most edges between `node` and another.
        max_depth: Option<u32> = None;
        /// The most nodes to give, the nearest ones; of those that are equally near, the ones with the smallest ids.
        max_nodes: Option<u32> = None;
    }
}

algorithm! {
    /// Finds the nodes that can be reached from `node`, without `node` itself.
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
    descendants(
        /// The live node to begin at.
        node node: u32,
    ) with options: DescendantsOptions => nodes(Vec<u32>)
    { near: near, kernel: kernel, work: linear }
}

fn near(
    view: &View<'_>,
    node: u32,
    options: &DescendantsOptions,
    budget: &Budget,
    execution: &Execution<'_>,
) -> Near<Vec<u32>> {
    others((options.max_depth, options.max_nodes), |depth, most| {
        within(view.along(Direction::Out), node, depth, most, budget, execution)
    })
}

fn kernel(
    snapshot: &Snapshot,
    node: u32,
    options: &DescendantsOptions,
    execution: &Execution<'_>,
) -> Result<Vec<u32>> {
    without_limit(others((options.max_depth, options.max_nodes), |depth, most| {
        Ok(within_whole(snapshot, Direction::Out, node, depth, most, execution)?)
    }))
}

/// The nodes of a search without its root, whose depth and number have a limit or not.
pub(crate) fn others(
    limits: (Option<u32>, Option<u32>),
    search: impl FnOnce(u32, usize) -> Near<(Vec<u32>, Vec<u32>)>,
) -> Near<Vec<u32>> {
    let (max_depth, max_nodes) = limits;
    let (mut nodes, _) = search(max_depth.unwrap_or(u32::MAX), max_nodes.map_or(usize::MAX, |most| most as usize + 1))?;
    nodes.remove(0);
    Ok(nodes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases_with_ends, large, runs_under_an_execution};
    use crate::algorithms::{KHopOptions, k_hop};
    use proptest::prelude::*;

    fn check(case: &Case, node: u32, options: &DescendantsOptions) {
        let (snapshot, execution) = (case.snapshot(), Execution::inline());
        let search = KHopOptions {
            direction: Direction::Out,
            max_nodes: options.max_nodes.map(|most| most + 1),
        };
        let depth = options.max_depth.unwrap_or(u32::MAX);
        let expected = k_hop(&snapshot, node, depth, &search, &execution).unwrap().nodes.split_off(1);
        assert_eq!(descendants(&snapshot, node, options, &execution).unwrap(), expected);
        assert_eq!(kernel(&snapshot, node, options, &execution).unwrap(), expected);
    }

    proptest! {
        #[test]
        fn those_of_a_whole_search(
            (case, node, _) in cases_with_ends(),
            max_depth in prop::option::of(0_u32..5),
            max_nodes in prop::option::of(0_u32..12),
        ) {
            check(&case, node, &DescendantsOptions { max_depth, max_nodes });
        }
    }

    #[test]
    fn large_graphs() {
        for case in large() {
            check(&case, 1, &DescendantsOptions::default());
            check(&case, 1, &DescendantsOptions { max_depth: Some(2), max_nodes: Some(50) });
        }
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("descendants", large(), |snapshot, execution| {
            kernel(snapshot, 1, &DescendantsOptions::default(), execution).map(drop)
        });
    }
}
