//! Topological order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::algorithms::declaration::linear;
use crate::execution::Execution;
use crate::memory::{try_reserve, try_with_capacity};
use crate::{Error, ErrorKind, Result, Snapshot};

/// Nodes between two looks at the cancel flag.
const POLL: usize = 1 << 12;
/// Nodes of a cycle that a message names.
const NAMED: usize = 8;
/// Marks a node on the way back; no node has so many edges.
const VISITED: u32 = u32::MAX;

algorithm! {
    /// Orders the nodes so that every edge leads from an earlier node to a later one.
    ///
    /// Returns the live nodes. Of all such orders it is the one that has the smallest possible node at each place.
    ///
    /// Where edges form a cycle there is no such order. The error then has one of the cycles as its detail `cycle`, which
    /// begins with its smallest node: from the smallest node that is on a cycle or after one, always back to the smallest
    /// such node, until a node comes again.
    ///
    /// Cost: `O(m + n log n)` time at worst, `O(n + m)` where nodes were added in such an order; besides the result 8
    /// bytes a node. One thread works.
    ///
    /// Method: Kahn (1962), with a heap of the nodes that wait for no other.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for an undirected graph and for a graph with a cycle; `OutOfMemory`; `Cancelled`.
    topological_sort() => nodes(Vec<u32>)
    { kernel: kernel, work: linear, requires: acyclic }
}

fn kernel(snapshot: &Snapshot, execution: &Execution<'_>) -> Result<Vec<u32>> {
    if !snapshot.directed() {
        let remedy = "make the graph with directed: true";
        return Err(Error::expected(ErrorKind::InvalidArgument, "a directed graph", "an undirected one", remedy)
            .with("argument", "graph"));
    }
    let adjacency = snapshot.adjacency(execution)?;
    let in_degrees = adjacency.in_degrees();
    execution.progress(0.0, "ordering nodes");
    // Edges from nodes that have no place yet.
    let mut waiting = try_with_capacity("order of nodes", in_degrees.len())?;
    waiting.extend_from_slice(in_degrees);
    let mut ready = BinaryHeap::from(try_with_capacity("order of nodes", waiting.len())?);
    let is_first = |node: u32| waiting[node as usize] == 0 && snapshot.has_node(node);
    ready.extend((0..waiting.len() as u32).filter(|&node| is_first(node)).map(Reverse));

    let count = snapshot.node_count() as usize;
    let mut order = try_with_capacity("order of nodes", count)?;
    while let Some(Reverse(node)) = ready.pop() {
        if order.len().is_multiple_of(POLL) {
            execution.check()?;
            execution.progress(order.len() as f64 / count as f64, "ordering nodes");
        }
        order.push(node);
        for &after in adjacency.out().neighbors(node) {
            let edges = &mut waiting[after as usize];
            *edges -= 1;
            if *edges == 0 {
                ready.push(Reverse(after));
            }
        }
    }
    execution.check()?;
    if order.len() == count { Ok(order) } else { Err(no_order(find_cycle(snapshot, waiting, execution)?)) }
}

/// A cycle among the nodes that wait for others, in the direction of its edges.
fn find_cycle(snapshot: &Snapshot, mut waiting: Vec<u32>, execution: &Execution<'_>) -> Result<Vec<u32>> {
    let rows = snapshot.adjacency(execution)?.inward();
    let mut way = Vec::new();
    let mut at = (0..).zip(&waiting).find(|(_, edges)| **edges > 0).map(|(node, _)| node);
    // Each of them has an edge from one of them.
    while let Some(node) = at.filter(|&node| waiting[node as usize] != VISITED) {
        if way.len().is_multiple_of(POLL) {
            execution.check()?;
        }
        waiting[node as usize] = VISITED;
        try_reserve("cycle", &mut way, 1)?;
        way.push(node);
        at = rows.neighbors(node).iter().copied().find(|&before| waiting[before as usize] > 0);
    }
    let start = way.iter().position(|&node| Some(node) == at).unwrap_or(0);
    way.drain(..start);
    way.reverse();
    let smallest = way.iter().enumerate().min_by_key(|&(_, node)| node).map_or(0, |(place, _)| place);
    way.rotate_left(smallest);
    Ok(way)
}

fn no_order(cycle: Vec<u32>) -> Error {
    let ends = if cycle.len() > NAMED { " → …" } else { "" };
    let named: Vec<String> = cycle.iter().take(NAMED).map(u32::to_string).collect();
    let first = cycle.first().copied().unwrap_or_default();
    let found = format!("the cycle {}{ends} → {first} of {} nodes", named.join(" → "), cycle.len());
    Error::expected(ErrorKind::InvalidArgument, "a graph without cycles", found, "remove one of its edges")
        .with("argument", "graph")
        .with("cycle", cycle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detail;
    use crate::algorithms::cases::{Case, cases, large, runs_under_an_execution};
    use proptest::prelude::*;

    /// Always the smallest node that no edge from another one leads to, or those that are left.
    fn reference(case: &Case) -> Result<Vec<u32>, Vec<u32>> {
        let arcs = case.arcs();
        let mut left: Vec<u32> = case.live_nodes().collect();
        let mut order = Vec::new();
        while !left.is_empty() {
            let is_free = |node: u32| !arcs.iter().any(|arc| arc.1 == node && left.contains(&arc.0));
            let Some(place) = left.iter().position(|&node| is_free(node)) else { return Err(left) };
            order.push(left.remove(place));
        }
        Ok(order)
    }

    fn check_cycle(case: &Case, error: &Error) -> Vec<u32> {
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        let [_, ("cycle", Detail::Ids(cycle))] = error.details() else { panic!("{error:?}") };
        let arcs = case.arcs();
        for (place, &node) in cycle.iter().enumerate() {
            let after = cycle[(place + 1) % cycle.len()];
            assert!(arcs.iter().any(|&(from, to, ..)| (from, to) == (node, after)), "{cycle:?}");
        }
        assert!(!cycle.is_empty() && cycle.iter().min() == cycle.first(), "{cycle:?}");
        let mut nodes = cycle.clone();
        nodes.sort_unstable();
        nodes.dedup();
        assert_eq!(nodes.len(), cycle.len(), "{cycle:?}");
        cycle.clone()
    }

    proptest! {
        #[test]
        fn the_smallest_node_first_or_a_cycle(case in cases(), acyclic in any::<bool>()) {
            let mut case = Case { directed: true, ..case };
            if acyclic {
                // An order other than that of the ids.
                let place = |node: u32| (node * 7 + 3) % case.nodes.next_power_of_two();
                case.edges.retain(|edge| place(edge.0) < place(edge.1));
                case.removed_edges.clear();
            }
            match (topological_sort(&case.snapshot(), &Execution::inline()), reference(&case)) {
                (Ok(order), Ok(expected)) => prop_assert_eq!(order, expected),
                (Err(error), Err(left)) => {
                    prop_assert!(check_cycle(&case, &error).iter().all(|node| left.contains(node)));
                }
                (found, expected) => prop_assert!(false, "{found:?}, not {expected:?}"),
            }
        }
    }

    #[test]
    fn large_graphs() {
        for mut case in large() {
            case.directed = true;
            check_cycle(&case, &topological_sort(&case.snapshot(), &Execution::inline()).unwrap_err());
            case.edges.retain(|edge| edge.0 < edge.1);
            case.removed_edges.clear();
            let order = topological_sort(&case.snapshot(), &Execution::inline()).unwrap();
            assert_eq!(order, case.live_nodes().collect::<Vec<_>>());
        }
    }

    #[test]
    fn undirected_graphs_are_refused() {
        let case = Case { directed: false, nodes: 1, edges: vec![], removed_nodes: vec![], removed_edges: vec![] };
        let error = topological_sort(&case.snapshot(), &Execution::inline()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }

    #[test]
    fn a_long_cycle_is_named_in_part() {
        let edges = (0..20).map(|node| (node, (node + 1) % 20, 1.0)).collect();
        let case = Case { directed: true, nodes: 20, edges, removed_nodes: vec![], removed_edges: vec![] };
        let error = topological_sort(&case.snapshot(), &Execution::inline()).unwrap_err();
        assert_eq!(check_cycle(&case, &error), (0..20).collect::<Vec<_>>());
        assert!(error.message().contains("cycle 0 → 1 → 2 → 3 → 4 → 5 → 6 → 7 → … → 0 of 20 nodes"), "{error}");
    }

    #[test]
    fn cancellation_and_progress() {
        for acyclic in [false, true] {
            let mut cases = large();
            for case in &mut cases {
                case.directed = true;
                if acyclic {
                    case.edges.retain(|edge| edge.0 < edge.1);
                    case.removed_edges.clear();
                }
            }
            runs_under_an_execution("topological_sort", cases, |snapshot, execution| {
                match topological_sort(snapshot, execution) {
                    Err(error) if error.kind() == ErrorKind::InvalidArgument && !acyclic => Ok(()),
                    other => other.map(drop),
                }
            });
        }
    }
}
