//! Strongly connected components.

use crate::adjacency::{Adjacency, Csr};
use crate::algorithms::arcs::Arcs;
use crate::algorithms::buffer::{try_filled, try_zeroed};
use crate::algorithms::connectivity::connected_components::{Components, connected_components};
use crate::algorithms::declaration::linear;
use crate::algorithms::search::breadth_first;
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_reserve;
use crate::{NONE, Result, Snapshot};

/// Nodes that a thread takes at a time.
const CHUNK: usize = 1 << 14;
/// Steps of the search between two looks at the cancel flag.
const POLL: u32 = 1 << 12;

algorithm! {
    /// Finds the strongly connected components: nodes that all reach one another along the direction of edges.
    ///
    /// An undirected edge leads both ways, so that in an undirected graph they are the connected components.
    ///
    /// Cost: `O(n + m)` time; besides the result at most 20 bytes a node. One thread searches what is not in the
    /// component of the best connected node.
    ///
    /// Method: what that node reaches and what reaches it, by breadth-first search forwards and backwards (Fleischer,
    /// Hendrickson, Pinar 2000); then depth-first search of the rest (Tarjan 1972), without recursion.
    ///
    /// # Errors
    ///
    /// `OutOfMemory`; `Cancelled`.
    strongly_connected_components() => Components
    { kernel: kernel, work: linear }
}

fn kernel(snapshot: &Snapshot, execution: &Execution<'_>) -> Result<Components> {
    if !snapshot.directed() {
        return connected_components(snapshot, execution);
    }
    let adjacency = snapshot.adjacency(execution)?;
    execution.progress(0.0, "searching");
    let nodes = snapshot.node_bound() as usize;
    let mut labels = try_filled("components", nodes, NONE, execution)?;
    let found = find_giant(adjacency, &mut labels, execution)?;
    let mut search = DepthFirst {
        rows: adjacency.out(),
        low: try_zeroed("components", nodes)?,
        labels,
        open: Vec::new(),
        way: Vec::new(),
        met: 0,
        found,
        steps: 0,
    };
    for node in (0..nodes as u32).filter(|&node| snapshot.has_node(node)) {
        search.run(node, execution)?;
    }
    number(search.labels, search.found, execution)
}

/// Gives the component of the node with most ways through it the label 0. How many components that makes: 1, or 0 when
/// no node has an edge in and an edge out.
fn find_giant(adjacency: &Adjacency, labels: &mut [u32], execution: &Execution<'_>) -> Result<u32> {
    let ways = |node: usize| {
        let [inward, out] = [adjacency.in_degrees(), adjacency.out_degrees()].map(|degrees| degrees[node]);
        u64::from(inward) * u64::from(out)
    };
    let best = execution.map_chunks(labels.len(), CHUNK, |range| {
        range.map(|node| (ways(node), node)).reduce(|best, other| if other.0 > best.0 { other } else { best })
    })?;
    let best = best.into_iter().flatten().reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((1.., pivot)) = best else { return Ok(0) };
    let reach = |direction, from: f64| {
        let (along, against) = (Arcs::along(adjacency, direction), Arcs::against(adjacency, direction));
        let report = |fraction: f64, stage| execution.progress(from + 0.3 * fraction, stage);
        let levels =
            breadth_first(along, against, labels.len(), pivot as u32, u32::MAX, &execution.with_progress(&report))?;
        Ok(levels.depth)
    };
    let (after, before) = (reach(Direction::Out, 0.0)?, reach(Direction::In, 0.3)?);
    execution.for_each_chunk_mut(labels, CHUNK, |start, piece| {
        for (label, (&after, &before)) in piece.iter_mut().zip(after[start..].iter().zip(&before[start..])) {
            if after >= 0 && before >= 0 {
                *label = 0;
            }
        }
    })?;
    Ok(1)
}

/// Tarjan's search, of nodes that have no label yet.
struct DepthFirst<'a> {
    rows: Csr<'a>,
    /// By node id: 0 until the node is met; then the place, in the order of meeting, of the first node without a label
    /// that it is known to reach.
    low: Vec<u32>,
    labels: Vec<u32>,
    /// Nodes that were met and have no label yet.
    open: Vec<u32>,
    /// The nodes between the root of the search and the node that it is at.
    way: Vec<Step>,
    met: u32,
    /// Components that have a label.
    found: u32,
    steps: u32,
}

/// A node on the way.
struct Step {
    node: u32,
    /// Its place in the order of meeting, from 1.
    met: u32,
    /// The position in its row to look at next.
    next: u32,
}

impl DepthFirst<'_> {
    /// Labels all that `root` reaches, unless it was met before.
    fn run(&mut self, root: u32, execution: &Execution<'_>) -> Result<()> {
        if self.labels[root as usize] == NONE {
            self.meet(root)?;
        }
        while let Some(step) = self.way.last_mut() {
            self.steps = self.steps.wrapping_add(1);
            if self.steps.is_multiple_of(POLL) {
                execution.check()?;
                execution.progress(0.6 + 0.3 * f64::from(self.met) / self.low.len() as f64, "searching");
            }
            let node = step.node as usize;
            let unseen = self.rows.neighbors(step.node)[step.next as usize..].iter().find(|&&other| {
                step.next += 1;
                // What has a label is in another component.
                if self.labels[other as usize] == NONE && self.low[other as usize] != 0 {
                    self.low[node] = self.low[node].min(self.low[other as usize]);
                }
                self.labels[other as usize] == NONE && self.low[other as usize] == 0
            });
            if let Some(&other) = unseen {
                self.meet(other)?;
                continue;
            }
            let is_first = self.low[node] == step.met;
            self.way.pop();
            if is_first {
                self.close(node as u32);
            } else if let Some(before) = self.way.last() {
                let before = before.node as usize;
                self.low[before] = self.low[before].min(self.low[node]);
            }
        }
        Ok(())
    }

    fn meet(&mut self, node: u32) -> Result<()> {
        try_reserve("components", &mut self.open, 1)?;
        try_reserve("components", &mut self.way, 1)?;
        self.met += 1;
        self.low[node as usize] = self.met;
        self.open.push(node);
        self.way.push(Step { node, met: self.met, next: 0 });
        Ok(())
    }

    /// Labels what was met since `first`.
    fn close(&mut self, first: u32) {
        while let Some(node) = self.open.pop() {
            self.labels[node as usize] = self.found;
            if node == first {
                break;
            }
        }
        self.found += 1;
    }
}

/// Renumbers the components in the order of their smallest node.
fn number(mut labels: Vec<u32>, count: u32, execution: &Execution<'_>) -> Result<Components> {
    execution.progress(0.9, "numbering");
    let mut new = try_filled("components", count as usize, NONE, execution)?;
    let mut sizes = try_zeroed("components", count as usize)?;
    let mut next = 0;
    for piece in labels.chunks_mut(CHUNK) {
        execution.check()?;
        for label in piece.iter_mut().filter(|label| **label != NONE) {
            let new = &mut new[*label as usize];
            if *new == NONE {
                *new = next;
                next += 1;
            }
            *label = *new;
            sizes[*new as usize] += 1;
        }
    }
    Ok(Components { labels, count, sizes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases, large, on_all_threads, runs_under_an_execution};
    use proptest::prelude::*;

    /// Nodes that `start` reaches over `rows`, but not through nodes that have a label.
    fn reached(rows: &[Vec<u32>], labels: &[u32], start: u32) -> Vec<bool> {
        let mut seen = vec![false; rows.len()];
        let mut waiting = vec![start];
        seen[start as usize] = true;
        while let Some(node) = waiting.pop() {
            for &other in &rows[node as usize] {
                if labels[other as usize] == NONE && !seen[other as usize] {
                    seen[other as usize] = true;
                    waiting.push(other);
                }
            }
        }
        seen
    }

    /// The component of each node: what it reaches and what reaches it.
    fn reference(case: &Case) -> Vec<u32> {
        let [mut after, mut before] = [vec![Vec::new(); case.nodes as usize], vec![Vec::new(); case.nodes as usize]];
        for (from, to, ..) in case.arcs() {
            after[from as usize].push(to);
            before[to as usize].push(from);
        }
        let mut labels = vec![NONE; case.nodes as usize];
        let mut count = 0;
        for node in case.live_nodes() {
            if labels[node as usize] == NONE {
                let [out, inward] = [&after, &before].map(|rows| reached(rows, &labels, node));
                for (label, (out, inward)) in labels.iter_mut().zip(out.into_iter().zip(inward)) {
                    if out && inward {
                        *label = count;
                    }
                }
                count += 1;
            }
        }
        labels
    }

    fn check(case: &Case) -> Components {
        let snapshot = case.snapshot();
        let found = on_all_threads(|e| strongly_connected_components(&snapshot, e).unwrap(), Components::eq);
        assert_eq!(found.labels, reference(case));
        for (label, &size) in (0..).zip(&found.sizes) {
            assert_eq!(size as usize, found.labels.iter().filter(|&&other| other == label).count());
        }
        assert_eq!(found.sizes.len(), found.count as usize);
        found
    }

    proptest! {
        #[test]
        fn those_that_reach_one_another(case in cases()) {
            check(&case);
        }
    }

    #[test]
    fn large_graphs() {
        assert!(large().iter().map(check).any(|found| found.count > 1000));
    }

    #[test]
    fn a_long_way_needs_no_recursion() {
        // A path, then a cycle that the path leads to, and another path from there.
        let edges = (0..120_000).map(|node| (node, if node == 80_000 { 40_000 } else { node + 1 }, 1.0));
        let edges = edges.chain([(50_000, 80_001, 1.0)]).collect();
        let case =
            Case { directed: true, nodes: 120_001, edges, removed_nodes: vec![], removed_edges: vec![] };
        let found = strongly_connected_components(&case.snapshot(), &Execution::inline()).unwrap();
        assert_eq!(found.count, 80_001);
        assert_eq!(found.sizes[40_000], 40_001);
        assert_eq!(found.labels[40_000..=80_000], [40_000; 40_001]);
    }

    #[test]
    fn cancellation_and_progress() {
        runs_under_an_execution("strongly_connected_components", large(), |snapshot, execution| {
            strongly_connected_components(snapshot, execution).map(drop)
        });
    }
}
