//! Closeness centrality.

use crate::algorithms::arcs::Arcs;
use crate::algorithms::buffer::{try_filled, try_zeroed};
use crate::algorithms::dijkstra::{Dense, Dijkstra};
use crate::algorithms::frontier::nodes_in;
use crate::algorithms::near::{Budget, without_limit};
use crate::algorithms::weights::{Accepted, Weights, edge_weights};
use crate::execution::Execution;
use crate::graph::Direction;
use crate::memory::try_with_capacity;
use crate::view::NearArcs;
use crate::{Result, Snapshot};

/// Words about progress while nodes are searched from.
const STEPS: usize = 16;
/// Arcs between two looks at the cancel flag, about.
const POLL: u64 = 1 << 16;

options! {
    /// How [`closeness`] measures.
    ClosenessOptions<'a> {
        /// Which distances count in a directed graph: those from a node (out), to it (in), or along edges either way.
        direction: Direction = Direction::In;
        /// The length of each edge, not negative; 1 each when left out. An edge of infinite weight cannot be
        /// travelled.
        weight: Weights<'a> = Weights::Unit;
    }
}

algorithm! {
    /// Scores each node by how close the others are: one over the mean distance of those within reach, times their share
    /// of all others.
    ///
    /// Returns scores by node id, `node_bound` entries; NaN for removed ids.
    ///
    /// A node out of reach of all others scores 0, as does one whose distances are all 0. All of this is as in NetworkX.
    ///
    /// Cost: `O(n * (n + m))` time at worst, often far less, since 64 nodes share a search; with weights
    /// `O(n * (n + m log m))`. For each thread 36 bytes a node; with weights 12, and 16 for each way that waits, at worst one
    /// an arc.
    ///
    /// Method: Freeman (1979), scaled as Wasserman and Faust (1994); breadth-first search from many nodes at once (Then
    /// and others 2014) without weights, else Dijkstra's from each node.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a missing, NaN or negative weight of a live edge; `AttributeNotFound` for an unknown weight
    /// column; `TypeMismatch` for a weight column that is not numeric; `OutOfMemory`; `Cancelled`.
    closeness() with options: ClosenessOptions<'_> => per_node(Vec<f64>)
    { kernel: kernel, work: work }
}

fn kernel(
    snapshot: &Snapshot,
    options: &ClosenessOptions<'_>,
    execution: &Execution<'_>,
) -> Result<Vec<f64>> {
    execution.progress(0.0, "preparing");
    let weights = edge_weights(snapshot, &options.weight, Accepted::NonNegative, execution)?;
    let arcs = Arcs::along(snapshot.adjacency(execution)?, options.direction);
    let nodes = snapshot.node_bound() as usize;
    match &weights {
        None => score(snapshot, || Levels::new(arcs, nodes), execution),
        Some(weights) => {
            let arcs = snapshot.view(execution)?.along(options.direction);
            score(snapshot, || Lengths::new(arcs, weights.values(), nodes), execution)
        }
    }
}

/// Nodes and edges that [`closeness`] touches, about, for deciding where it should run.
fn work(snapshot: &Snapshot, (): &(), options: &ClosenessOptions<'_>) -> u64 {
    /// How often searches that share their work still come by a node, about.
    const VISITS: u64 = 4;
    let (nodes, edges) = (u64::from(snapshot.node_bound()), u64::from(snapshot.edge_count()));
    let searches = match options.weight {
        Weights::Unit => nodes.div_ceil(Levels::SOURCES as u64) * VISITS,
        _ => nodes * VISITS,
    };
    searches.saturating_mul(nodes + edges)
}

/// What a search found: nodes besides the source, and the sum of their distances.
#[derive(Clone, Copy, Default)]
struct Reach {
    nodes: u32,
    total: f64,
}

/// Searches in memory that is used again, one for each thread.
trait Search: Send {
    /// How many nodes it begins at, at most.
    const SOURCES: usize;

    /// Adds what is found from each of `sources`, a place and a node, at that place of `reach`.
    fn run(
        &mut self,
        sources: impl Iterator<Item = (usize, u32)>,
        reach: &mut [Reach; 64],
        execution: &Execution<'_>,
    ) -> Result<()>;
}

fn score<S: Search>(
    snapshot: &Snapshot,
    search: impl FnMut() -> Result<S>,
    execution: &Execution<'_>,
) -> Result<Vec<f64>> {
    let nodes = snapshot.node_bound() as usize;
    let others = f64::from(snapshot.node_count()) - 1.0;
    let searches = execution.per_thread(search)?.into_iter();
    let mut searches = searches.map(|search| Ok((search?, Ok(())))).collect::<Result<Vec<_>>>()?;
    let mut scores = try_filled("scores", nodes, f64::NAN, execution)?;
    let step = nodes.div_ceil(STEPS).max(1).next_multiple_of(S::SOURCES);
    for (first, part) in (0..nodes).step_by(step).zip(scores.chunks_mut(step)) {
        execution.progress(first as f64 / nodes as f64, "searching");
        execution.for_each_chunk_mut_with(&mut searches, part, S::SOURCES, |(search, outcome), start, piece| {
            let sources = ((first + start) as u32..).take(piece.len()).enumerate();
            let sources = sources.filter(|&(_, node)| snapshot.has_node(node));
            let mut reach = [Reach::default(); 64];
            if outcome.is_ok() {
                *outcome = search.run(sources.clone(), &mut reach, execution);
            }
            for (place, _) in sources {
                let Reach { nodes, total } = reach[place];
                let nodes = f64::from(nodes);
                piece[place] = if total > 0.0 { nodes / total * (nodes / others) } else { 0.0 };
            }
        })?;
        searches.iter_mut().try_for_each(|(_, outcome)| std::mem::replace(outcome, Ok(())))?;
    }
    Ok(scores)
}

/// Breadth-first search from up to 64 nodes at once: a bit of a word for each.
struct Levels<'a> {
    arcs: Arcs<'a>,
    /// By node: the searches that have reached it.
    seen: Vec<u64>,
    /// Those that reached it in the last level; nothing but for nodes of `frontier`.
    fresh: Vec<u64>,
    /// Those that reach it in this level; nothing but for nodes of `found`.
    next: Vec<u64>,
    frontier: Vec<u32>,
    found: Vec<u32>,
    /// Nodes that any search has reached.
    reached: Vec<u32>,
}

impl<'a> Levels<'a> {
    fn new(arcs: Arcs<'a>, nodes: usize) -> Result<Self> {
        let [seen, fresh, next] =
            [try_zeroed("searches", nodes)?, try_zeroed("searches", nodes)?, try_zeroed("searches", nodes)?];
        let [frontier, found, reached] = [
            try_with_capacity("frontier", nodes)?,
            try_with_capacity("frontier", nodes)?,
            try_with_capacity("frontier", nodes)?,
        ];
        Ok(Self { arcs, seen, fresh, next, frontier, found, reached })
    }
}

impl Search for Levels<'_> {
    const SOURCES: usize = 64;

    fn run(
        &mut self,
        sources: impl Iterator<Item = (usize, u32)>,
        reach: &mut [Reach; 64],
        execution: &Execution<'_>,
    ) -> Result<()> {
        for (place, source) in sources {
            self.next[source as usize] = 1 << place;
            self.found.push(source);
        }
        let (mut level, mut arcs) = (0.0, 0);
        while !self.found.is_empty() {
            for &node in &self.found {
                let (fresh, seen) = (self.next[node as usize], &mut self.seen[node as usize]);
                if *seen == 0 {
                    self.reached.push(node);
                }
                *seen |= fresh;
                if level > 0.0 {
                    for search in nodes_in(0, fresh) {
                        let reach = &mut reach[search as usize];
                        reach.nodes += 1;
                        reach.total += level;
                    }
                }
            }
            std::mem::swap(&mut self.fresh, &mut self.next);
            std::mem::swap(&mut self.frontier, &mut self.found);
            for node in self.frontier.drain(..) {
                let searches = std::mem::take(&mut self.fresh[node as usize]);
                self.arcs.each_neighbor(node, |other| {
                    let (unseen, next) = (!self.seen[other as usize], &mut self.next[other as usize]);
                    let fresh = searches & unseen;
                    if fresh != 0 && *next == 0 {
                        self.found.push(other);
                    }
                    *next |= fresh;
                });
                poll(&mut arcs, self.arcs.degree(node), execution)?;
            }
            level += 1.0;
        }
        for node in self.reached.drain(..) {
            self.seen[node as usize] = 0;
        }
        Ok(())
    }
}

/// Dijkstra's search from one node after the other.
struct Lengths<'a> {
    search: Dijkstra<'a, Dense>,
    weights: &'a [f64],
    /// Nodes in the order of their distances.
    reached: Vec<u32>,
}

impl<'a> Lengths<'a> {
    fn new(arcs: NearArcs<'a>, weights: &'a [f64], nodes: usize) -> Result<Self> {
        let search = Dijkstra::new(arcs, nodes)?;
        Ok(Self { search, weights, reached: try_with_capacity("distances", nodes)? })
    }
}

impl Search for Lengths<'_> {
    const SOURCES: usize = 1;

    fn run(
        &mut self,
        sources: impl Iterator<Item = (usize, u32)>,
        reach: &mut [Reach; 64],
        execution: &Execution<'_>,
    ) -> Result<()> {
        let Self { search, weights, reached } = self;
        let (weight, budget) = (|edge| weights[edge as usize], Budget::unlimited());
        for (place, source) in sources {
            search.begin(source)?;
            while let Some(distance) = search.next() {
                let settled = search.settle_next(weight, &budget, execution, |_, _| true);
                if let Some(node) = without_limit(settled)? {
                    reached.push(node);
                    reach[place].total += distance;
                }
            }
            reach[place].nodes = reached.len() as u32 - 1;
            for node in reached.drain(..) {
                search.distances.forget(node);
            }
        }
        Ok(())
    }
}

/// Looks at the cancel flag when enough arcs were followed since.
fn poll(arcs: &mut u64, more: u64, execution: &Execution<'_>) -> Result<()> {
    *arcs += more + 1;
    if *arcs >= POLL {
        *arcs = 0;
        execution.check()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithms::cases::{Case, cases, large, on_all_threads, runs_under_an_execution, same_bits};
    use crate::algorithms::paths::shortest_distances::{ShortestDistancesOptions, shortest_distances};
    use proptest::prelude::*;

    /// The same for some nodes, from the distances of each.
    fn check(case: &Case, nodes: impl Iterator<Item = u32>, options: &ClosenessOptions<'_>) {
        let snapshot = case.snapshot();
        let same = |a: &Vec<f64>, b: &Vec<f64>| same_bits(a, b);
        let found = on_all_threads(|e| closeness(&snapshot, options, e).unwrap(), same);
        assert_eq!(found.len(), case.nodes as usize);
        let others = case.live_nodes().count() as f64 - 1.0;
        for node in nodes {
            if !case.has_node(node) {
                assert!(found[node as usize].is_nan());
                continue;
            }
            let search =
                ShortestDistancesOptions { weight: options.weight.clone(), direction: options.direction };
            let mut distances = shortest_distances(&snapshot, node, &search, &Execution::inline()).unwrap();
            distances.retain(|distance| distance.is_finite());
            let (reached, total) = (distances.len() as f64 - 1.0, distances.iter().sum::<f64>());
            let expected = if total > 0.0 { reached * reached / total / others } else { 0.0 };
            let found = found[node as usize];
            assert!((found - expected).abs() <= 1e-12 * expected, "node {node} scores {found}, not {expected}");
        }
    }

    fn options() -> impl Strategy<Value = ClosenessOptions<'static>> {
        let directions = vec![Direction::Out, Direction::In, Direction::Both];
        (prop::sample::select(directions), any::<bool>()).prop_map(|(direction, weighted)| ClosenessOptions {
            direction,
            weight: if weighted { Weights::column("w") } else { Weights::Unit },
        })
    }

    proptest! {
        #[test]
        fn as_from_the_distances_of_each_node(case in cases(), options in options()) {
            check(&case, 0..case.nodes, &options);
        }
    }

    #[test]
    fn large_graphs() {
        for case in large().into_iter().step_by(2) {
            check(&case, (0..case.nodes).step_by(500), &ClosenessOptions::default());
        }
    }

    #[test]
    fn an_edge_of_infinite_weight_cannot_be_travelled() {
        let edges = vec![(0, 1, f64::INFINITY), (1, 2, 2.0)];
        let case = Case { directed: false, nodes: 3, edges, removed_nodes: vec![], removed_edges: vec![] };
        check(&case, 0..3, &ClosenessOptions { weight: Weights::column("w"), ..ClosenessOptions::default() });
    }

    #[test]
    fn cancellation_and_progress() {
        let cases = large().into_iter().step_by(2).collect();
        runs_under_an_execution("closeness", cases, |snapshot, execution| {
            closeness(snapshot, &ClosenessOptions::default(), execution).map(drop)
        });
    }
}
