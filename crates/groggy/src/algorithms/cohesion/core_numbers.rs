//! Core numbers.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::adjacency::Csr;
use crate::algorithms::arcs::Arcs;
use crate::algorithms::buffer::{atomic_u32, try_zeroed};
use crate::algorithms::declaration::linear;
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_with_capacity;
use crate::{Result, Snapshot};

/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 10;
/// Nodes and arcs that a thread takes at a time, about, where all arcs are read.
const WORK: u64 = 1 << 15;
/// Nodes that a thread peels between two looks at the cancel flag.
const POLL: usize = 1 << 10;

algorithm! {
    /// Finds how deep in the graph each node lies: the largest `k` such that it is in a part of the graph where every
    /// node has `k` neighbours in that part.
    ///
    /// Returns core numbers by node id, `node_bound` entries. Removed ids hold 0.
    ///
    /// Parallel edges count once, and self-loops do not count. In a directed graph neighbours out and in both count, so
    /// that two nodes with edges both ways count twice for each other. All of this is as in NetworkX, which takes
    /// graphs without parallel edges and self-loops only.
    ///
    /// Cost: `O(n + m)` time; besides the result 8 bytes a node, and 4 a node for each thread, of which pages that are
    /// not reached cost nothing.
    ///
    /// Method: nodes of the smallest degree are peeled off, level by level (Batagelj, Zaversnik 2003). The threads share
    /// a level and follow what it sets free on stacks of their own (Kabir, Madduri 2017).
    ///
    /// # Errors
    ///
    /// `OutOfMemory`; `Cancelled`.
    core_numbers() => count_per_node(Vec<u32>)
    { kernel: kernel, work: linear }
}

fn kernel(snapshot: &Snapshot, execution: &Execution<'_>) -> Result<Vec<u32>> {
    let arcs = Arcs::along(snapshot.adjacency(execution)?, Direction::Both);
    let nodes = snapshot.node_bound() as usize;
    let mut core = try_zeroed("core numbers", nodes)?;
    let mut degree = try_zeroed("core numbers", nodes)?;
    let graph = Peeled { arcs, core: atomic_u32(&mut core), degree: atomic_u32(&mut degree) };
    execution.progress(0.0, "counting neighbors");
    graph.count_neighbors(execution)?;
    graph.peel(execution)?;
    Ok(core)
}

struct Peeled<'a> {
    arcs: Arcs<'a>,
    core: &'a [AtomicU32],
    /// Neighbours that are not peeled off yet; 0 for nodes that are.
    degree: &'a [AtomicU32],
}

/// What one thread has before it.
struct Stack {
    nodes: Vec<u32>,
    /// Nodes that this thread peeled off.
    peeled: usize,
}

impl Peeled<'_> {
    fn count_neighbors(&self, execution: &Execution<'_>) -> Result<()> {
        let shares = self.arcs.shares(WORK)?;
        execution.for_each_chunk(shares.len(), 1, |range| {
            for node in shares[range].iter().cloned().flatten() {
                let mut degree = 0;
                self.each_neighbor(node as u32, |_| degree += 1);
                self.degree[node].store(degree, Relaxed);
            }
        })
    }

    fn peel(&self, execution: &Execution<'_>) -> Result<()> {
        let has_neighbors = |node: u32| self.degree[node as usize].load(Relaxed) > 0;
        let mut left = try_with_capacity("core numbers", self.degree.len())?;
        left.extend((0..self.degree.len() as u32).filter(|&node| has_neighbors(node)));
        let stacks = execution.per_thread(|| {
            Ok(Stack { nodes: try_with_capacity("core numbers", self.degree.len())?, peeled: 0 })
        })?;
        let mut stacks = stacks.into_iter().collect::<Result<Vec<_>>>()?;
        let all = left.len();
        let mut gone = 0;
        for level in 1.. {
            let peeled: usize = stacks.iter().map(|stack| stack.peeled).sum();
            execution.progress(peeled as f64 / all.max(1) as f64, "peeling");
            if peeled == all {
                break;
            }
            // All levels together look at no more than twice as many nodes as their core numbers add up to.
            if 2 * (peeled - gone) >= left.len() {
                left.retain(|&node| has_neighbors(node));
                gone = peeled;
            }
            execution.for_each_chunk_with(&mut stacks, left.len(), CHUNK, |stack, range| {
                for &node in &left[range] {
                    // No other thread peels off a node that had this degree when the level began.
                    if self.degree[node as usize].load(Relaxed) == level {
                        self.degree[node as usize].store(0, Relaxed);
                        self.follow(node, level, stack, execution);
                    }
                }
            })?;
            // A thread that was cancelled on its way left the level unfinished.
            execution.check()?;
        }
        Ok(())
    }

    /// Peels off `node`, and whatever has only `level` neighbours left then.
    fn follow(&self, node: u32, level: u32, stack: &mut Stack, execution: &Execution<'_>) {
        stack.nodes.push(node);
        while let Some(node) = stack.nodes.pop() {
            self.core[node as usize].store(level, Relaxed);
            stack.peeled += 1;
            if stack.peeled.is_multiple_of(POLL) && execution.check().is_err() {
                return;
            }
            self.each_neighbor(node, |other| {
                if self.take_neighbor(other, level) {
                    // There is room: every node is on a stack at most once.
                    stack.nodes.push(other);
                }
            });
        }
    }

    /// Notes that a neighbour of `node` is gone. Whether that leaves it at `level`: then the caller that learns
    /// so peels it off, and its degree is 0 from now on.
    fn take_neighbor(&self, node: u32, level: u32) -> bool {
        let fewer = |degree| match degree {
            degree if degree <= level => None,
            degree if degree == level + 1 => Some(0),
            degree => Some(degree - 1),
        };
        self.degree[node as usize].try_update(Relaxed, Relaxed, fewer) == Ok(level + 1)
    }

    /// Calls `visit` with each neighbour of `node` but itself; with one out and in, twice.
    #[inline]
    fn each_neighbor(&self, node: u32, mut visit: impl FnMut(u32)) {
        for rows in std::iter::once(self.arcs.first).chain(self.arcs.second) {
            each_in_row(rows, node, &mut visit);
        }
    }
}

/// Calls `visit` with each node in the row of `node` but itself, once.
#[inline]
fn each_in_row(rows: Csr<'_>, node: u32, mut visit: impl FnMut(u32)) {
    let mut last = node;
    for &other in rows.neighbors(node) {
        if other != last && other != node {
            visit(other);
        }
        last = other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases, large, on_all_threads, runs_under_an_execution};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Removes nodes of too small a degree until none is left, for one level after the other.
    fn reference(case: &Case) -> Vec<u32> {
        let arcs: BTreeSet<(u32, u32)> =
            case.arcs().iter().map(|&(from, to, ..)| (from, to)).filter(|(from, to)| from != to).collect();
        let mut neighbors = vec![Vec::new(); case.nodes as usize];
        for (from, to) in arcs {
            neighbors[from as usize].push(to);
            if case.directed {
                neighbors[to as usize].push(from);
            }
        }
        let mut degree: Vec<usize> = neighbors.iter().map(Vec::len).collect();
        let mut core = vec![0; case.nodes as usize];
        let mut left: BTreeSet<u32> = case.live_nodes().collect();
        for level in 0.. {
            while let Some(&node) = left.iter().find(|&&node| degree[node as usize] <= level) {
                left.remove(&node);
                core[node as usize] = level as u32;
                for &other in &neighbors[node as usize] {
                    degree[other as usize] -= 1;
                }
            }
            if left.is_empty() {
                return core;
            }
        }
        core
    }

    fn check(case: &Case) {
        let snapshot = case.snapshot();
        let found = on_all_threads(|e| core_numbers(&snapshot, e).unwrap(), Vec::eq);
        assert_eq!(found, reference(case));
    }

    proptest! {
        #[test]
        fn as_peeled_one_by_one(case in cases()) {
            check(&case);
        }
    }

    #[test]
    fn large_graphs() {
        large().iter().for_each(check);
    }

    #[test]
    fn a_long_path_is_followed_to_its_end() {
        let edges = (0..200_000).map(|node| (node, node + 1, 1.0)).collect();
        let case =
            Case { directed: false, nodes: 200_001, edges, removed_nodes: vec![], removed_edges: vec![] };
        let found = core_numbers(&case.snapshot(), &Execution::inline()).unwrap();
        assert!(found.iter().all(|&core| core == 1));
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("core_numbers", large(), |snapshot, execution| {
            core_numbers(snapshot, execution).map(drop)
        });
    }
}
